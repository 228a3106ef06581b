// The Clients pane's list: all servers' clients, kept in order as they come and go, so that a view costs
// what its window costs, however many there are.
//
// Its own order: accepted in the order of accept, then those who wait in the order they were seen, then
// those closed, the newest first. It is exact at every view, and so is who is in it. What a filter and a
// sorting make of it is kept by a selection (client-selection.ts), which says what may lag. While it is
// frozen it can be gone back in (client-history.ts).

import type { ClientRow, ListRequest } from '../../protocol/views.ts';
import type { ClientSource, ClientWatcher } from '../client-source.ts';
import { StreamSearches } from '../filter/stream-searches.ts';
import type { Journal } from '../journal.ts';
import { TurnoverMap } from '../turnover-map.ts';
import { type ClientEntry, clientEntry } from './client-entry.ts';
import { ClientHistory } from './client-history.ts';
import { ClientPlaces } from './client-places.ts';
import { FrozenClient } from './frozen-client.ts';
import type { Indexed } from './list.ts';
import { endBy } from './moments.ts';
import { PastClients } from './past-clients.ts';

export class ClientList implements ClientWatcher {
  readonly #now: () => number;
  readonly #streams: Journal;
  readonly #searches: StreamSearches;
  readonly #places: ClientPlaces;
  /** Those whose place is not the one they have here; no others that have left. */
  readonly #moved = new TurnoverMap<ClientSource, ClientSource>();
  #past = new PastClients();
  #serial = 0;
  #history: ClientHistory | null = null;
  /** Since when the picture is frozen, who had left the list by then, and what had been carried. */
  #frozen: {
    readonly at: number;
    readonly past: PastClients;
    readonly streamsEnd: number;
  } | null = null;

  /**
   * @param now milliseconds since the epoch
   * @param streams what connections carry
   */
  constructor(now: () => number, streams: Journal) {
    this.#now = now;
    this.#streams = streams;
    this.#searches = new StreamSearches(streams);
    this.#places = new ClientPlaces(this.#searches);
  }

  moved(client: ClientSource): void {
    // The latest to move is the last here: that is the order they take places in.
    this.#moved.delete(client);
    if (client.standing === null) this.#past.add(client, this.#now());
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
    this.#frozen = { at: this.#now(), past: this.#past, streamsEnd: this.#streams.next };
    // What leaves from now on is another one's past.
    this.#past = this.#past.copy();
    for (const entry of this.#places.entries()) entry.client = new FrozenClient(entry.source);
  }

  thaw(): void {
    if (this.#frozen === null) return;
    this.#frozen = null;
    this.#history = null;
    for (const entry of this.#places.entries()) entry.client = entry.source;
  }

  list(request: ListRequest): Indexed<ClientRow> {
    if (this.#frozen === null) this.#takePlaces();
    this.#searches.until(this.#frozen?.streamsEnd ?? null);
    return this.#places.list(request, this.#frozen === null);
  }

  /** What it was at any moment until it was frozen; null while it is not. */
  get history(): ClientHistory | null {
    if (this.#frozen === null) return null;
    const { at, past } = this.#frozen;
    const present = sources(this.#places.entries());
    this.#history ??= new ClientHistory(present, past, at, new ClientPlaces(this.#searches));
    return this.#history;
  }

  /** As `history` has it, with what had been carried by then. @param time milliseconds since the epoch */
  listAt(request: ListRequest, time: number): Indexed<ClientRow> | null {
    if (this.#frozen === null) return null;
    this.#searches.until(Math.min(endBy(this.#streams, time), this.#frozen.streamsEnd));
    return this.history?.list(request, time) ?? null;
  }

  /** A filter or a sorting has not yet seen every client. */
  get searching(): boolean {
    return this.#places.searching || (this.#history?.searching ?? false);
  }

  /** Goes on with that, a bounded piece of it. */
  search(): void {
    this.#places.search();
    this.#history?.search();
  }

  #takePlaces(): void {
    // First all who leave: a newcomer may have the key of one of them.
    for (const client of this.#moved.values()) {
      const entry = this.#entryOf(client);
      if (entry !== null) this.#places.remove(entry);
    }
    const added: ClientEntry[] = [];
    for (const client of this.#moved.values()) {
      const { standing } = client;
      if (standing === null) continue;
      this.#serial += 1;
      added.push(clientEntry(client, standing, this.#serial));
    }
    this.#places.add(added);
    this.#moved.clear();
  }

  #entryOf(client: ClientSource): ClientEntry | null {
    const entry = this.#places.at(client.key);
    return entry?.source === client ? entry : null;
  }
}

function* sources(entries: Iterable<ClientEntry>): Iterable<ClientSource> {
  for (const { source } of entries) yield source;
}
