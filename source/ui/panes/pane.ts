// What all panes have in common: a rule with name and totals, rows, and what stands in an empty pane.

import type { ListName } from '../../protocol/views.ts';
import { panes as messages } from '../messages.ts';
import { heldValue, widthOf } from '../state/calm.ts';
import {
  focusedList,
  PANE_LISTS,
  type PaneName,
  SORTED_LIST,
  type UiState,
} from '../state/state.ts';
import { type Keyed, type Shown, shownRows } from '../state/window.ts';
import { printable } from '../text/escape.ts';
import { clockTime, count } from '../text/format.ts';
import {
  type Cell,
  type Column,
  type Draw,
  drawRow,
  joinRuns,
  type Needs,
  neededWidth,
  placesOf,
  type Tail,
} from '../text/line.ts';
import { plot } from '../text/plot.ts';
import { cut, fitText } from '../text/width.ts';
import { faint } from './cells.ts';

/** Room for less of a history would say nothing; and so much of the line stays before it. */
const LEAST_PLOT = 8;
const LINE_BESIDE_PLOT = 3;

/**
 * A rule: `━ 3 Datagrams ━━━━━━ ▁▂▃▂▁ 12/s ━`, exactly `width` columns.
 * @param history what is plotted where there is room, the newest last
 */
export function rule(
  title: string,
  facts: readonly TitleFact[],
  width: number,
  focused: boolean,
  draw: Draw,
  history: readonly number[] = [],
): string {
  const { paint, glyphs } = draw.theme;
  const glyph = focused ? glyphs.ruleHeavy : glyphs.rule;
  const lineMeaning = focused ? 'focus' : 'dim';
  const separator = ` ${glyphs.dot} `;
  const fitting = fittingFacts(facts, width - title.length - 7, glyphs.ellipsis);
  const lineBefore = (said: readonly Cell[]): number =>
    Math.max(0, width - title.length - 4 - widthOfFacts(said));
  // Where facts had to go there is no room for a picture, and its number may be one of them.
  const room = fitting === facts ? lineBefore(facts) - LINE_BESIDE_PLOT - 1 : 0;
  const plotted = room < LEAST_PLOT ? '' : plot(history, room, draw.theme, glyph);
  // Only beside a plot has a number a place of its own.
  const shown = plotted === '' ? fitting.map(withoutPlace) : fitting;
  const line = lineBefore(shown);
  const painted = shown.map(({ text, meaning }) => paint(meaning, text));
  const end = shown.length === 0 ? '' : ` ${painted.join(paint('dim', separator))} `;
  const columns = plotted === '' ? '' : ` ${plotted}`;
  const head = joinRuns([
    { text: glyph, meaning: lineMeaning },
    { text: ` ${title} `, meaning: focused ? 'focus' : 'strong' },
    { text: glyph.repeat(line - columns.length), meaning: lineMeaning },
    { text: columns, meaning: 'dim' },
  ]);
  return (
    head.map(({ text, meaning }) => paint(meaning, text)).join('') + end + paint(lineMeaning, glyph)
  );
}

/** Something said in a rule. */
export interface TitleFact extends Cell {
  /** It gives way before the others do: its pane says it too, or it matters less. */
  readonly spare?: boolean;
}

const withoutPlace = (fact: Cell): Cell => ({ ...fact, text: fact.text.trimStart() });

/** Between two facts, and around all of them. */
const SEPARATOR_COLUMNS = 3;
const AROUND_COLUMNS = 2;

function widthOfFacts(facts: readonly Cell[]): number {
  if (facts.length === 0) return 0;
  const text = facts.reduce((sum, each) => sum + each.text.length, 0);
  return text + SEPARATOR_COLUMNS * (facts.length - 1) + AROUND_COLUMNS;
}

/** As many as there is room for, the spare ones and then the last ones going first; an ellipsis for those. */
function fittingFacts(
  facts: readonly TitleFact[],
  room: number,
  ellipsis: string,
): readonly Cell[] {
  if (widthOfFacts(facts) <= room) return facts;
  const kept = [...facts];
  const sign = faint(ellipsis);
  while (kept.length > 0 && widthOfFacts([...kept, sign]) > room) {
    const spare = kept.findLastIndex((fact) => fact.spare === true);
    kept.splice(spare === -1 ? kept.length - 1 : spare, 1);
  }
  return [...kept, sign];
}

/** The list of a pane that its title speaks of: the one with the cursor, or the longest to scroll. */
function titledList(state: UiState, pane: PaneName): ListName {
  if (pane !== 'multicast') return pane;
  return state.focus === pane ? focusedList(state) : 'traffic';
}

