// Pane 3: datagrams of UDP servers; and the same table for what multicast groups receive (pane 4).

import type { DatagramRow } from '../../protocol/views.ts';
import { previewText, printable } from '../text/escape.ts';
import { bytes, clockTime } from '../text/format.ts';
import type { Cell, Column, Draw } from '../text/line.ts';
import { addressText, addressWidths, faint, isFresh, plain } from './cells.ts';
import type { Table } from './pane.ts';

/** Up to here, a longer preview says more than where a datagram arrived. */
const GOOD_PREVIEW = 20;
const SECONDS = 8;
const MILLISECONDS = 12;
/** An arrow and a blank before an address. */
const ARROW = 2;
/** No preview is longer: PREVIEW_BYTES bytes, all escaped. */
const LONGEST_PREVIEW = 1024;

function time(row: DatagramRow, _draw: Draw, width: number): Cell {
  const text = clockTime(row.time);
  return faint(width < MILLISECONDS ? text.slice(0, SECONDS) : text);
}

function remote(row: DatagramRow, draw: Draw): Cell {
  const { incoming, outgoing } = draw.theme.glyphs;
  const address = addressText(row.remote, draw);
  return row.direction === 'in'
    ? { text: `${incoming} ${address}`, meaning: 'incoming' }
    : { text: `${outgoing} ${address}`, meaning: 'outgoing' };
}

/** As far as the row has it: what is beyond that is cut too. */
function preview({ preview: known, bytes: all }: DatagramRow, { theme }: Draw): Cell {
  const text = previewText(known, theme.ascii);
  return plain(known.length < all ? text + theme.glyphs.ellipsis : text);
}

const fresh = (row: DatagramRow, now: number): boolean => isFresh(row.time, now);

const TIME: Column<DatagramRow> = {
  name: 'time',
  min: SECONDS,
  want: MILLISECONDS,
  whole: true,
  rank: 3,
  wantRank: 6,
  cell: time,
};
const ENDPOINT: Column<DatagramRow> = {
  name: 'endpoint',
  min: 8,
  steps: [5, 6, 8, 12, 13, 14],
  rank: 4,
  cell: (row) => plain(row.endpoint),
};
const REMOTE: Column<DatagramRow> = {
  name: 'remote',
  ...addressWidths(ARROW),
  rank: 0,
  wantRank: 3,
  address: true,
  cell: remote,
};
const GROUP: Column<DatagramRow> = {
  name: 'group',
  min: 15,
  steps: [11, 15, 27, 39],
  rank: 5,
  cell: (row, draw) => faint(printable(row.group ?? '', draw.theme.ascii)),
};
const BYTES: Column<DatagramRow> = {
  name: 'bytes',
  min: 6,
  steps: [5, 6],
  rank: 2,
  align: 'right',
  cell: (row) => plain(bytes(row.bytes)),
};
const PREVIEW: Column<DatagramRow> = {
  name: 'preview',
  min: 8,
  want: GOOD_PREVIEW,
  max: LONGEST_PREVIEW,
  weight: 4,
  rank: 1,
  wantRank: 3,
  cell: preview,
};

export const datagramsTable: Table<DatagramRow> = {
  list: 'datagrams',
  fresh,
  columns: [TIME, ENDPOINT, REMOTE, BYTES, PREVIEW],
};

export const trafficTable: Table<DatagramRow> = {
  list: 'traffic',
  fresh,
  columns: [TIME, REMOTE, GROUP, BYTES, PREVIEW],
};
