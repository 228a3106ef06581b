// The host's counters of full accept queues and of handshakes that hang, as growth. The kernel counts them
// for the whole host, so what grew may be another server's.

import type { SocketLayer } from '../kernel/layer.ts';

/** The counters are a file that the kernel makes when it is read: half a millisecond. */
const LOOK_MS = 1000;
/**
 * Where nobody came to this server, what has grown is another one's, or a handshake hangs: the kernel gives
 * that up after three seconds where the client's host is not there at all, else after a minute.
 */
const QUIET_LOOK_MS = 2000;

export class HostWatch {
  /** Growth since start; null where it can't be read. */
  overflows: number | null = null;
  drops: number | null = null;
  readonly #sockets: SocketLayer;
  #start: ReturnType<SocketLayer['hostCounters']> = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #visitors = 0;
  #synRetransmits: number | null = null;

  constructor(sockets: SocketLayer) {
    this.#sockets = sockets;
  }

  /** Growth is counted from the first call. */
  start(): void {
    this.#start ??= this.#sockets.hostCounters();
    this.#synRetransmits ??= this.#start?.synRetransmits ?? null;
  }

  /**
   * Called at each sample; it looks when it is time for it.
   * @param now monotonic milliseconds
   * @param visitors whom the server has seen so far: another number means that somebody came
   * @param waiting who waits in the queue now
   * @returns whether the host has sent answers to SYNs again since the last look: a handshake hangs
   */
  look(now: number, visitors: number, waiting: number): boolean {
    const quiet = visitors === this.#visitors && waiting === 0;
    const pause = quiet ? QUIET_LOOK_MS : LOOK_MS;
    if (this.#start === null || now - this.#lookedAt < pause) return false;
    this.#lookedAt = now;
    this.#visitors = visitors;
    const host = this.#sockets.hostCounters();
    if (host === null) return false;
    this.overflows = host.listenOverflows - this.#start.listenOverflows;
    this.drops = host.listenDrops - this.#start.listenDrops;
    const before = this.#synRetransmits;
    this.#synRetransmits = host.synRetransmits;
    return before !== null && host.synRetransmits !== null && host.synRetransmits > before;
  }
}
