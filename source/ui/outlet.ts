// The way out to the terminal. Node stops the thread until a terminal has taken what is written: one that
// nobody reads (Ctrl-S, a connection that hangs) would stop signals and keys as well, and leave SIGKILL
// alone to end the program. So writes may wait here, as they may for a pipe; while one does nothing more
// is drawn, and afterwards the newest picture alone.

/** What Node keeps to itself: https://nodejs.org/api/process.html#a-note-on-process-io. */
interface Handle {
  readonly setBlocking?: (blocking: boolean) => unknown;
}

export class Outlet {
  readonly #stdout: NodeJS.WriteStream;
  readonly #waiting = new Set<() => void>();

  constructor(stdout: NodeJS.WriteStream) {
    this.#stdout = stdout;
    (stdout as { _handle?: Handle })._handle?.setBlocking?.(false);
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
