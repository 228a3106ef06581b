// One timer that can be set anew: rings at a time, not after one.

import type { Clock } from '../world.ts';

/** setTimeout knows no longer wait; it rings early then, and is set again. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** @param at monotonic milliseconds; null: not at all */
  set(at: number | null): void {
    if (at === null) {
      this.clear();
      return;
    }
    if (this.#timer !== undefined && at === this.#at) return;
    this.clear();
    this.#at = at;
    const wait = Math.ceil(Math.min(Math.max(at - this.#clock.monotonic(), 0), LONGEST_TIMER_MS));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#ring();
    }, wait);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
