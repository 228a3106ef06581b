// The Clients pane's list: all servers' clients, filtered and sorted without making their rows.

import type { ClientRow, ListRequest } from '../../protocol/views.ts';
import type { ClientSource, Standing } from '../client-source.ts';
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
  const list = indexed(shown, sources.length, (source) => source.row(live));
  return { ...list, find: (key) => findClient(list.find(key), shown, key) };
}

/** Who waited under this key and was accepted since has another key now, and is still the same client. */
function findClient(found: number, shown: readonly ClientSource[], key: string): number {
  return found >= 0 || !key.includes('/') ? found : shown.findIndex((source) => source.was(key));
}

/** All servers' clients in one order: accepted, waiting, closed; within each server by server. */
export function inOrder(lists: readonly (readonly ClientSource[])[]): readonly ClientSource[] {
  if (lists.length === 1) return lists[0] as readonly ClientSource[];
  const by: Record<Standing, ClientSource[]> = { accepted: [], waiting: [], closed: [] };
  for (const list of lists) for (const source of list) by[source.standing].push(source);
  return [...by.accepted, ...by.waiting, ...by.closed];
}

/** A client as it was when the picture was frozen. */
export function frozenClient(source: ClientSource, columns: readonly string[]): ClientSource {
  const row = source.row(false);
  const values = new Map(columns.map((column) => [column, source.sortValue(column)]));
  const text = `${row.connection ?? ''} ${row.endpoint} ${row.remote.address}:${row.remote.port} ${row.state}`;
  const lower = text.toLowerCase();
  return {
    key: source.key,
    standing: source.standing,
    was: (key) => source.was(key),
    sortValue: (column) => values.get(column) ?? null,
    matches: (filter) => lower.includes(filter),
    row: () => row,
  };
}
