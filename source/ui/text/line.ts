// A table's columns in fixed places. Places are worked out once per width; a row is then one padded,
// painted string, which is what Ink draws fastest.

import type { Meaning, Theme } from '../theme.ts';
import { type Align, cut, fitAddress, fitText } from './width.ts';

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
  /** Columns of the screen it takes; with `steps`, those it is sure of once it is there at all. */
  readonly min: number;
  /** The widths it may have, ascending: it takes the least that holds what its rows say. */
  readonly steps?: readonly number[];
  /** The width it would have beyond `min` where it has no steps: then gaps are narrow before it is. */
  readonly want?: number;
  /** When it gets more than `min`, against the other columns' ranks; its own when left out. */
  readonly wantRank?: number;
  /** It has a use for all that it wants, not for a part of it. */
  readonly whole?: boolean;
  /** Those it may grow to where there is room; left out: it does not grow. */
  readonly max?: number;
  /** Its part of the room that is left, against the other growing columns; 1 when left out. */
  readonly weight?: number;
  /** Which columns come first when there is not room for all: 0 is always there. */
  readonly rank: number;
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
/** The cursor's glyph and a mark, or blanks, stand before every row. */
const MARGIN = 2;

/** The least of a column's steps that holds every row; the last one where none does. */
export function neededWidth<Row>(
  { steps = [], cell }: Column<Row>,
  rows: readonly Row[],
  draw: Draw,
): number {
  const longest = Math.max(
    0,
    ...rows.map((row) => cell(row, draw, Number.POSITIVE_INFINITY).text.length),
  );
  return steps.find((step) => step >= longest) ?? steps.at(-1) ?? 0;
}

export interface Places<Row> {
  readonly places: readonly Place<Row>[];
  readonly gap: number;
}

/**
 * Which columns fit into `width` and how wide they are: by rank while there is room, then the growing
 * ones share what is left. The gap is two columns where that costs none of them. What is left at the
 * end goes before a last column that ends at the right.
 * @param needs what `neededWidth` says, by the name of each column with steps
 */
export function placeColumns<Row>(
  columns: readonly Column<Row>[],
  width: number,
  needs: Needs = {},
): Places<Row> {
  const room = width - MARGIN;
  const wanted = ({ name, min, want, steps }: Column<Row>): number =>
    (steps === undefined ? want : needs[name]) ?? min;
  const chosen = new Map<Column<Row>, number>();
  let used = -GAP;
  for (const { column, more, first } of wishes(columns, wanted)) {
    const left = room - used;
    if (!first) {
      if (column.whole === true && more > left) continue;
      const given = Math.min(more, Math.max(0, left));
      chosen.set(column, (chosen.get(column) ?? 0) + given);
      used += given;
    } else if (more + GAP <= left || chosen.size === 0) {
      chosen.set(column, more);
      used += GAP + more;
    } else {
      break;
    }
  }
  const shown = columns.filter((column) => chosen.has(column));
  const widened = used + (WIDE_GAP - GAP) * (shown.length - 1);
  const gap = widened <= room ? WIDE_GAP : GAP;
  const widths = shown.map((column) => chosen.get(column) as number);
  grow(shown, widths, room - (gap === WIDE_GAP ? widened : used));
  return { places: shown.map((column, i) => ({ column, width: widths[i] as number })), gap };
}

/** Each column's least width, and apart from it what it wants beyond, in the order of their ranks. */
function wishes<Row>(columns: readonly Column<Row>[], wanted: (column: Column<Row>) => number) {
  return columns
    .flatMap((column) => {
      const { min, rank, wantRank = rank } = column;
      const least = column.steps === undefined ? min : Math.min(min, wanted(column));
      const beyond = wanted(column) - least;
      const wish = { column, more: least, rank, first: true };
      return beyond <= 0 ? [wish] : [wish, { ...wish, more: beyond, rank: wantRank, first: false }];
    })
    .toSorted((a, b) => a.rank - b.rank);
}

