// How long answers take, as seen at one end: from what was sent there to what comes back.

export class AnswerTime {
  /** The last one, in milliseconds; null: none yet. */
  lastMs: number | null = null;
  readonly #since: 'first' | 'last';
  #askedAt: number | null = null;

  /**
   * @param since of several things sent before an answer comes: `last`, for a stream, whose request may come
   *   in pieces; `first`, for datagrams, of which one may be lost and be sent again
   */
  constructor(since: 'first' | 'last') {
    this.#since = since;
  }

  /** @param now monotonic milliseconds */
  asked(now: number): void {
    if (this.#since === 'last' || this.#askedAt === null) this.#askedAt = now;
  }

  answered(now: number): void {
    if (this.#askedAt === null) return;
    this.lastMs = now - this.#askedAt;
    this.#askedAt = null;
  }
}
