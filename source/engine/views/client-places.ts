// Clients in their places: who is in the list, by key and in order, and what a filter and a sorting make of
// them. Whoever keeps one puts them in and takes them out.

import type { ClientRow, ListRequest } from '../../protocol/views.ts';
import type { StreamSearches } from '../filter/stream-searches.ts';
import { TurnoverMap } from '../turnover-map.ts';
import { byStanding, type ClientEntry } from './client-entry.ts';
import { ClientSelection } from './client-selection.ts';
import { type Indexed, rowsAsked } from './list.ts';
import { RankedList } from './ranked-list.ts';

export class ClientPlaces {
  readonly #entries = new TurnoverMap<string, ClientEntry>();
  readonly #byFormerKey = new TurnoverMap<string, ClientEntry>();
  readonly #inOrder = new RankedList<ClientEntry>(byStanding);
  readonly #searches: StreamSearches;
  #selection: ClientSelection | null = null;

  /** @param searches for what connections carry */
  constructor(searches: StreamSearches) {
    this.#searches = searches;
  }

  /** All of them, in no order. */
  entries(): Iterable<ClientEntry> {
    return this.#entries.values();
  }

  /** The one with this key. */
  at(key: string): ClientEntry | null {
    return this.#entries.get(key) ?? null;
  }

  /** Nobody is here under one of their keys. */
  add(entries: readonly ClientEntry[]): void {
    for (const entry of entries) {
      const { key } = entry.client;
      const { formerKey } = entry.source;
      this.#entries.set(key, entry);
      if (formerKey !== null) this.#byFormerKey.set(formerKey, entry);
      this.#inOrder.add(entry);
    }
    this.#selection?.add(entries);
  }

  remove(entry: ClientEntry): void {
    const { key } = entry.client;
    const { formerKey } = entry.source;
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    if (formerKey !== null && this.#byFormerKey.get(formerKey) === entry) {
      this.#byFormerKey.delete(formerKey);
    }
    this.#inOrder.remove(entry);
    this.#selection?.remove(entry);
  }

  /** All rows are other ones now: a filter and a sorting begin anew. */
  changed(): void {
    this.#selection = null;
  }

  /** @param onScreen rows ask the kernel */
  list(request: ListRequest, onScreen: boolean): Indexed<ClientRow> {
    const { filter, sort, cursor, top } = request;
    const selection = this.#select(filter, sort);
    selection?.lookAtSome();
    selection?.lookAtWindow(top, rowsAsked(request));
    const held = cursor.at === 'row' ? this.#find(cursor.key) : null;
    if (held !== null) selection?.lookAt([held]);
    const shown = selection?.shown ?? this.#inOrder;
    const at = (index: number) => shown.at(index) as ClientEntry;
    const problem = selection?.problem ?? null;
    const since = selection === null ? null : this.#searches.since;
    return {
      total: shown.size,
      all: this.#inOrder.size,
      settling: selection?.settling ?? false,
      ...(problem === null ? {} : { problem }),
      ...(since === null ? {} : { since }),
      key: (index) => at(index).client.key,
      find: (key) => {
        const entry = this.#find(key);
        return entry === null ? -1 : shown.indexOf(entry);
      },
      row: (index) => at(index).client.row(onScreen),
    };
  }

  /** A filter or a sorting has not yet seen every client. */
  get searching(): boolean {
    return this.#selection?.searching ?? false;
  }

  /** Goes on with that, a bounded piece of it. */
  search(): void {
    if (this.searching) this.#selection?.lookAtSome();
  }

  #select(filter: string, sort: ListRequest['sort']): ClientSelection | null {
    if (filter === '' && sort === null) {
      this.#selection = null;
      this.#searches.begin('');
    } else if (this.#selection?.isOf(filter, sort) !== true) {
      this.#selection = new ClientSelection(filter, sort, this.#entries, this.#searches);
    }
    return this.#selection;
  }

  #find(key: string): ClientEntry | null {
    return this.#entries.get(key) ?? this.#byFormerKey.get(key) ?? null;
  }
}
