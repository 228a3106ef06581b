// The Clients pane's list: all servers' clients, filtered and sorted without making their rows.

import type { ClientRow, ListRequest } from '../../protocol/views.ts';
import type { ClientSource } from '../client-source.ts';
import { type Indexed, indexed, sortBy } from './list.ts';

export function clientList(
  sources: readonly ClientSource[],
  request: ListRequest,
  live: boolean,
): Indexed<ClientRow> {
  const text = request.filter.toLowerCase();
  let shown = text === '' ? sources : sources.filter((source) => source.matches(text));
  const { sort } = request;
  if (sort !== null) {
    shown = sortBy(shown, (source) => source.sortValue(sort.column), sort.descending);
  }
  return indexed(shown, sources.length, (source) => source.row(live));
}

/** A client as it was when the picture was frozen. */
export function frozenClient(source: ClientSource, columns: readonly string[]): ClientSource {
  const row = source.row(false);
  const values = new Map(columns.map((column) => [column, source.sortValue(column)]));
  const text = `${row.connection ?? ''} ${row.endpoint} ${row.remote.address}:${row.remote.port} ${row.state}`;
  const lower = text.toLowerCase();
  return {
    key: source.key,
    sortValue: (column) => values.get(column) ?? null,
    matches: (filter) => lower.includes(filter),
    row: () => row,
  };
}
