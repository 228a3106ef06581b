// The loss ledger of one endpoint. What the kernel dropped before we could read it and what the engine
// itself could not keep or answer are kept apart: they have different remedies.

export class LossLedger {
  /** What the engine could not keep or answer. */
  engineDrops = 0;
  #open: number | null = null;
  /** Of sockets that are closed; null while there was none that could tell. */
  #past: number | null = null;
  #toldKernel = 0;
  #toldEngine = 0;

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

  /** The totals, each where known, if one has grown since this was last asked; otherwise null. */
  takeGrowth(): { readonly kernelDrops?: number; readonly engineDrops: number } | null {
    const kernel = this.kernelDrops;
    const grown = (kernel ?? 0) > this.#toldKernel || this.engineDrops > this.#toldEngine;
    this.#toldKernel = kernel ?? this.#toldKernel;
    this.#toldEngine = this.engineDrops;
    if (!grown) return null;
    return kernel === null
      ? { engineDrops: this.engineDrops }
      : { kernelDrops: kernel, engineDrops: this.engineDrops };
  }
}
