// File descriptors are the one thing all servers share. At EMFILE libuv accepts a client and drops it,
// so gates close before that: the limit is read at the start, and a reserve is kept.

/** The socket, and the duplicate that Node waits on. */
const AN_ENDPOINT = 2;

/**
 * Kept for what is no client: Node's own (about 27 with a worker) and the files of /proc that are read,
 * and those of as many endpoints as may be open. Of a small limit half is kept, and those of the
 * endpoints that are open; Node raises the soft limit to the hard one at its start, so it seldom is.
 */
export const DESCRIPTOR_RESERVE = 64 + AN_ENDPOINT * 256;

export class DescriptorBudget {
  /** The soft limit of the process; null if not known. */
  readonly limit: number | null;
  readonly #endpoints: () => number;
  #taken = 0;

  /**
   * @param limit RLIMIT_NOFILE's soft limit; null (not known) counts without bound
   * @param endpoints how many are open now
   */
  constructor(limit: number | null, endpoints: () => number = () => 0) {
    this.limit = limit;
    this.#endpoints = endpoints;
  }

  /** Clients that may still be accepted; below 0 where endpoints were opened meanwhile. */
  get free(): number {
    if (this.limit === null) return Number.POSITIVE_INFINITY;
    const asked = Math.ceil(this.limit / 2) + AN_ENDPOINT * this.#endpoints();
    return this.limit - Math.min(DESCRIPTOR_RESERVE, asked) - this.#taken;
  }

  take(): void {
    this.#taken += 1;
  }

  give(): void {
    this.#taken -= 1;
  }
}
