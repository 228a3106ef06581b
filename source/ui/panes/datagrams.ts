// Pane 3: datagrams of UDP servers; and the same table for what multicast groups receive (pane 4).

import type { DatagramRow } from '../../protocol/views.ts';
import { previewText, printable } from '../text/escape.ts';
import { bytes, clockTime } from '../text/format.ts';
import type { Cell, Column, Draw } from '../text/line.ts';
import { ADDRESS_WIDTH, addressText, faint, isFresh, LONG_ADDRESS_WIDTH, plain } from './cells.ts';
import type { Table } from './pane.ts';

/** Below this, a longer preview says more than where a datagram arrived. */
const STACKED = 76;
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

const fresh = (row: DatagramRow, now: number): boolean => isFresh(row.time, now);

const TIME: Column<DatagramRow> = {
  name: 'time',
  min: SECONDS,
  max: MILLISECONDS,
  weight: 8,
  rank: 3,
  cell: time,
};
const ENDPOINT: Column<DatagramRow> = {
  name: 'endpoint',
  min: 6,
  from: STACKED,
  max: 11,
  rank: 4,
  cell: (row) => plain(row.endpoint),
};
const REMOTE: Column<DatagramRow> = {
  name: 'remote',
  min: ADDRESS_WIDTH + ARROW,
  max: LONG_ADDRESS_WIDTH + ARROW,
  rank: 0,
  address: true,
  cell: remote,
};
const GROUP: Column<DatagramRow> = {
  name: 'group',
  min: 15,
  from: STACKED,
  max: 39,
  rank: 5,
  cell: (row, draw) => faint(printable(row.group ?? '', draw.theme.ascii)),
};
const BYTES: Column<DatagramRow> = {
  name: 'bytes',
  min: 6,
  rank: 2,
  align: 'right',
  cell: (row) => plain(bytes(row.bytes)),
};
const PREVIEW: Column<DatagramRow> = {
  name: 'preview',
  min: 8,
  max: LONGEST_PREVIEW,
  weight: 4,
  rank: 1,
  cell: (row, draw) => plain(previewText(row.preview, draw.theme.ascii)),
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
