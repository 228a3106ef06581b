// Pane 1: every endpoint, with who waits at it.

import { formatDuration } from '../../endpoint-spec.ts';
import { addressOf } from '../../protocol/ends.ts';
import { isOutgoing } from '../../protocol/spec.ts';
import type { ListenRow } from '../../protocol/views.ts';
import { rows as messages } from '../messages.ts';
import { addedUp, doneText, relay } from '../relay-messages.ts';
import { printable } from '../text/escape.ts';
import { count, perSecond } from '../text/format.ts';
import type { Cell, Draw, Tail } from '../text/line.ts';
import { bar } from '../text/plot.ts';
import {
  addressText,
  addressWidths,
  bytesCell,
  faint,
  isFresh,
  plain,
  stateCell,
} from './cells.ts';
import type { Table } from './pane.ts';

const BAR_CELLS = 5;

function queue(row: ListenRow, draw: Draw): Cell {
  const { queueDepth: depth, backlog } = row;
  const text = messages.queue(count(depth), count(backlog));
  if (depth === null) return faint(text);
  const filled = backlog === null ? '' : bar(depth, backlog, BAR_CELLS, draw.theme);
  const shown = filled === '' ? text : `${filled} ${text}`;
  if (depth === 0) return faint(shown);
  const full = backlog !== null && depth >= backlog;
  return { text: shown, meaning: full ? 'lost' : 'waiting' };
}

function buffer(row: ListenRow): Cell {
  const { bufferUsed: used, bufferSize: size } = row;
  if (used === null || size === null || size <= 0) return faint(messages.buffer('--'));
  const percent = Math.min(100, Math.ceil((used / size) * 100));
  const meaning = percent >= 90 ? 'lost' : percent >= 50 ? 'waiting' : 'dim';
  return { text: messages.buffer(`${percent}%`), meaning };
}

export function dropsCell(drops: number | null): Cell {
  const text = messages.drops(count(drops));
  return { text, meaning: drops !== null && drops > 0 ? 'lost' : 'dim' };
}

/** Numbers in payloads that never came; `--` where payloads carry none. */
export function gapsCell(gaps: number | null): Cell {
  const text = messages.gaps(count(gaps));
  return { text, meaning: gaps !== null && gaps > 0 ? 'lost' : 'dim' };
}

/** Whether datagrams come in there. */
const hears = ({ kind, transport }: ListenRow): boolean =>
  transport !== 'tcp' && kind !== 'multicast-sender';

/** Whether clients are accepted there. */
const accepts = ({ kind, transport }: ListenRow): boolean =>
  transport === 'tcp' && !isOutgoing(kind);

function overflows(row: ListenRow): Cell {
  const text = messages.overflows(count(row.overflows));
  return { text, meaning: (row.overflows ?? 0) > 0 ? 'lost' : 'dim' };
}

/** What it does: a server's accept mode, a UDP server's service, a group's interfaces, a sender's pace. */
function doing(row: ListenRow, draw: Draw): Cell {
  if (row.pace !== null) return plain(pace(row.pace));
  if (row.relay !== undefined) return plain(relay.to(row.relay.to));
  if (row.kind === 'tcp') return plain(row.mode ?? '');
  if (row.transport === 'multicast') return interfaces(row, draw);
  return plain(row.service ?? '');
}

function pace({ everyMs, perSecond }: NonNullable<ListenRow['pace']>): string {
  return everyMs === null
    ? messages.rate(count(perSecond))
    : messages.every(formatDuration(everyMs));
}

export function interfaces(row: ListenRow, draw: Draw): Cell {
  if (row.interfaces.length === 0) return faint(messages.noInterface);
  return plain(printable(row.interfaces.join(' '), draw.theme.ascii));
}

/** From here on a row has room for its address beside the sentence. */
const ROOMY = 110;

/** Why it failed stands in its row, from the state on; where that is narrow, instead of the address. */
function tail(row: ListenRow, draw: Draw, width: number): Tail | null {
  if (row.state !== 'FAILED' || row.problem === null) return width < ROOMY ? relayTail(row) : null;
  const text = printable(row.problem.message, draw.theme.ascii);
  if (width >= ROOMY || !text.includes(String(addressOf(row).port))) {
    return { from: 'doing', texts: [text], meaning: 'failed' };
  }
  return { from: 'local', texts: [`${row.state} ${text}`], meaning: 'failed' };
}

