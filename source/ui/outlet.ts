// The way out to the terminal. One that does not take what was drawn is not drawn on any more, and gets
// the newest picture alone when it does again: nothing piles up, however long it is not read.

export class Outlet {
  readonly #stdout: NodeJS.WriteStream;
  readonly #waiting = new Set<() => void>();

  constructor(stdout: NodeJS.WriteStream) {
    this.#stdout = stdout;
  }

  /** Draws at once, or when the terminal has taken what was written; then once, however often asked. */
  whenTaken(draw: () => void): void {
    if (this.#stdout.writableLength === 0) {
      draw();
      return;
    }
    this.#waiting.add(draw);
    if (this.#waiting.size === 1) this.#stdout.write('', (error) => this.#taken(error));
  }

  #taken(error: Error | null | undefined): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    // A terminal that is gone needs no picture.
    if (error === null || error === undefined) for (const draw of waiting) this.whenTaken(draw);
  }
}
