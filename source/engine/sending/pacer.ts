// When the next message is due: evenly, counted from the first one, so that no timer's lateness adds up.

/** What is later than this is let go: a burst that catches up would be no even pace. */
const CATCH_UP_MS = 50;

export class Pacer {
  readonly #intervalMs: number;
  /** When the message `#taken` is due, were it not for those taken since. */
  #start: number;
  #taken = 0;

  /** @param now monotonic milliseconds, when the first is due */
  constructor(intervalMs: number, now: number) {
    this.#intervalMs = intervalMs;
    this.#start = now;
  }

  /** How many are due by now and were not taken. */
  due(now: number): number {
    const due = Math.floor((now - this.#start) / this.#intervalMs) + 1 - this.#taken;
    const most = Math.floor(CATCH_UP_MS / this.#intervalMs) + 1;
    if (due <= most) return Math.max(0, due);
    this.#start = now - (most - 1) * this.#intervalMs;
    this.#taken = 0;
    return most;
  }

  took(messages: number): void {
    this.#taken += messages;
  }

  /** Milliseconds until the next one is due, 0 if one is. */
  wait(now: number): number {
    return Math.max(0, this.#start + this.#taken * this.#intervalMs - now);
  }
}
