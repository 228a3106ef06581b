// Clients that have left the list, for whoever goes back in time: the latest of them, bounded.

import type { ClientSource } from '../client-source.ts';

/** Some screens full; at 10,000 clients a second the last tenth of one. */
export const MAX_PAST_CLIENTS = 1024;

export interface PastClient {
  readonly client: ClientSource;
  /** Milliseconds since the epoch. */
  readonly leftAt: number;
}

export class PastClients {
  readonly #clients: PastClient[] = [];
  #next = 0;
  #knownFrom = 0;

  add(client: ClientSource, leftAt: number): void {
    const forgotten = this.#clients[this.#next];
    if (forgotten !== undefined) this.#knownFrom = forgotten.leftAt;
    this.#clients[this.#next] = { client, leftAt };
    this.#next = (this.#next + 1) % MAX_PAST_CLIENTS;
  }

  /** From then on nobody who was in the list is missing. */
  get knownFrom(): number {
    return this.#knownFrom;
  }

  copy(): PastClients {
    const copy = new PastClients();
    copy.#clients.push(...this.#clients);
    copy.#next = this.#next;
    copy.#knownFrom = this.#knownFrom;
    return copy;
  }

  /** Those kept by now, in no order. */
  all(): readonly PastClient[] {
    return this.#clients;
  }
}
