// The dashboard for a screen reader: the focused pane as a list of plain sentences, without rules,
// places or colour, from the same state and the same tables.

import type { ListName, ListWindow } from '../../protocol/views.ts';
import { linear as messages, panes as paneTexts } from '../messages.ts';
import { dialogContext } from '../state/open.ts';
import { PANE_LISTS, shownTime, type UiState } from '../state/state.ts';
import { typedFault } from '../state/typed-filter.ts';
import { type Keyed, shownRows } from '../state/window.ts';
import { printable } from '../text/escape.ts';
import type { Draw } from '../text/line.ts';
import { makeTheme } from '../theme.ts';
import { headerLine } from './header.ts';
import { hint } from './hints.ts';
import { keysHere } from './key-bar.ts';
import { TABLES } from './tables.ts';

/** Rows read out at a time: what a person can hold in mind, and far below any terminal's height. */
const MOST_ROWS = 12;

/** One space between words, no rules, nothing at the ends: padding is for eyes. */
const spoken = (line: string): string =>
  line
    .replace(/^=|={2,}|=$/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

export function linearLines(state: UiState): readonly string[] {
  // Glyphs, bars and plots are read out as nonsense; ASCII without colour is not.
  const theme = makeTheme({ color: 0, ascii: true, spoken: true });
  const spokenState = { ...state, options: { ...state.options, theme } };
  const open = spokenState.stack.at(-1);
  const body =
    open === undefined
      ? paneSentences(spokenState)
      : open
          .lines(dialogContext(spokenState))
          .map(spoken)
          .filter((line) => line !== '');
  const texts = [typedFault(state)?.message, state.message?.text];
  const said = texts.flatMap((text) => (text === undefined ? [] : [printable(text, true)]));
  return [spoken(headerLine(spokenState)), ...body, ...said, ...state.pending];
}

function paneSentences(state: UiState): string[] {
  const { focus, view } = state;
  const lines = [paneTexts.titles[focus]];
  for (const name of PANE_LISTS[focus]) {
    const window = view?.lists[name] as ListWindow<Keyed> | undefined;
    if (window === undefined || window.total === 0) {
      const text = hint(state, name === 'groups' ? 'multicast' : name);
      if (text !== '') lines.push(text);
      continue;
    }
    const shown = shownRows(window, state.lists[name], MOST_ROWS);
    lines.push(...shown.rows.map((row, i) => rowSentence(state, name, row, i === shown.cursor)));
    lines.push(paneTexts.span(shown.first + 1, shown.first + shown.rows.length, window.total));
  }
  const named = keysHere(state).map(({ key, label }) => `${key} ${label}`);
  return [...lines, messages.keys(named.join(', '))];
}

function rowSentence(state: UiState, name: ListName, row: Keyed, selected: boolean): string {
  const table = TABLES[name];
  const draw: Draw = { theme: state.options.theme, now: shownTime(state) };
  const tail = table.tail?.(row, draw, Number.POSITIVE_INFINITY) ?? null;
  const words: string[] = selected ? [messages.selected] : [];
  if (name === 'clients' && state.marks.has(row.key)) words.push(messages.marked);
  for (const column of table.columns) {
    if (tail?.from === column.name) break;
    const text = column.cell(row, draw, column.max ?? column.min).text;
    words.push(aloud(text));
  }
  if (tail !== null) words.push(tail.texts[0] ?? '');
  return words.filter((word) => word !== '' && word !== '-').join(', ');
}

/** Arrows as words. */
function aloud(text: string): string {
  const said = spoken(text);
  if (said.startsWith('< ')) return messages.incoming(said.slice(2));
  return said.startsWith('> ') ? messages.outgoing(said.slice(2)) : said;
}
