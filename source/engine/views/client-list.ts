// The Clients pane's list: all servers' clients, kept in order as they come and go, so that a view costs
// what its window costs, however many there are.
//
// Its own order: accepted in the order of accept, then those who wait in the order they were seen, then
// those closed, the newest first. It is exact at every view, and so is who is in it. What a filter and a
// sorting make of it is kept by a selection (client-selection.ts), which says what may lag.

import type { ClientRow, ListRequest } from '../../protocol/views.ts';
import type { ClientSource, ClientWatcher } from '../client-source.ts';
import { TurnoverMap } from '../turnover-map.ts';
import { byStanding, type ClientEntry, clientEntry } from './client-entry.ts';
import { ClientSelection } from './client-selection.ts';
import { FrozenClient } from './frozen-client.ts';
import { type Indexed, rowsAsked } from './list.ts';
import { RankedList } from './ranked-list.ts';

export class ClientList implements ClientWatcher {
  readonly #entries = new TurnoverMap<string, ClientEntry>();
  readonly #byFormerKey = new TurnoverMap<string, ClientEntry>();
  readonly #inOrder = new RankedList<ClientEntry>(byStanding);
  /** Those whose place is not the one they have here; no others that have left. */
  readonly #moved = new TurnoverMap<ClientSource, ClientSource>();
  #selection: ClientSelection | null = null;
  #serial = 0;
  #frozen = false;

  moved(client: ClientSource): void {
    // The latest to move is the last here: that is the order they take places in.
    this.#moved.delete(client);
    // Who came and left between two views never had a place.
    if (client.standing !== null || this.#entryOf(client) !== null) this.#moved.set(client, client);
  }

  /** Clients that are to be looked at with the next view. */
  get pending(): number {
    return this.#moved.size;
  }

  /**
   * Rows are what they were until `thaw`. A picture of one moment must hold them all: this is the one
   * walk over all clients, one or two microseconds each.
   */
  freeze(): void {
    this.#takePlaces();
    this.#frozen = true;
    for (const entry of this.#entries.values()) entry.client = new FrozenClient(entry.source);
  }

  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    for (const entry of this.#entries.values()) entry.client = entry.source;
  }

  list(request: ListRequest): Indexed<ClientRow> {
    if (!this.#frozen) this.#takePlaces();
    const { filter, sort, cursor, top } = request;
    const selection = this.#select(filter, sort);
    selection?.lookAtSome();
    selection?.lookAtWindow(top, rowsAsked(request));
    const held = cursor.at === 'row' ? this.#find(cursor.key) : null;
    if (held !== null) selection?.lookAt([held]);
    const shown = selection?.shown ?? this.#inOrder;
    const at = (index: number) => shown.at(index) as ClientEntry;
    const problem = selection?.problem ?? null;
    return {
      total: shown.size,
      all: this.#inOrder.size,
      settling: selection?.settling ?? false,
      ...(problem === null ? {} : { problem }),
      key: (index) => at(index).client.key,
      find: (key) => {
        const entry = this.#find(key);
        return entry === null ? -1 : shown.indexOf(entry);
      },
      row: (index) => at(index).client.row(!this.#frozen),
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
    if (filter === '' && sort === null) this.#selection = null;
    else if (this.#selection?.isOf(filter, sort) !== true) {
      this.#selection = new ClientSelection(filter, sort, this.#entries);
    }
    return this.#selection;
  }

  #takePlaces(): void {
    // First all who leave: a newcomer may have the key of one of them.
    for (const client of this.#moved.values()) {
      const entry = this.#entryOf(client);
      if (entry !== null) this.#remove(entry);
    }
    const added: ClientEntry[] = [];
    for (const client of this.#moved.values()) {
      const entry = this.#add(client);
      if (entry !== null) added.push(entry);
    }
    this.#selection?.add(added);
    this.#moved.clear();
  }

  /** @returns its entry, to be taken into the selection with the others */
  #add(source: ClientSource): ClientEntry | null {
    const { key, standing, formerKey } = source;
    if (standing === null) return null;
    this.#serial += 1;
    const entry = clientEntry(source, standing, this.#serial);
    this.#entries.set(key, entry);
    if (formerKey !== null) this.#byFormerKey.set(formerKey, entry);
    this.#inOrder.add(entry);
    return entry;
  }

  #remove(entry: ClientEntry): void {
    const { key, formerKey } = entry.source;
    this.#entries.delete(key);
    if (formerKey !== null && this.#byFormerKey.get(formerKey) === entry) {
      this.#byFormerKey.delete(formerKey);
    }
    this.#inOrder.remove(entry);
    this.#selection?.remove(entry);
  }

  #find(key: string): ClientEntry | null {
    return this.#entries.get(key) ?? this.#byFormerKey.get(key) ?? null;
  }

  #entryOf(client: ClientSource): ClientEntry | null {
    const entry = this.#entries.get(client.key);
    return entry?.source === client ? entry : null;
  }
}