/** Shares `left` among the growing columns by weight; what one can't take goes to the next. */
function grow<Row>(columns: readonly Column<Row>[], widths: number[], left: number): void {
  let rest = Math.max(0, left);
  let weights = columns.reduce((sum, { max, weight = 1 }) => sum + (max ? weight : 0), 0);
  for (const [i, { max, weight = 1 }] of columns.entries()) {
    if (max === undefined) continue;
    const width = widths[i] as number;
    const more = Math.min(Math.floor((rest * weight) / weights), Math.max(0, max - width));
    widths[i] = width + more;
    rest -= more;
    weights -= weight;
  }
  const last = columns.length - 1;
  if (columns[last]?.align === 'right') widths[last] = (widths[last] as number) + rest;
}

/** Widths that columns with steps need, by their names. */
export interface Needs {
  readonly [column: string]: number;
}

/** A column has few steps and a terminal few widths; a storm of resizes is not worth keeping. */
const MAX_KEPT_PLACES = 64;

const kept = new WeakMap<object, Map<string, Places<unknown>>>();

/** `placeColumns`, worked out once for the same columns, width and needs. */
export function placesOf<Row>(
  columns: readonly Column<Row>[],
  width: number,
  needs: Needs,
): Places<Row> {
  let known = kept.get(columns);
  if (known === undefined) {
    known = new Map();
    kept.set(columns, known);
  }
  const key = `${width} ${Object.values(needs).join(' ')}`;
  let places = known.get(key) as Places<Row> | undefined;
  if (places === undefined) {
    if (known.size >= MAX_KEPT_PLACES) known.clear();
    places = placeColumns(columns, width, needs);
    known.set(key, places as Places<unknown>);
  }
  return places;
}

export interface RowLook {
  /** The cursor is here; `focused` says whether its pane has the keys. */
  readonly cursor: boolean;
  readonly focused: boolean;
  readonly fresh: boolean;
  /** Chosen for what is done next. */
  readonly marked: boolean;
}

/** From this column on, a sentence stands instead of the cells. */
export interface Tail {
  readonly from: string;
  /** The same said in several lengths, the longest first: the first that there is room for is taken. */
  readonly texts: readonly string[];
  readonly meaning: Meaning;
}

/** A row of a table, exactly `width` columns. */
export function drawRow<Row>(
  { places, gap }: Places<Row>,
  row: Row,
  width: number,
  look: RowLook,
  draw: Draw,
  tail: Tail | null = null,
): string {
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
    const room = width - used - gap;
    const said = tail.texts.find((text) => text.length <= room) ?? tail.texts.at(-1) ?? '';
    const text = fitText(said, room, ellipsis);
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
  const cursor = look.cursor ? theme.glyphs.cursor : ' ';
  const mark = look.marked ? theme.glyphs.mark : ' ';
  const margin = cursor + mark;
  const plain = cells.map((cell) => cell.text).join('');
  const rest = ' '.repeat(Math.max(0, width - used));
  // Where the room is less than the first column needs, the line still ends at the edge.
  if (used > width) return cut(margin + plain, width, theme.glyphs.ellipsis);
  if (look.cursor && look.focused) return theme.paint('selected', margin + plain + rest);
  const painted = joinRuns(cells)
    .map(({ text, meaning }) => {
      if (!look.fresh) return theme.paint(meaning, text);
      // Bold and faint end with the same sequence: a fresh row has nothing faint.
      const colour = meaning === 'dim' || meaning === 'closing' ? 'normal' : meaning;
      return theme.paint('fresh', theme.paint(colour, text));
    })
    .join('');
  const paintedMark = look.marked ? theme.paint('key', mark) : mark;
  return theme.paint(look.cursor ? 'dim' : 'normal', cursor) + paintedMark + painted + rest;
}

/** Neighbours of one meaning as one, blanks with what stands before them: fewer bytes to the terminal. */
export function joinRuns(cells: readonly Cell[]): readonly Cell[] {
  const joined: Cell[] = [];
  for (const { text, meaning } of cells) {
    const before = joined.at(-1);
    if (before !== undefined && (before.meaning === meaning || text.trim() === '')) {
      joined[joined.length - 1] = { text: before.text + text, meaning: before.meaning };
    } else {
      joined.push({ text, meaning });
    }
  }
  return joined;
}
