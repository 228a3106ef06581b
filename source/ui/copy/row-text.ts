// A row as its table says it, on one line.

import type { Detail, ListName } from '../../protocol/views.ts';
import { TABLES } from '../panes/tables.ts';
import type { Keyed } from '../state/window.ts';
import type { Draw } from '../text/line.ts';

export function rowText(detail: Exclude<Detail, { readonly of: 'gone' }>, draw: Draw): string {
  const table = TABLES[listOf(detail)];
  const row: Keyed = detail.row;
  const tail = table.tail?.(row, draw, Number.POSITIVE_INFINITY) ?? null;
  const words: string[] = [];
  for (const { name, cell } of table.columns) {
    if (name === tail?.from) break;
    words.push(cell(row, draw, Number.POSITIVE_INFINITY).text.trim());
  }
  words.push(tail?.texts[0] ?? '');
  return words.filter((word) => word !== '').join('  ');
}

function listOf(detail: Exclude<Detail, { readonly of: 'gone' }>): ListName {
  switch (detail.of) {
    case 'endpoint':
      return detail.row.kind === 'multicast' ? 'groups' : 'listen';
    case 'connection':
      return 'clients';
    case 'datagram':
      return detail.row.group === null ? 'datagrams' : 'traffic';
  }
}
