// The last line: the keys that do something here and now; for a while an answer instead; or the
// filter while it is typed.

import { wrapAtMost } from '../dialogs/line.ts';
import type { Binding } from '../keys/binding.ts';
import { enabledBindings } from '../keys/enabled.ts';
import { keyBar as messages } from '../messages.ts';
import { selectedClient, selectedServer } from '../state/selection.ts';
import type { UiState } from '../state/state.ts';
import { printable } from '../text/escape.ts';
import { drawSegments, type Segment } from '../text/segments.ts';
import { fitText } from '../text/width.ts';
import { filterLine } from './filter-line.ts';

/**
 * The commands worth a place, in the order they stand; everyone knows arrows and Tab. The number says
 * which go last when the line is short.
 */
const SHOWN: readonly (readonly [command: string, rank: number])[] = [
  ['new', 3],
  ['retry', 2],
  ['close', 4],
  ['send', 5],
  ['hold', 9],
  ['mark', 10],
  ['mode', 5],
  ['accept', 2],
  ['manual', 9],
  ['pause', 6],
  ['details', 7],
  ['filter', 8],
  ['sort', 11],
  ['zoom', 10],
  ['earlier', 3],
  ['later', 3],
  ['freeze', 12],
  ['doctor', 14],
  ['palette', 13],
  ['quit', 1],
  ['help', 0],
];

/** Exactly as wide as the terminal. */
export function keyBarLine(state: UiState): string {
  const { columns } = state.size;
  const { theme } = state.options;
  if (state.filtering !== null) return filterLine(state, state.filtering);
  const { line, width } = drawSegments(segments(state), columns, theme);
  // The first one's blanks count for the line's margin: one of the two goes to the end.
  return width === 0 ? ' '.repeat(columns) : `${line.slice(1)}${' '.repeat(columns - width + 1)}`;
}

/** More than this would hide what it speaks of; the details have every sentence in full. */
const MOST_MESSAGE_LINES = 3;

/** What was answered lately, over the screen's last lines: as many as it takes, none for nothing. */
export function messageLines(state: UiState): readonly string[] {
  const { message, filtering, options, size } = state;
  if (message === null || filtering !== null) return [];
  const { theme } = options;
  const said = printable(message.text, theme.ascii);
  const shown = wrapAtMost(said, size.columns - 2, MOST_MESSAGE_LINES, theme);
  return shown.map((text) =>
    theme.paint(message.meaning, fitText(` ${text}`, size.columns, theme.glyphs.ellipsis)),
  );
}

function segments(state: UiState): Segment[] {
  return keysHere(state).map(({ key, label, rank }) => {
    const text = `${key} ${label}`;
    return { text, meaning: 'normal', rank, space: 2, key: key.length };
  });
}

/** The keys worth naming that do something here and now. */
export function keysHere(
  state: UiState,
): readonly { readonly key: string; readonly label: string; readonly rank: number }[] {
  const enabled = new Map(enabledBindings(state).map((binding) => [binding.command, binding]));
  return SHOWN.flatMap(([command, rank]) => {
    const binding = enabled.get(command);
    const key = binding?.keys[0];
    if (binding === undefined || key === undefined) return [];
    return [{ key, label: labelNow(state, binding), rank }];
  });
}

/** What a key that goes back and forth would do now. */
function labelNow(state: UiState, { command, label }: Binding): string {
  const server = selectedServer(state);
  if (command === 'freeze' && state.frozen) return messages.thaw;
  if (command === 'zoom' && state.zoom) return messages.unzoom;
  if (command === 'pause' && server?.accepting === false) return messages.resume;
  if (command === 'hold' && selectedClient(state)?.reading === false) return messages.readOn;
  if (command === 'manual' && server?.mode === 'manual') return messages.notByHand;
  return label;
}
