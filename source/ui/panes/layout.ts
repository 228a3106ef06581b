// Where each pane stands. Pure: from the terminal's size, the focus and how many rows the short lists
// need, to areas that fill the screen exactly.
//
//   header                              header
//   ━ 1 Listen ━━━━━━━━━━━              ━ 1 Listen ━━━━━━━━  ─ 3 Datagrams ───
//   ─ 2 Clients ──────────              …                    …
//   ─ 3 Datagrams ────────              ─ 2 Clients ───────  ─ 4 Multicast ───
//   ─ 4 Multicast ────────              …                    …
//   key bar                             key bar
//   below WIDE columns                  from WIDE columns

import { PANES, type PaneName, type Size } from '../state/state.ts';

/** Smaller than this, one line says what is needed. */
export const LEAST: Size = { columns: 60, rows: 15 };
/** From here on two by two. */
export const WIDE = 120;
/** Blank columns between the two halves. */
export const GUTTER = 2;
/** The left half has the tables with the most columns. */
const LEFT_SHARE = 0.575;
const HEADER_ROWS = 1;
const KEY_BAR_ROWS = 1;
/** Of the rows that a stacked screen has for content, an unfocused pane gets this part. */
const UNFOCUSED_PART = 1 / 6;
/** Of a half's rows, the focused pane gets this part. */
const FOCUSED_PART = 0.6;

export interface Area {
  readonly pane: PaneName;
  readonly left: number;
  /** Its rule's row. */
  readonly top: number;
  readonly width: number;
  /** Rows with its rule. */
  readonly height: number;
}

export interface LayoutInput {
  readonly size: Size;
  readonly focus: PaneName;
  readonly zoom: boolean;
  /** Rows that the Listen pane could use; what it does not need goes to the others. */
  readonly listenRows: number;
}

export function tooSmall(size: Size): boolean {
  return size.columns < LEAST.columns || size.rows < LEAST.rows;
}

/** The areas of the panes that are on the screen, none when it is too small. */
export function layout(input: LayoutInput): readonly Area[] {
  const { size, focus, zoom } = input;
  if (tooSmall(size)) return [];
  const body = size.rows - HEADER_ROWS - KEY_BAR_ROWS;
  if (zoom) return [{ pane: focus, left: 0, top: HEADER_ROWS, width: size.columns, height: body }];
  if (size.columns < WIDE) return stack(PANES, heightsStacked(input, body), 0, size.columns);
  const left = Math.round((size.columns - GUTTER) * LEFT_SHARE);
  const right = size.columns - GUTTER - left;
  return [
    ...stack(['listen', 'clients'], heightsHalf(input, body, 'listen', 'clients'), 0, left),
    ...stack(
      ['datagrams', 'multicast'],
      heightsHalf(input, body, 'datagrams', 'multicast'),
      left + GUTTER,
      right,
    ),
  ];
}

function stack(
  panes: readonly PaneName[],
  heights: readonly number[],
  left: number,
  width: number,
): Area[] {
  let top = HEADER_ROWS;
  return panes.map((pane, i) => {
    const height = heights[i] as number;
    const area = { pane, left, top, width, height };
    top += height;
    return area;
  });
}

/** One row more than there are endpoints: a blank one before the next pane. */
function listenLimit(input: LayoutInput): number {
  return Math.max(2, input.listenRows + 1);
}

function heightsStacked(input: LayoutInput, body: number): number[] {
  const content = body - PANES.length;
  const unfocused = Math.max(1, Math.floor(content * UNFOCUSED_PART));
  const rows = PANES.map((pane) =>
    pane === input.focus ? content - unfocused * (PANES.length - 1) : unfocused,
  );
  const [listen = 0] = rows;
  let spare = Math.max(0, listen - listenLimit(input));
  rows[0] = listen - spare;
  // To the focused pane; when that is Listen itself, to the others in turn, Clients first.
  const takers = input.focus === 'listen' ? [1, 2, 1, 3] : [PANES.indexOf(input.focus)];
  for (let i = 0; spare > 0; i += 1, spare -= 1) {
    const taker = takers[i % takers.length] as number;
    rows[taker] = (rows[taker] as number) + 1;
  }
  return rows.map((count) => count + 1);
}

function heightsHalf(
  input: LayoutInput,
  body: number,
  upper: PaneName,
  lower: PaneName,
): [number, number] {
  const content = body - 2;
  const part =
    input.focus === upper ? FOCUSED_PART : input.focus === lower ? 1 - FOCUSED_PART : 0.5;
  let rows = Math.round(content * part);
  if (upper === 'listen') rows = Math.min(rows, listenLimit(input));
  return [rows + 1, content - rows + 1];
}
