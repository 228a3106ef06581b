// Connections that have closed stay on the screen for a while: to see why, and how TIME_WAIT runs out.

import type { ConnectionClient } from './client-rows.ts';

/** TIME_WAIT lasts 60 s on Linux (TCP_TIMEWAIT_LEN); then a moment to see it end. */
export const CLOSED_ROW_MS = 65_000;
/** Rows kept a server: some screens full. At 10,000 clients a second it is the last few of them. */
export const MAX_CLOSED_ROWS = 256;

export class ClosedClients {
  /** Oldest first. */
  readonly #clients: ConnectionClient[] = [];
  readonly #left: (client: ConnectionClient) => void;

  /** @param left called for each whose row is to go */
  constructor(left: (client: ConnectionClient) => void) {
    this.#left = left;
  }

  add(client: ConnectionClient): void {
    this.#clients.push(client);
    if (this.#clients.length > MAX_CLOSED_ROWS) this.#forgetOldest();
  }

  find(key: string): ConnectionClient | null {
    return this.#clients.find((client) => client.key === key) ?? null;
  }

  /** Oldest first. */
  all(): readonly ConnectionClient[] {
    return this.#clients;
  }

  /** @param now monotonic milliseconds @returns whether a row has gone */
  expire(now: number): boolean {
    const before = this.#clients.length;
    for (let first = this.#clients[0]; first !== undefined; first = this.#clients[0]) {
      if (now - first.connection.since < CLOSED_ROW_MS) break;
      this.#forgetOldest();
    }
    return this.#clients.length < before;
  }

  clear(): void {
    while (this.#clients.length > 0) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const client = this.#clients.shift();
    if (client === undefined) return;
    client.forget();
    this.#left(client);
  }
}
