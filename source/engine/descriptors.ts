// File descriptors are the one thing all servers share. At EMFILE libuv accepts a client and drops it,
// so gates close before that: the limit is read at the start, and a reserve is kept.

/**
 * Kept for what is no client: Node's own (about 25 with a worker) and the files of /proc that are read,
 * and two for each of as many endpoints as may be open. At most half of a small limit; Node raises the
 * soft limit to the hard one at its start, so it seldom is.
 */
export const DESCRIPTOR_RESERVE = 64 + 2 * 256;

export class DescriptorBudget {
  /** The soft limit of the process; null if not known. */
  readonly limit: number | null;
  readonly #clients: number;
  #taken = 0;

  /** @param limit RLIMIT_NOFILE's soft limit; null (not known) counts without bound */
  constructor(limit: number | null) {
    this.limit = limit;
    this.#clients =
      limit === null
        ? Number.POSITIVE_INFINITY
        : limit - Math.min(DESCRIPTOR_RESERVE, Math.ceil(limit / 2));
  }

  /** Clients that may still be accepted. */
  get free(): number {
    return this.#clients - this.#taken;
  }

  take(): void {
    this.#taken += 1;
  }

  give(): void {
    this.#taken -= 1;
  }
}
