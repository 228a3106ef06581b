// Who waits in the accept queue, and since when. The queue's length costs a microsecond to ask; the list
// costs a walk through the kernel's table, so it is asked for only while somebody waits, and so seldom
// that it never takes more than a small share of the time, however large the table grows.

import type { Address } from '../../protocol/address.ts';
import type { Dating } from '../dating.ts';
import type { TcpListener } from '../kernel/layer.ts';
import type { Clock } from '../world.ts';
import { WaitingRow } from './client-rows.ts';

/** Of the engine's time that listing may take. */
const LISTING_SHARE = 0.05;
/** Rows kept: the usual limit of a backlog (net.core.somaxconn). */
export const MAX_WAITING_ROWS = 4096;

export class WaitingRoom {
  readonly #endpoint: string;
  readonly #clock: Clock;
  readonly #dating: Dating;
  #rows = new Map<string, WaitingRow>();
  #nextListing = 0;

  constructor(endpoint: string, clock: Clock, dating: Dating) {
    this.#endpoint = endpoint;
    this.#clock = clock;
    this.#dating = dating;
  }

  /** In the order they were first seen; those seen at once by port. */
  rows(): Iterable<WaitingRow> {
    return this.#rows.values();
  }

  get size(): number {
    return this.#rows.size;
  }

  find(key: string): WaitingRow | null {
    for (const row of this.#rows.values()) if (row.key === key) return row;
    return null;
  }

  /** It was accepted: how long it was seen waiting, in milliseconds; null if it was not seen. */
  leave(remote: Address): number | null {
    const key = keyOf(remote);
    const row = this.#rows.get(key);
    if (row === undefined) return null;
    this.#rows.delete(key);
    return row.halfOpen ? null : Math.round(this.#clock.monotonic() - row.firstSeen);
  }

  clear(): void {
    this.#rows.clear();
  }

  /**
   * Looks who waits.
   * @param depth the queue's length now
   * @returns those who were not seen waiting before
   */
  refresh(listener: TcpListener, depth: number): readonly WaitingRow[] {
    if (depth === 0) {
      this.clear();
      return [];
    }
    const before = this.#clock.monotonic();
    if (before < this.#nextListing) return [];
    const waiting = listener.waiting(MAX_WAITING_ROWS);
    const after = this.#clock.monotonic();
    this.#nextListing = after + (after - before) * (1 / LISTING_SHARE - 1);
    if (waiting === null) {
      this.clear();
      return [];
    }

    const known = this.#rows;
    const there = new Map<string, WaitingRow>();
    const arrived: WaitingRow[] = [];
    // The kernel lists them in its hash table's order, not the queue's. Among those who came since the
    // last look the port is the best guess: a host's own connections take ascending ones.
    const byPort = [...waiting].sort((a, b) => a.remote.port - b.remote.port);
    for (const client of byPort) {
      const key = keyOf(client.remote);
      let row = known.get(key);
      if (row === undefined || (row.halfOpen && !client.halfOpen)) {
        row = new WaitingRow(this.#endpoint, client.remote, client.local, after, this.#dating);
        if (!client.halfOpen) arrived.push(row);
      }
      row.bytesSent = client.bytesSent;
      row.halfOpen = client.halfOpen;
      there.set(key, row);
    }
    // Those known keep their order; newcomers follow.
    this.#rows = new Map();
    for (const key of known.keys()) {
      const row = there.get(key);
      if (row !== undefined) this.#rows.set(key, row);
    }
    for (const [key, row] of there) this.#rows.set(key, row);
    return arrived;
  }
}

/** Node names the zone of a link-local address, the kernel's table does not. */
const keyOf = ({ address, port }: Address): string => `${address.split('%')[0]} ${port}`;