/** Where a relay passes on to, its faults and what they did: what else is known of it has less to say. */
function relayTail(row: ListenRow): Tail | null {
  const text = relayText(row);
  if (row.relay === undefined || text === '') return null;
  const to = relay.to(row.relay.to);
  return { from: 'doing', texts: [`${to}  ${text}`, text], meaning: 'waiting' };
}

/** `delay=50ms,drop=10%  dropped 12 on purpose`; empty: it does nothing, and did nothing. */
function relayText({ relay: relayed, transport }: ListenRow): string {
  if (relayed === undefined || transport === 'multicast') return '';
  const done = doneText(addedUp(relayed.onPurpose), transport);
  return [relayed.faults, done === '' ? '' : relay.onPurpose(done)].filter(Boolean).join('  ');
}

export const listenTable: Table<ListenRow> = {
  list: 'listen',
  tail,
  fresh: (row, now) => isFresh(row.changedAt, now),
  columns: [
    {
      name: 'name',
      min: 13,
      steps: [6, 11, 12, 13, 14, 18],
      rank: 0,
      cell: (row) => plain(row.key),
    },
    {
      name: 'local',
      ...addressWidths(),
      rank: 0,
      wantRank: 3,
      address: true,
      cell: (row, draw) => plain(addressText(addressOf(row), draw)),
    },
    { name: 'state', min: 7, steps: [6, 7, 10], rank: 0, cell: (row) => stateCell(row.state) },
    { name: 'doing', min: 10, steps: [10, 16, 24], rank: 2, wantRank: 4, cell: doing },
    {
      name: 'service',
      min: 7,
      rank: 6,
      cell: (row) => plain(row.kind === 'tcp' ? (row.service ?? '') : ''),
    },
    {
      name: 'queue',
      min: 15,
      steps: [11, 13, 15],
      rank: 1,
      cell: held,
    },
    {
      name: 'clients',
      min: 11,
      rank: 5,
      align: 'right',
      cell: others,
    },
    {
      name: 'served',
      min: 12,
      steps: [9, 12, 14],
      rank: 3,
      align: 'right',
      cell: done,
    },
    {
      name: 'overflows',
      min: 13,
      rank: 7,
      align: 'right',
      cell: (row) => (accepts(row) ? overflows(row) : hears(row) ? gapsCell(row.gaps) : plain('')),
    },
    { name: 'in', min: 7, rank: 8, cell: (row, draw) => bytesCell('in', row.bytesReceived, draw) },
    { name: 'out', min: 7, rank: 8, cell: (row, draw) => bytesCell('out', row.bytesSent, draw) },
    {
      name: 'rate',
      min: 6,
      rank: 9,
      align: 'right',
      cell: (row) => plain(perSecond(row.messagesPerSecond)),
    },
    {
      name: 'remark',
      min: 16,
      max: 120,
      weight: 3,
      rank: 10,
      cell: (row, draw) => ({
        text: printable(row.problem?.message ?? relayText(row), draw.theme.ascii),
        meaning: 'waiting',
      }),
    },
  ],
};

/** Who waits at a server, how full a receive buffer is, or what is wrong with what we send. */
function held(row: ListenRow, draw: Draw): Cell {
  if (isOutgoing(row.kind)) {
    return { text: printable(row.problem?.code ?? '', draw.theme.ascii), meaning: 'failed' };
  }
  return accepts(row) ? queue(row, draw) : buffer(row);
}

/** Who is at the other end, or how many sockets of ours are open. */
function others(row: ListenRow): Cell {
  if (row.transport !== 'tcp' && !isOutgoing(row.kind)) return senders(row);
  const text = accepts(row) ? messages.clients(count(row.clients)) : sockets(row);
  return { text, meaning: row.clients > 0 ? 'served' : 'dim' };
}

const sockets = (row: ListenRow): string => messages.sockets(count(row.clients));

/** What it came to so far. */
function done(row: ListenRow): Cell {
  if (accepts(row)) return plain(messages.served(count(row.served)));
  if (row.kind === 'tcp-client') return plain(messages.made(count(row.served)));
  return isOutgoing(row.kind) ? plain(messages.sent(count(row.sent))) : dropsCell(row.kernelDrops);
}

export function senders(row: ListenRow): Cell {
  const text = messages.senders(count(row.senders));
  return row.senders > 0 ? plain(text) : faint(text);
}
