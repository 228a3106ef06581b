// Why does nothing arrive? What the doctor found, a check a line or two, what to do below it.
//
//   ━ Why does nothing arrive at multicast-1? ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
//    1 check found trouble, 2 may be it.
//
//    TROUBLE  interface     here is down.
//                           › Bring it up: ip link set here up
//    maybe    way           There is no route for the group: a program of this ...
//    --       firewall      Whether a firewall drops it is not known: ...
//    ok       buffer        The kernel has dropped nothing at this socket.
//    D ask again  Up/Down scroll  Esc back

import type { Diagnosis, Finding, Verdict } from '../../protocol/diagnosis.ts';
import { printable } from '../text/escape.ts';
import type { Meaning } from '../theme.ts';
import { details } from './details-messages.ts';
import type { Dialog, DialogContext } from './dialog.ts';
import { doctor as messages } from './doctor-messages.ts';
import { fillTo, hintLine, line, type Piece, titleLine, wrap } from './line.ts';
import { close, pass, run, stay } from './outcome.ts';
import { clampTop, SCROLL_LETTERS, type ScrollTop, scroll } from './scroll.ts';

export interface DoctorState {
  readonly endpoint: string;
  readonly top: ScrollTop;
}

export function initialDoctor(endpoint: string): DoctorState {
  return { endpoint, top: 0 };
}

/** Title and hints. */
const FIXED_LINES = 2;

export const doctor: Dialog<DoctorState> = {
  reduce(state, key, context) {
    if (key.name === 'escape' || key.name === 'enter') return close;
    const letter = key.name === 'character' ? key.input : '';
    // The same key asks again, once it is answered.
    if (letter === 'D') return answerOf(state, context) === null ? stay(state) : run('doctor');
    const moving = { ...key, name: SCROLL_LETTERS[letter] ?? key.name };
    const { rows, room } = pageOf(state, context);
    const top = scroll(state.top, moving, rows.length, room);
    return top === null ? pass : stay({ ...state, top });
  },

  lines(state, context) {
    const { width, height, theme } = context;
    const { rows, room, top } = pageOf(state, context);
    const shown = rows.slice(top, top + room);
    const place = rows.length > room ? details.place(top + 1, top + shown.length, rows.length) : '';
    const name = printable(state.endpoint, theme.ascii);
    return [
      titleLine(width, theme, messages.title(name), place),
      ...fillTo(shown, room, width),
      hintLine(width, theme, messages.hints),
    ].slice(0, Math.max(0, height));
  },
};

function pageOf(state: DoctorState, context: DialogContext) {
  const rows = body(state, context);
  const room = Math.max(0, context.height - FIXED_LINES);
  return { rows, room, top: clampTop(state.top, rows.length, room) };
}

/** Null while it is still to come. */
function answerOf({ endpoint }: DoctorState, { diagnosis }: DialogContext): Diagnosis | null {
  return diagnosis?.endpoint === endpoint ? diagnosis : null;
}

function body(state: DoctorState, context: DialogContext): readonly string[] {
  const { width, theme } = context;
  const answer = answerOf(state, context);
  if (answer === null) return [line(width, theme, ['dim', ` ${messages.pending}`])];
  const { findings } = answer;
  const count = (verdict: Verdict) => findings.filter((each) => each.verdict === verdict).length;
  return [
    line(width, theme, ['strong', ` ${messages.summary(count('trouble'), count('possible'))}`]),
    line(width, theme),
    ...findings.flatMap((finding) => findingLines(finding, context)),
  ];
}

const LOOK: { readonly [Name in Verdict]: Meaning } = {
  trouble: 'failed',
  possible: 'waiting',
  unknown: 'dim',
  ok: 'served',
};

const VERDICT_COLUMNS = 10;
const CHECK_COLUMNS = 14;
const MARGIN = VERDICT_COLUMNS + CHECK_COLUMNS;
const LEAST_TEXT = 10;

/** The finding beside what was checked; below, set off, what to do. */
function findingLines(
  { verdict, check, finding, advice }: Finding,
  { width, theme }: DialogContext,
): readonly string[] {
  const room = Math.max(LEAST_TEXT, width - MARGIN - 1);
  const head: readonly Piece[] = [
    [LOOK[verdict], ` ${messages.verdicts[verdict]}`.padEnd(VERDICT_COLUMNS)],
    ['normal', messages.checks[check].padEnd(CHECK_COLUMNS)],
  ];
  const below: readonly Piece[] = [['normal', ' '.repeat(MARGIN)]];
  const text = (of: string) => printable(of, theme.ascii);
  const found = wrap(text(finding), room).map((part, index) =>
    line(width, theme, ...(index === 0 ? head : below), [
      verdict === 'ok' || verdict === 'unknown' ? 'dim' : 'normal',
      part,
    ]),
  );
  if (advice === null) return found;
  const mark = `${theme.glyphs.outgoing} `;
  const todo = wrap(text(advice), room - mark.length).map((part, index) =>
    line(
      width,
      theme,
      ...below,
      ['key', index === 0 ? mark : ' '.repeat(mark.length)],
      ['strong', part],
    ),
  );
  return [...found, ...todo];
}
