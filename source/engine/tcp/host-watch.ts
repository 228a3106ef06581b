// The host's counters of full accept queues, as growth since a server opened. The kernel counts them for
// the whole host, so what grew may be another server's.

import type { SocketLayer } from '../kernel/layer.ts';

/** The counters are a file to read, and change seldom. */
const LOOK_MS = 1000;

export class HostWatch {
  /** Growth since start; null where it can't be read. */
  overflows: number | null = null;
  drops: number | null = null;
  readonly #sockets: SocketLayer;
  #start: ReturnType<SocketLayer['hostCounters']> = null;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(sockets: SocketLayer) {
    this.#sockets = sockets;
  }

  /** Growth is counted from the first call. */
  start(): void {
    this.#start ??= this.#sockets.hostCounters();
  }

  /** @param now monotonic milliseconds */
  look(now: number): void {
    if (this.#start === null || now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    const host = this.#sockets.hostCounters();
    if (host === null) return;
    this.overflows = host.listenOverflows - this.#start.listenOverflows;
    this.drops = host.listenDrops - this.#start.listenDrops;
  }
}
