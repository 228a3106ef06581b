// The host's counters of full accept queues, as growth since a server opened. The kernel counts them for
// the whole host, so what grew may be another server's.

import type { SocketLayer } from '../kernel/layer.ts';

/** The counters are a file that the kernel makes when it is read: half a millisecond. */
const LOOK_MS = 1000;
/** Where nobody came to this server, what can have grown is another one's: that may be seen later. */
const QUIET_LOOK_MS = 10_000;

export class HostWatch {
  /** Growth since start; null where it can't be read. */
  overflows: number | null = null;
  drops: number | null = null;
  readonly #sockets: SocketLayer;
  #start: ReturnType<SocketLayer['hostCounters']> = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #visitors = 0;

  constructor(sockets: SocketLayer) {
    this.#sockets = sockets;
  }

  /** Growth is counted from the first call. */
  start(): void {
    this.#start ??= this.#sockets.hostCounters();
  }

  /**
   * Called at each sample; it looks when it is time for it.
   * @param now monotonic milliseconds
   * @param visitors whom the server has seen so far: another number means that somebody came
   * @param waiting who waits in the queue now
   */
  look(now: number, visitors: number, waiting: number): void {
    const quiet = visitors === this.#visitors && waiting === 0;
    const pause = quiet ? QUIET_LOOK_MS : LOOK_MS;
    if (this.#start === null || now - this.#lookedAt < pause) return;
    this.#lookedAt = now;
    this.#visitors = visitors;
    const host = this.#sockets.hostCounters();
    if (host === null) return;
    this.overflows = host.listenOverflows - this.#start.listenOverflows;
    this.drops = host.listenDrops - this.#start.listenDrops;
  }
}
