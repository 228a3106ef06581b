// The columns of a timeline: when, how long it took, what it was, and the state after it.

import type { SocketState, TimelineStep } from '../../../protocol/views.ts';
import { faint, plain, STATE_MEANING } from '../../panes/cells.ts';
import { CLOCK_WIDTH, clockTime, DURATION_WIDTH, RTT_WIDTH, UNKNOWN } from '../../text/format.ts';
import type { Cell, Column } from '../../text/line.ts';
import { timeline as messages } from '../timeline-messages.ts';
import { carriedText, stepMeaning, stepText, tookText } from './step-text.ts';

/** `ESTABLISHED`, and with the one before it. */
const STATE_WIDTH = 11;
const STATES_WIDTH = 2 * STATE_WIDTH + ' > '.length;

export const COLUMNS: readonly Column<TimelineStep>[] = [
  {
    name: 'time',
    min: CLOCK_WIDTH,
    rank: 1,
    cell: ({ time, event }) => faint(event.of === 'forgotten' ? '' : clockTime(time)),
  },
  {
    name: 'took',
    min: RTT_WIDTH,
    steps: [RTT_WIDTH, DURATION_WIDTH],
    rank: 3,
    align: 'right',
    cell: (step) => faint(tookText(step)),
  },
  {
    name: 'call',
    min: 24,
    want: 41,
    // Before both states of a line: they stand below for the one that is chosen.
    wantRank: 4,
    max: Number.MAX_SAFE_INTEGER,
    rank: 0,
    cell: (step, { theme }) => {
      const carried = carriedText(step, theme);
      const text = stepText(step, theme) + (carried === '' ? '' : `  ${carried}`);
      return { text, meaning: stepMeaning(step) };
    },
  },
  {
    name: 'state',
    min: STATE_WIDTH,
    want: STATES_WIDTH,
    wantRank: 5,
    whole: true,
    rank: 2,
    cell: (step, _draw, width) => stateCell(step, width),
  },
];

function stateCell(step: TimelineStep, width: number): Cell {
  const { before, after, event } = step;
  // Where there is no socket yet, as for getaddrinfo().
  if (event.of === 'forgotten' || (before === null && after === null)) return plain('');
  if (after === null) return faint(UNKNOWN);
  if (before === after) return faint(after);
  const wide = width >= STATES_WIDTH && before !== null;
  return { text: wide ? statesText(step) : after, meaning: STATE_MEANING[after] };
}

/** `QUEUED > ESTABLISHED`; one word where nothing changes, none where there is no socket. */
export function statesText({ before, after }: TimelineStep): string {
  if (before === null && after === null) return '';
  const word = (state: SocketState | null): string => state ?? UNKNOWN;
  return before === after ? word(after) : messages.states(word(before), word(after));
}
