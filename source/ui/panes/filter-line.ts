// The last line while the filter is typed, and above it what may be typed, or what is wrong where:
//
//                           ^^^^^ state is QUEUED, SYN_RECV, ESTABLISHED or TIME_WAIT.
//    /endpoint:tcp-1 state:qeued|                      Enter keeps it, Esc clears it

import { type FilterFault, type TermInfo, termsOf } from '../../filter.ts';
import { wrapAtMost } from '../dialogs/line.ts';
import { filterLine as messages } from '../messages.ts';
import { focusedList, PANE_LISTS, type UiState } from '../state/state.ts';
import { typedFault } from '../state/typed-filter.ts';
import { printable } from '../text/escape.ts';
import { drawField, type Field, fieldText } from '../text/field.ts';
import { fitText } from '../text/width.ts';
import type { Meaning } from '../theme.ts';

const PROMPT = ' /';

/** The filter as typed, exactly as wide as the terminal. */
export function filterLine(state: UiState, field: Field): string {
  const { columns } = state.size;
  const { theme } = state.options;
  const text = printable(fieldText(field), theme.ascii);
  // The cursor at the end needs a place of its own.
  const rest = columns - PROMPT.length - text.length - 1;
  const hints = `  ${messages.hints} `;
  const shown = hints.length <= rest ? hints : '';
  const line = drawField(field, columns - PROMPT.length - shown.length, theme, true);
  return theme.paint('key', PROMPT) + line + theme.paint('dim', shown);
}

/** More would hide the rows that it is about. */
const MOST_NOTE_LINES = 3;

/** The lines above it: none for a filter that needs no word. */
export function filterNotes(state: UiState): readonly string[] {
  const { filtering, view } = state;
  if (filtering === null) return [];
  const fault = typedFault(state);
  if (fault !== null) return faultLines(state, filtering, fault);
  const problem = view?.lists[focusedList(state)].problem;
  if (problem !== undefined) return noteLines(state, problem.message, 'failed');
  if (fieldText(filtering) !== '') return [];
  const terms = termsOf(PANE_LISTS[state.focus]).map(written);
  return noteLines(state, messages.terms(terms.join(' ')), 'dim');
}

function written(term: TermInfo): string {
  return term.of === 'number' ? `${term.name}>` : `${term.name}:`;
}

function noteLines(
  state: UiState,
  text: string,
  meaning: Meaning,
  most = MOST_NOTE_LINES,
): string[] {
  const { columns } = state.size;
  const { theme } = state.options;
  return wrapAtMost(printable(text, theme.ascii), columns - 2, most, theme).map((line) =>
    theme.paint(meaning, fitText(` ${line}`, columns, theme.glyphs.ellipsis)),
  );
}

/** Marks under the sentence and over the part, or beside each other where there is room. */
function faultLines(state: UiState, field: Field, { at, length, message }: FilterFault): string[] {
  const { columns } = state.size;
  const { theme } = state.options;
  const { ellipsis } = theme.glyphs;
  const text = fieldText(field);
  const widthOf = (part: string): number => printable(part, theme.ascii).length;
  const start = PROMPT.length + widthOf(text.slice(0, at));
  const marks = '^'.repeat(widthOf(text.slice(at, at + length)));
  // A line that is scrolled has its part elsewhere: the sentence then names it.
  if (PROMPT.length + widthOf(text) >= columns) {
    return noteLines(state, messages.about(text.slice(at, at + length), message), 'failed');
  }
  const marked = ' '.repeat(start) + marks;
  const beside = `${marked} ${printable(message, theme.ascii)}`;
  if (beside.length < columns) return [theme.paint('failed', fitText(beside, columns, ellipsis))];
  return [
    ...noteLines(state, message, 'failed', MOST_NOTE_LINES - 1),
    theme.paint('failed', fitText(marked, columns, ellipsis)),
  ];
}