/** Filter and sort, for the right end of a rule, and whether that is still under way. */
export function listFacts(state: UiState, pane: PaneName, draw: Draw): Cell[] {
  const { view } = state;
  if (view === null) return [];
  const facts: Cell[] = [];
  const name = titledList(state, pane);
  const { filter } = state.lists[name];
  const window = view.lists[name];
  if (filter !== '') {
    const text = cut(printable(filter, draw.theme.ascii), 20, draw.theme.glyphs.ellipsis);
    const shown = messages.filter(text, count(window.total), count(window.all));
    facts.push({ text: shown, meaning: 'key' });
  }
  const { sort } = state.lists[SORTED_LIST[pane]];
  if (sort !== null) {
    const { up, down } = draw.theme.glyphs;
    facts.push({ text: messages.sort(sort.column, sort.descending ? down : up), meaning: 'key' });
  }
  if (window.problem !== undefined) facts.push({ text: messages.givenUp, meaning: 'failed' });
  if (window.settling) facts.push(faint(messages.settling));
  if (window.since !== undefined) {
    facts.push({ text: messages.payloadSince(clockTime(window.since)), meaning: 'waiting' });
  }
  if (window.forgotten) facts.push({ text: messages.forgotten, meaning: 'waiting' });
  return facts;
}

/** Which rows of a longer list are here; a list that follows its end needs no telling. */
export function placeFacts(
  state: UiState,
  pane: PaneName,
  heights: { readonly [Name in ListName]: number },
): Cell[] {
  const name = titledList(state, pane);
  const window = state.view?.lists[name];
  const height = heights[name];
  if (window === undefined || height === 0 || window.total <= height) return [];
  if (state.lists[name].cursor.at === 'end') return [];
  const { first, rows } = shownRows<Keyed>(window, state.lists[name], height);
  return [faint(messages.span(first + 1, first + rows.length, window.total))];
}

export interface Table<Row> {
  readonly list: ListName;
  readonly columns: readonly Column<Row>[];
  /** A sentence instead of some cells. */
  readonly tail?: (row: Row, draw: Draw, width: number) => Tail | null;
  readonly fresh: (row: Row, now: number) => boolean;
}

/** How wide the table's columns with steps have to be for these rows. */
export function neededWidths<Row>(table: Table<Row>, rows: readonly Row[], draw: Draw): Needs {
  return Object.fromEntries(
    table.columns
      .filter(({ steps }) => steps !== undefined)
      .map((column) => [column.name, neededWidth(column, rows, draw)]),
  );
}

function calmWidths({ held }: UiState, list: ListName, needs: Needs): Needs {
  return Object.fromEntries(
    Object.entries(needs).map(([column, width]) => [
      column,
      Math.max(width, heldValue(held, widthOf(list, column))),
    ]),
  );
}

/** The rows of a list, exactly `height` lines of `width` columns. */
export function tableLines<Row extends Keyed>(
  table: Table<Row>,
  shown: Shown<Row>,
  state: UiState,
  width: number,
  height: number,
  draw: Draw,
): string[] {
  const focused = focusedList(state) === table.list;
  const rows = shown.rows.slice(0, height);
  const needs = calmWidths(state, table.list, neededWidths(table, rows, draw));
  const places = placesOf(table.columns, width, needs);
  const lines = rows.map((row, i) => {
    const look = {
      cursor: focused && i === shown.cursor,
      focused,
      fresh: table.fresh(row, draw.now),
      marked: table.list === 'clients' && state.marks.has(row.key),
    };
    return drawRow(places, row, width, look, draw, table.tail?.(row, draw, width) ?? null);
  });
  return blankTo(lines, width, height);
}

export function blankTo(lines: readonly string[], width: number, height: number): string[] {
  const blank = ' '.repeat(width);
  return Array.from({ length: Math.max(0, height) }, (_, i) => lines[i] ?? blank);
}

/** One sentence in an otherwise empty list. */
export function sentence(text: string, width: number, height: number, draw: Draw): string[] {
  const line = fitText(`  ${printable(text, draw.theme.ascii)}`, width, draw.theme.glyphs.ellipsis);
  return blankTo([draw.theme.paint('dim', line)], width, height);
}

/** Whether a filter, and not a lack of rows, has emptied a list. */
export function filteredOut(state: UiState, pane: PaneName): boolean {
  return PANE_LISTS[pane].some((name) => {
    const window = state.view?.lists[name];
    return state.lists[name].filter !== '' && window?.total === 0 && window.all > 0;
  });
}
