// The upper part of pane 4: multicast groups, where they are joined and who sends to them.

import type { ListenRow } from '../../protocol/views.ts';
import { rows as messages } from '../messages.ts';
import { printable } from '../text/escape.ts';
import { perSecond } from '../text/format.ts';
import { addressText, addressWidths, faint, isFresh, plain, stateCell } from './cells.ts';
import { dropsCell, gapsCell, interfaces, senders } from './listen.ts';
import type { Table } from './pane.ts';

export const groupsTable: Table<ListenRow> = {
  list: 'groups',
  fresh: (row, now) => isFresh(row.changedAt, now),
  tail: (row, draw) => {
    if (row.state !== 'FAILED' || row.problem === null) return null;
    const text = printable(row.problem.message, draw.theme.ascii);
    return { from: 'interfaces', texts: [text], meaning: 'failed' };
  },
  columns: [
    {
      name: 'group',
      ...addressWidths(),
      rank: 0,
      address: true,
      cell: (row, draw) => plain(addressText(row.local, draw)),
    },
    { name: 'state', min: 6, rank: 7, cell: (row) => stateCell(row.state) },
    { name: 'interfaces', min: 10, steps: [4, 10, 16, 24], rank: 0, wantRank: 3, cell: interfaces },
    { name: 'senders', min: 10, rank: 2, align: 'right', cell: senders },
    {
      name: 'rate',
      min: 6,
      rank: 1,
      align: 'right',
      cell: (row) => plain(perSecond(row.messagesPerSecond)),
    },
    { name: 'gaps', min: 7, steps: [7, 9, 12], rank: 3, cell: (row) => gapsCell(row.gaps) },
    { name: 'drops', min: 9, rank: 4, align: 'right', cell: (row) => dropsCell(row.kernelDrops) },
    {
      name: 'last',
      ...addressWidths('last '.length),
      rank: 5,
      address: true,
      cell: (row, draw) =>
        row.lastSender === null
          ? plain('')
          : plain(messages.lastSender(addressText(row.lastSender, draw))),
    },
    {
      name: 'source',
      min: 20,
      steps: [10, 20, 44],
      rank: 6,
      cell: (row, draw) =>
        row.source === null
          ? faint(messages.anySource)
          : plain(messages.source(printable(row.source, draw.theme.ascii))),
    },
  ],
};
