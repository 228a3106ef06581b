// The loss ledger of one endpoint. What the kernel dropped before we could read it, what the engine
// itself could not keep or answer, and the numbers in payloads that have not come are kept apart: they
// have different remedies. A datagram that the kernel dropped here leaves a gap as well, if it was
// numbered: the two are never added up.

export interface Losses {
  readonly kernelDrops?: number;
  readonly engineDrops: number;
  readonly gaps?: number;
}

export class LossLedger {
  /** What the engine could not keep or answer. */
  engineDrops = 0;
  #open: number | null = null;
  /** Of sockets that are closed; null while there was none that could tell. */
  #past: number | null = null;
  #toldKernel = 0;
  #toldEngine = 0;
  #toldGaps = 0;

  /** Datagrams the kernel dropped at this endpoint's sockets since it opened; null: not known. */
  get kernelDrops(): number | null {
    if (this.#open === null) return this.#past;
    return this.#open + (this.#past ?? 0);
  }

  /** What the kernel says of the sockets that are open now (SO_MEMINFO counts since their creation). */
  readKernel(drops: number | null): void {
    if (drops !== null) this.#open = drops;
  }

  /** A socket is about to close: the drops counted at it stay, though its counter goes. */
  socketClosed(drops: number | null): void {
    if (drops === null) return;
    this.#past = (this.#past ?? 0) + drops;
    this.#open = this.#open === null ? null : Math.max(0, this.#open - drops);
  }

  /**
   * The totals, each where known, if one has grown since this was last asked; otherwise null.
   * @param gaps numbers that have not come, as of now: what comes late takes its gap back
   */
  takeGrowth(gaps: number | null): Losses | null {
    const kernel = this.kernelDrops;
    const grown =
      (kernel ?? 0) > this.#toldKernel ||
      this.engineDrops > this.#toldEngine ||
      (gaps ?? 0) > this.#toldGaps;
    this.#toldKernel = kernel ?? this.#toldKernel;
    this.#toldEngine = this.engineDrops;
    this.#toldGaps = gaps ?? 0;
    if (!grown) return null;
    return {
      ...(kernel === null ? {} : { kernelDrops: kernel }),
      engineDrops: this.engineDrops,
      ...(gaps === null ? {} : { gaps }),
    };
  }
}
