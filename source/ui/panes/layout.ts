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
/** Blank columns between the two halves; their rows have a margin beside it. */
export const GUTTER = 1;
/** The left half's part; its tables have the most columns, and need this many to have all that count. */
const LEFT_SHARE = 0.55;
const LEFT_LEAST = 71;
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
  readonly needs: RowNeeds;
}

/** Rows that each pane could use below its rule; what it does not need goes to the others. */
export type RowNeeds = { readonly [Name in PaneName]: number };

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
  const left = Math.max(LEFT_LEAST, Math.round((size.columns - GUTTER) * LEFT_SHARE));
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

/** In whose favour what nobody needs more is shared out, in turn: who is served matters most. */
const TAKERS: readonly PaneName[] = ['clients', 'datagrams', 'clients', 'multicast', 'listen'];

function heightsStacked({ focus, needs }: LayoutInput, body: number): number[] {
  const content = body - PANES.length;
  const unfocused = Math.max(1, Math.floor(content * UNFOCUSED_PART));
  const most = content - unfocused * (PANES.length - 1);
  const rows = { listen: 0, clients: 0, datagrams: 0, multicast: 0 };
  for (const pane of PANES) {
    if (pane === focus) rows[pane] = Math.min(most, Math.max(unfocused, needs[pane]));
    else rows[pane] = pane === 'listen' ? Math.min(unfocused, needs[pane]) : unfocused;
  }
  let spare = content - PANES.reduce((sum, pane) => sum + rows[pane], 0);
  for (let turn = 0; spare > 0; turn += 1) {
    const lacking = PANES.some((pane) => rows[pane] < needs[pane]);
    // What no pane has a use for stays where the eyes are.
    const taker = lacking ? (TAKERS[turn % TAKERS.length] as PaneName) : idleTaker(focus);
    if (lacking && rows[taker] >= needs[taker]) continue;
    rows[taker] += 1;
    spare -= 1;
  }
  return PANES.map((pane) => rows[pane] + 1);
}

function idleTaker(focus: PaneName): PaneName {
  return focus === 'listen' ? 'clients' : focus;
}

function heightsHalf(
  { focus, needs }: LayoutInput,
  body: number,
  upper: PaneName,
  lower: PaneName,
): [number, number] {
  const content = body - 2;
  const part = focus === upper ? FOCUSED_PART : focus === lower ? 1 - FOCUSED_PART : 0.5;
  let rows = Math.round(content * part);
  // What one of the two can't use goes to the other, as far as that can.
  const below = content - rows;
  if (upper === 'listen') rows = Math.min(rows, needs.listen);
  else rows -= clamp(needs[lower] - below, 0, Math.max(0, rows - needs[upper]));
  rows += clamp(needs[upper] - rows, 0, Math.max(0, content - rows - needs[lower]));
  return [rows + 1, content - rows + 1];
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
