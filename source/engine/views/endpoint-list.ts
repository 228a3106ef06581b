// The Listen pane's list and pane 4's groups: few rows, so they are simply made, filtered and sorted.

import { formatAddress } from '../../protocol/address.ts';
import type { ListenRow, ListRequest } from '../../protocol/views.ts';
import { type Indexed, indexed, sortBy } from './list.ts';

export function endpointList(rows: readonly ListenRow[], request: ListRequest): Indexed<ListenRow> {
  const text = request.filter.toLowerCase();
  let shown = text === '' ? rows : rows.filter((row) => shownText(row).includes(text));
  const { sort } = request;
  if (sort !== null) shown = sortBy(shown, (row) => sortValue(row, sort.column), sort.descending);
  return indexed(shown, rows.length, (row) => row);
}

function shownText(row: ListenRow): string {
  const words = [row.key, row.kind, formatAddress(row.local), row.state, row.mode, row.service];
  return [...words, ...row.interfaces, row.source, row.problem?.message].join(' ').toLowerCase();
}

function sortValue(row: ListenRow, column: string): string | number | null {
  switch (column) {
    case 'endpoint':
      return row.key;
    case 'port':
      return row.local.port;
    case 'state':
      return row.state;
    case 'queue':
      return row.queueDepth;
    case 'clients':
      return row.clients;
    case 'served':
      return row.served;
    case 'drops':
      return row.kernelDrops;
    case 'group':
      return row.local.address;
    case 'senders':
      return row.senders;
    case 'rate':
      return row.messagesPerSecond;
    default:
      return null;
  }
}
