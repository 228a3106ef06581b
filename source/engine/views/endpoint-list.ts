// The Listen pane's list and pane 4's groups: few rows, so they are simply made, filtered and sorted.

import { addressOf } from '../../protocol/ends.ts';
import type { ListenRow, ListRequest } from '../../protocol/views.ts';
import type { RowFilter } from '../filter/row-filter.ts';
import { type Indexed, indexed, sortBy } from './list.ts';

export function endpointList(
  rows: readonly ListenRow[],
  request: ListRequest,
  filter: RowFilter<ListenRow>,
): Indexed<ListenRow> {
  let shown = rows;
  if (!filter.empty) {
    const passes = filter.judge(rows);
    shown = rows.filter((_, i) => passes[i]);
  }
  const { sort } = request;
  if (sort !== null) shown = sortBy(shown, (row) => sortValue(row, sort.column), sort.descending);
  const { problem } = filter;
  const list = indexed(shown, rows.length, (row) => row);
  return problem === null ? list : { ...list, problem };
}

function sortValue(row: ListenRow, column: string): string | number | null {
  switch (column) {
    case 'endpoint':
      return row.key;
    case 'port':
      return addressOf(row).port;
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
    case 'gaps':
      return row.gaps;
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
