// A table's columns in fixed places. Places are worked out once per width; a row is then one padded,
// painted string, which is what Ink draws fastest.

import type { Meaning, Theme } from '../theme.ts';
import { type Align, fitAddress, fitText } from './width.ts';

export interface Draw {
  readonly theme: Theme;
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
}

export interface Cell {
  readonly text: string;
  readonly meaning: Meaning;
}

export interface Column<Row> {
  readonly name: string;
  /** Columns of the screen it takes. */
  readonly min: number;
  /** Those it may grow to where there is room; left out: it does not grow. */
  readonly max?: number;
  /** Its part of the room that is left, against the other growing columns; 1 when left out. */
  readonly weight?: number;
  /** Which columns come first when there is not room for all: 0 is always there. */
  readonly rank: number;
  /** A table narrower than this leaves it out, and the room to the others. */
  readonly from?: number;
  readonly align?: Align;
  /** `address:port`: cut in the address, never in the port. */
  readonly address?: boolean;
  /** @param width the column's, for what is written shorter where it is narrow */
  readonly cell: (row: Row, draw: Draw, width: number) => Cell;
}

/** One column at its place. */
export interface Place<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

const GAP = 1;
const WIDE_GAP = 2;
/** The cursor's glyph and a space stand before every row. */
const MARGIN = 2;

/**
 * Which columns fit into `width` and how wide they are: by rank while their least widths fit, then
 * the growing ones share what is left. The gap is two columns where that costs none of them.
 */
export function placeColumns<Row>(
  columns: readonly Column<Row>[],
  width: number,
): { readonly places: readonly Place<Row>[]; readonly gap: number } {
  const room = width - MARGIN;
  const chosen = new Set<Column<Row>>();
  const ranked = columns
    .filter(({ from = 0 }) => width >= from)
    .toSorted((a, b) => a.rank - b.rank);
  let used = -GAP;
  for (const column of ranked) {
    if (used + GAP + column.min > room && chosen.size > 0) break;
    used += GAP + column.min;
    chosen.add(column);
  }
  const shown = columns.filter((column) => chosen.has(column));
  const widened = used + (WIDE_GAP - GAP) * (shown.length - 1);
  const gap = widened <= room ? WIDE_GAP : GAP;
  const widths = grow(shown, room - (gap === WIDE_GAP ? widened : used));
  return { places: shown.map((column, i) => ({ column, width: widths[i] as number })), gap };
}

/** Shares `left` among the growing columns by weight; what one can't take goes to the next. */
function grow<Row>(columns: readonly Column<Row>[], left: number): number[] {
  const widths = columns.map(({ min }) => min);
  let rest = Math.max(0, left);
  let weights = columns.reduce((sum, { max, weight = 1 }) => sum + (max ? weight : 0), 0);
  for (const [i, { min, max, weight = 1 }] of columns.entries()) {
    if (max === undefined) continue;
    const more = Math.min(Math.floor((rest * weight) / weights), max - min);
    widths[i] = min + more;
    rest -= more;
    weights -= weight;
  }
  return widths;
}

const placed = new WeakMap<object, Map<number, ReturnType<typeof placeColumns>>>();

function placesOf<Row>(columns: readonly Column<Row>[], width: number) {
  let byWidth = placed.get(columns);
  if (byWidth === undefined) {
    byWidth = new Map();
    placed.set(columns, byWidth);
  }
  let found = byWidth.get(width);
  if (found === undefined) {
    found = placeColumns(columns as readonly Column<unknown>[], width);
    byWidth.set(width, found);
  }
  return found as ReturnType<typeof placeColumns<Row>>;
}

export interface RowLook {
  /** The cursor is here; `focused` says whether its pane has the keys. */
  readonly cursor: boolean;
  readonly focused: boolean;
  readonly fresh: boolean;
}

/** From this column on, a sentence stands instead of the cells. */
export interface Tail extends Cell {
  readonly from: string;
}

/** A row of a table, exactly `width` columns. */
export function drawRow<Row>(
  columns: readonly Column<Row>[],
  row: Row,
  width: number,
  look: RowLook,
  draw: Draw,
  tail: Tail | null = null,
): string {
  const { places, gap } = placesOf(columns, width);
  const cells: Cell[] = [];
  let used = MARGIN;
  for (const [i, { column, width: cellWidth }] of places.entries()) {
    const space = i === 0 ? 0 : gap;
    if (tail !== null && column.name === tail.from) break;
    const cell = column.cell(row, draw, cellWidth);
    cells.push(
      { text: ' '.repeat(space), meaning: 'normal' },
      fitCell(column, cell, cellWidth, draw),
    );
    used += space + cellWidth;
  }
  const { ellipsis } = draw.theme.glyphs;
  if (tail !== null && width > used + gap) {
    const text = fitText(tail.text, width - used - gap, ellipsis);
    cells.push({ text: ' '.repeat(gap) + text, meaning: tail.meaning });
    used = width;
  }
  return paintRow(cells, used, width, look, draw);
}

function fitCell<Row>(column: Column<Row>, cell: Cell, width: number, draw: Draw): Cell {
  const { ellipsis } = draw.theme.glyphs;
  const text = column.address === true ? fitAddress(cell.text, width, ellipsis) : cell.text;
  return { text: fitText(text, width, ellipsis, column.align), meaning: cell.meaning };
}

function paintRow(
  cells: readonly Cell[],
  used: number,
  width: number,
  look: RowLook,
  draw: Draw,
): string {
  const { theme } = draw;
  const margin = `${look.cursor ? theme.glyphs.cursor : ' '} `;
  const plain = cells.map((cell) => cell.text).join('');
  const rest = ' '.repeat(Math.max(0, width - used));
  // Where the room is less than the first column needs, the line still ends at the edge.
  if (used > width) return (margin + plain).slice(0, width);
  if (look.cursor && look.focused) return theme.paint('selected', margin + plain + rest);
  const painted = cells
    .map(({ text, meaning }) => {
      if (!look.fresh) return theme.paint(meaning, text);
      // Bold and faint end with the same sequence: a fresh row has nothing faint.
      const colour = meaning === 'dim' || meaning === 'closing' ? 'normal' : meaning;
      return theme.paint('fresh', theme.paint(colour, text));
    })
    .join('');
  return theme.paint(look.cursor ? 'dim' : 'normal', margin) + painted + rest;
}
