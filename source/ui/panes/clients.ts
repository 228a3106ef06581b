// Pane 2: who is served, who waits in the accept queue, and our own connections to servers. A row shows
// the client's end: there the port tells one from the other, whichever side we are on.

import { basename } from 'node:path';
import { clientEnd, serverEnd } from '../../protocol/ends.ts';
import type { FileProgress } from '../../protocol/file-progress.ts';
import type { Transfer } from '../../protocol/transfer.ts';
import type { ClientRow, Relayed } from '../../protocol/views.ts';
import { rows as messages } from '../messages.ts';
import { answerTime, relay } from '../relay-messages.ts';
import { printable } from '../text/escape.ts';
import { AGE_WIDTH, age, bytes, duration, rtt } from '../text/format.ts';
import type { Cell, Draw, Tail } from '../text/line.ts';
import { progressTexts, transferMeaning } from '../text/transfer.ts';
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

/** From here on a row has room for its byte counts and a remark beside them. */
const ROOMY = 110;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** In five columns: `59:59`, then `1h02m`, `23h`, `12d`. */
function ageCell(row: ClientRow, draw: Draw, width: number): Cell {
  const ms = Math.max(0, draw.now - row.since);
  const text = age(ms);
  if (ms < HOUR_MS || width >= AGE_WIDTH) return plain(text);
  if (ms >= DAY_MS) return plain(text.split(' ')[0] ?? text);
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  return plain(hours >= 10 ? `${hours}h` : `${hours}h${String(minutes).padStart(2, '0')}m`);
}

/** A waiting client's unread bytes, a closed one's end. */
function tail(row: ClientRow, draw: Draw, width: number): Tail | null {
  if (row.state === 'SYN_SENT') {
    const text = messages.connectingTo(addressText(row.remote, draw));
    return { from: 'in', texts: [text, addressText(row.remote, draw)], meaning: 'waiting' };
  }
  if (row.connection === null) {
    const sent = bytes(row.bytesIn);
    const some = row.bytesIn !== 0;
    const texts = some ? [messages.sentUnread(sent), messages.unread(sent), sent] : [''];
    return { from: 'in', texts, meaning: 'waiting' };
  }
  if (row.cause === null && isHeld(row)) return heldTail(row, width);
  if (row.transfer !== null) return transferTail(row.transfer, draw, width);
  if (row.cause === null) return null;
  const ended = messages.ended[row.cause];
  const from = width >= ROOMY ? 'rtt' : 'in';
  if (row.timeWaitMs === null) return { from, texts: [ended], meaning: 'closing' };
  const left = messages.timeWaitLeft(duration(row.timeWaitMs));
  return { from, texts: [`${ended}, ${left}`, left], meaning: 'closing' };
}

/** With whom it is relayed, and how long the last answer took. */
function relayedCell({ connection, local, answerMs }: Relayed, draw: Draw): Cell {
  const other = connection ?? (local === null ? null : addressText(local, draw));
  if (other === null) return faint('');
  return faint(relay.with(other, answerMs === null ? null : answerTime(answerMs)));
}

const isHeld = ({ connection, reading, service }: ClientRow): boolean =>
  connection !== null && !reading && service !== 'none';

/** Reading was stopped by hand: what comes stays in the kernel's receive queue. */
function heldTail({ unread }: ClientRow, width: number): Tail {
  const amount = bytes(unread);
  const { held, heldShort, heldShortest } = messages;
  const texts = [held(amount), heldShort(amount), heldShortest(amount)];
  return { from: width >= ROOMY ? 'remark' : 'out', texts, meaning: 'paused' };
}

/** A file that is received: its verdict says more than how the connection ended. */
function transferTail(transfer: Transfer, draw: Draw, width: number): Tail {
  const from = width >= ROOMY ? 'remark' : 'in';
  return {
    from,
    texts: progressTexts(transfer, draw.theme),
    meaning: transferMeaning(transfer),
  };
}

function fileCell({ path, sent, size, state }: FileProgress, draw: Draw): Cell {
  const name = printable(basename(path), draw.theme.ascii);
  // All of it is 100 only once it is all.
  const part = `${size === 0 ? 100 : Math.floor((sent / size) * 100)}%`;
  switch (state) {
    case 'sending':
      return { text: messages.sendingFile(part, name), meaning: 'outgoing' };
    case 'sent':
      return faint(messages.sentFile(name));
    case 'stopped':
      return { text: messages.stoppedFile(part, name), meaning: 'failed' };
  }
}

function remark(row: ClientRow, draw: Draw): Cell {
  if (row.file?.state === 'sending') return fileCell(row.file, draw);
  if (row.backPressure) return { text: messages.backPressure, meaning: 'waiting' };
  if (row.file !== null) return fileCell(row.file, draw);
  if (row.relayed !== undefined) return relayedCell(row.relayed, draw);
  return row.waitedMs === null ? plain('') : faint(messages.waited(duration(row.waitedMs)));
}

export const clientsTable: Table<ClientRow> = {
  list: 'clients',
  tail,
  fresh: (row, now) => isFresh(row.changedAt, now),
  columns: [
    {
      name: 'name',
      min: 8,
      steps: [4, 6, 8],
      rank: 0,
      cell: (row, draw) => {
        return row.connection === null
          ? faint(`  ${draw.theme.glyphs.dot}`)
          : plain(row.connection);
      },
    },
    {
      name: 'remote',
      ...addressWidths(),
      rank: 0,
      wantRank: 2,
      address: true,
      cell: (row, draw) => {
        const text = addressText(clientEnd(row), draw);
        return row.direction === 'in' ? plain(text) : { text, meaning: 'outgoing' };
      },
    },
    { name: 'state', min: 11, rank: 0, cell: (row) => stateCell(row.state) },
    {
      name: 'endpoint',
      min: 10,
      steps: [5, 6, 8, 10, 12, 13, 14],
      rank: 4,
      cell: (row) => plain(row.endpoint),
    },
    { name: 'age', min: 5, max: AGE_WIDTH, rank: 1, align: 'right', cell: ageCell },
    { name: 'in', min: 7, rank: 2, cell: (row, draw) => bytesCell('in', row.bytesIn, draw) },
    {
      name: 'out',
      min: 7,
      rank: 2,
      cell: (row, draw) => {
        const cell = bytesCell('out', row.bytesOut, draw);
        return row.backPressure ? { ...cell, meaning: 'waiting' } : cell;
      },
    },
    {
      name: 'rtt',
      min: 7,
      max: 8,
      rank: 3,
      align: 'right',
      // In seven columns without the blank: 0.045ms.
      cell: (row, _draw, width) => {
        const text = rtt(row.rttMicros);
        return faint(text.length <= width ? text : text.replace(' ', ''));
      },
    },
    { name: 'remark', min: 14, max: 40, rank: 5, cell: remark },
    {
      name: 'local',
      ...addressWidths(),
      rank: 6,
      address: true,
      cell: (row, draw) => faint(addressText(serverEnd(row), draw)),
    },
  ],
};
