// Connections that have closed stay on the screen for a while: to see why, and how TIME_WAIT runs out.

import { TurnoverMap } from '../turnover-map.ts';
import type { ConnectionClient } from './client-rows.ts';

/** TIME_WAIT lasts 60 s on Linux (TCP_TIMEWAIT_LEN); then a moment to see it end. */
export const CLOSED_ROW_MS = 65_000;
/** Rows kept a server: some screens full. At 10,000 clients a second it is the last few of them. */
export const MAX_CLOSED_ROWS = 256;

export class ClosedClients {
  /** Oldest first. */
  readonly #clients = new TurnoverMap<string, ConnectionClient>();
  readonly #left: (client: ConnectionClient) => void;

  /** @param left called for each whose row is to go */
  constructor(left: (client: ConnectionClient) => void) {
    this.#left = left;
  }

  add(client: ConnectionClient): void {
    this.#clients.set(client.key, client);
    this.#forgetWhile(() => this.#clients.size > MAX_CLOSED_ROWS);
  }

  find(key: string): ConnectionClient | null {
    return this.#clients.get(key) ?? null;
  }

  /** @param now monotonic milliseconds @returns whether a row has gone */
  expire(now: number): boolean {
    const before = this.#clients.size;
    this.#forgetWhile(({ connection }) => now - connection.since >= CLOSED_ROW_MS);
    return this.#clients.size < before;
  }

  clear(): void {
    this.#forgetWhile(() => true);
  }

  /** From the oldest on. */
  #forgetWhile(old: (client: ConnectionClient) => boolean): void {
    for (const client of this.#clients.values()) {
      if (!old(client)) return;
      this.#clients.delete(client.key);
      client.forget();
      this.#left(client);
    }
  }
}
