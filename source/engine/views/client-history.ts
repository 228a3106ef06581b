// The Clients list at any moment before a picture was frozen. Who stood where, and from when to when, is
// known of every client; that makes one row of changes, in the order of time. The list is carried along
// it, onward and back: to go to the next moment costs what changed in between, and a long way is gone in
// pieces (`settling` meanwhile).

import type { ClientRow, ListRequest } from '../../protocol/views.ts';
import type { ClientSource, Standing } from '../client-source.ts';
import { type ClientEntry, clientEntry } from './client-entry.ts';
import type { ClientPlaces } from './client-places.ts';
import { ClientThen, type Moment } from './client-then.ts';
import type { Indexed } from './list.ts';
import type { PastClients } from './past-clients.ts';
import { firstWhere } from './ranked-list.ts';

/** A piece of the way: some thousand changes. */
const PIECE_MS = 2;

interface Change {
  readonly time: number;
  /**
   * The order of what happened in the same millisecond, as far as that is known. Those who leave the list
   * are first: their keys may be taken again.
   */
  readonly order: number;
  /** Who leaves his place and who takes one: when he goes on to another place both. */
  readonly leaves: ClientEntry | null;
  readonly comes: ClientEntry | null;
}

/** Clients at a moment, as far as they were seen. */
export interface ClientCounts {
  readonly clients: number;
  readonly waiting: number;
  readonly outgoing: number;
}

export class ClientHistory {
  readonly #places: ClientPlaces;
  readonly #changes: readonly Change[];
  readonly #moment: Moment;
  readonly #counts = { clients: 0, waiting: 0, outgoing: 0 };
  readonly #knownFrom: number;
  /** How many changes the list has gone through, and how many it is to. */
  #at = 0;
  #wanted = 0;

  /**
   * Looks at every client once, some microseconds each.
   * @param present those in the list
   * @param past those who had left it
   * @param end when the picture was frozen: what came later is left out
   * @param places nobody has taken one yet
   */
  constructor(
    present: Iterable<ClientSource>,
    past: PastClients,
    end: number,
    places: ClientPlaces,
  ) {
    this.#places = places;
    this.#moment = { time: end };
    this.#knownFrom = past.knownFrom;
    const changes: Change[] = [];
    for (const client of present) changes.push(...this.#changesOf(client, null, end));
    for (const { client, leftAt } of past.all()) {
      if (leftAt <= end) changes.push(...this.#changesOf(client, leftAt, end));
    }
    changes.sort((a, b) => a.time - b.time || a.order - b.order);
    for (const [serial, { comes }] of changes.entries()) if (comes !== null) comes.serial = serial;
    this.#changes = changes;
  }

  /** The list at a moment, in milliseconds since the epoch. */
  list(request: ListRequest, time: number): Indexed<ClientRow> {
    if (time !== this.#moment.time) {
      this.#moment.time = time;
      this.#places.changed();
    }
    this.#wanted = firstWhere(
      this.#changes.length,
      (i) => (this.#changes[i] as Change).time > time,
    );
    this.#goOn();
    const list = this.#places.list(request, false);
    return {
      ...list,
      settling: list.settling || this.#underWay,
      ...(time < this.#knownFrom ? { forgotten: true } : {}),
    };
  }

  /** At the moment that was listed last; null while that is not known. */
  get counts(): ClientCounts | null {
    const known = !this.#underWay && this.#moment.time >= this.#knownFrom;
    return known ? { ...this.#counts } : null;
  }

  get searching(): boolean {
    return this.#underWay || this.#places.searching;
  }

  search(): void {
    this.#goOn();
    this.#places.search();
  }

  /** When somebody came, went on or left last before a moment; null: nobody did. */
  before(time: number): number | null {
    const next = firstWhere(this.#changes.length, (i) => (this.#changes[i] as Change).time >= time);
    return this.#changes[next - 1]?.time ?? null;
  }

  /** The same after it. */
  after(time: number): number | null {
    const next = firstWhere(this.#changes.length, (i) => (this.#changes[i] as Change).time > time);
    return this.#changes[next]?.time ?? null;
  }

  get #underWay(): boolean {
    return this.#at !== this.#wanted;
  }

  #goOn(): void {
    const until = performance.now() + PIECE_MS;
    while (this.#underWay && performance.now() < until) {
      const onward = this.#at < this.#wanted;
      const change = this.#changes[onward ? this.#at : this.#at - 1] as Change;
      const { leaves, comes } = change;
      this.#move(onward ? leaves : comes, onward ? comes : leaves);
      this.#at += onward ? 1 : -1;
    }
  }

  #move(leaves: ClientEntry | null, comes: ClientEntry | null): void {
    if (leaves !== null) {
      this.#places.remove(leaves);
      this.#count(leaves, -1);
    }
    if (comes !== null) {
      this.#places.add([comes]);
      this.#count(comes, 1);
    }
  }

  #count({ source, standing }: ClientEntry, by: 1 | -1): void {
    const out = source.direction === 'out';
    if (standing === 'accepted') this.#counts[out ? 'outgoing' : 'clients'] += by;
    else if (standing === 'waiting' && !out) this.#counts.waiting += by;
  }

  #changesOf(source: ClientSource, leftAt: number | null, end: number): Change[] {
    const changes: Change[] = [];
    let last: ClientEntry | null = null;
    const stays = source.stays();
    for (const [i, { standing, from, began }] of stays.entries()) {
      const until = stays[i + 1]?.from ?? leftAt;
      // Over within the millisecond that it began in, or not begun yet.
      if (from > end || (until !== null && until <= from)) continue;
      const comes = this.#entry(source, standing);
      changes.push({ time: from, order: began, leaves: last, comes });
      last = comes;
    }
    if (last !== null && leftAt !== null) {
      changes.push({ time: leftAt, order: 0, leaves: last, comes: null });
    }
    return changes;
  }

  #entry(source: ClientSource, standing: Standing): ClientEntry {
    const entry = clientEntry(source, standing, 0);
    entry.client = new ClientThen(source, this.#moment);
    return entry;
  }
}
