// Who waits in the accept queue, and since when. The queue's length costs a microsecond to ask; the list
// costs a walk through the kernel's table, so it is asked for only while somebody waits, and so seldom
// that it never takes more than a small share of the time, however large the table grows.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { ClientWatcher } from '../client-source.ts';
import type { Dating } from '../dating.ts';
import type { TcpListener, WaitingClient } from '../kernel/layer.ts';
import type { Clock } from '../world.ts';
import { WaitingRow } from './waiting-row.ts';

/** Of the engine's time that listing may take, with the rows made of it. */
const LISTING_SHARE = 0.05;
/** Rows kept: the usual limit of a backlog (net.core.somaxconn). */
export const MAX_WAITING_ROWS = 4096;

export class WaitingRoom {
  readonly #endpoint: string;
  readonly #clock: Clock;
  readonly #dating: Dating;
  readonly #watcher: ClientWatcher;
  /** By their keys, in the order they were first seen. */
  readonly #rows = new Map<string, WaitingRow>();
  #nextListing = 0;
  #lettingIn = false;
  #hanging = false;

  constructor(endpoint: string, clock: Clock, dating: Dating, watcher: ClientWatcher) {
    this.#endpoint = endpoint;
    this.#clock = clock;
    this.#dating = dating;
    this.#watcher = watcher;
  }

  /** In the order they were first seen; those seen at once by port. */
  rows(): Iterable<WaitingRow> {
    return this.#rows.values();
  }

  get size(): number {
    return this.#rows.size;
  }

  find(key: string): WaitingRow | null {
    return this.#rows.get(key) ?? null;
  }

  /** It was accepted. @returns its row, if it was seen waiting */
  leave(remote: Address): WaitingRow | null {
    if (this.#rows.size === 0) return null;
    const row = this.find(this.#keyOf(remote));
    if (row !== null) this.#remove(row);
    return row;
  }

  clear(): void {
    this.#hanging = false;
    for (const row of this.#rows.values()) this.#remove(row);
  }

  /**
   * Everyone is accepted as they come: nobody is looked for. Those who were seen waiting leave as they
   * are accepted, which takes a turn of the loop; who is still here at the second call is gone.
   * @param depth the queue's length now
   */
  letIn(listener: TcpListener, depth: number): void {
    const leaving = !this.#lettingIn && depth > 0;
    this.#lettingIn = true;
    if (!leaving) this.#halfOpenAlone(listener);
  }

  /**
   * The host has sent answers to SYNs again. Half-open clients stand in no queue that is cheap to ask, so
   * while nobody waits they are looked for only after this, and as long as there are any.
   */
  handshakesHang(): void {
    this.#hanging = true;
  }

  /**
   * Looks who waits.
   * @param depth the queue's length now
   * @returns those who were not seen waiting before
   */
  refresh(listener: TcpListener, depth: number): readonly WaitingRow[] {
    this.#lettingIn = false;
    if (depth === 0) {
      this.#halfOpenAlone(listener);
      return [];
    }
    return this.#list(() => listener.waiting(MAX_WAITING_ROWS));
  }

  /** Nobody else waits. */
  #halfOpenAlone(listener: TcpListener): void {
    for (const row of this.#rows.values()) if (!row.halfOpen) this.#remove(row);
    if (this.#hanging) this.#list(() => listener.halfOpen(MAX_WAITING_ROWS));
  }

  #list(ask: () => readonly WaitingClient[] | null): readonly WaitingRow[] {
    const before = this.#clock.monotonic();
    if (before < this.#nextListing) return [];
    const waiting = ask() ?? [];
    this.#hanging = waiting.some(({ halfOpen }) => halfOpen);
    const arrived = this.#take(waiting, this.#clock.monotonic());
    const after = this.#clock.monotonic();
    this.#nextListing = after + (after - before) * (1 / LISTING_SHARE - 1);
    return arrived;
  }

  /** @param now monotonic milliseconds @returns those who were not seen waiting before */
  #take(waiting: readonly WaitingClient[], now: number): readonly WaitingRow[] {
    const keys = new Set<string>();
    const arrived: WaitingRow[] = [];
    // The kernel lists them in its hash table's order, not the queue's. Among those who came since the
    // last look the port is the best guess: a host's own connections take ascending ones.
    const byPort = [...waiting].sort((a, b) => a.remote.port - b.remote.port);
    for (const client of byPort) {
      const key = this.#keyOf(client.remote);
      keys.add(key);
      let row = this.find(key);
      // The end of its handshake makes it another one.
      if (row === null || (row.halfOpen && !client.halfOpen)) {
        if (row !== null) this.#remove(row);
        row = new WaitingRow(key, this.#endpoint, client, now, this.#dating);
        this.#rows.set(key, row);
        this.#watcher.moved(row);
        if (!client.halfOpen) arrived.push(row);
      }
      row.bytesSent = client.bytesSent;
    }
    for (const row of this.#rows.values()) if (!keys.has(row.key)) this.#remove(row);
    return arrived;
  }

  #remove(row: WaitingRow): void {
    this.#rows.delete(row.key);
    row.left = true;
    this.#watcher.moved(row);
  }

  /** Node names the zone of a link-local address, the kernel's table does not. */
  #keyOf(remote: Address): string {
    const address = remote.address.split('%')[0] as string;
    return `${this.#endpoint}/${formatAddress({ ...remote, address })}`;
  }
}
