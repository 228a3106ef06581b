// A per-second rate from a counter that is looked at now and then: its growth over the last seconds.

/** Long enough to be steady at a few events a second, short enough to follow a change. */
const SPAN_MS = 2000;
/** Looks kept: more than VIEWS_PER_SECOND gives in the span. */
const MAX_LOOKS = 64;

export class Rate {
  readonly #times = new Float64Array(MAX_LOOKS);
  readonly #totals = new Float64Array(MAX_LOOKS);
  #looks = 0;
  /** Events a second, 0 until there were two looks. */
  perSecond = 0;

  /**
   * Looks at the counter.
   * @param total what it stands at; it never falls
   * @param now monotonic milliseconds
   * @returns the rate
   */
  sample(total: number, now: number): number {
    const newest = this.#looks % MAX_LOOKS;
    this.#times[newest] = now;
    this.#totals[newest] = total;
    this.#looks += 1;
    // The oldest look that is still within the span, or the one before the newest.
    const held = Math.min(this.#looks, MAX_LOOKS);
    let back = 1;
    while (back + 1 < held && now - this.#timeAt(back + 1) <= SPAN_MS) back += 1;
    if (back >= held) return this.perSecond;
    const elapsed = now - this.#timeAt(back);
    if (elapsed > 0) {
      const before = this.#totals[(this.#looks - 1 - back) % MAX_LOOKS] as number;
      this.perSecond = ((total - before) * 1000) / elapsed;
    }
    return this.perSecond;
  }

  #timeAt(back: number): number {
    return this.#times[(this.#looks - 1 - back) % MAX_LOOKS] as number;
  }
}
