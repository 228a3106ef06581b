// When the engine looks at the kernel and sees whether a view would differ: VIEWS_PER_SECOND times a second
// while something happens, or can happen that no event tells of; otherwise a few times, since each waking
// of an idle thread costs a quarter of a millisecond. What happens meanwhile quickens it again.

import { VIEWS_PER_SECOND } from '../protocol/views.ts';
import type { Clock } from './world.ts';

/** Timers count in whole milliseconds. */
export const QUICK_MS = Math.ceil(1000 / VIEWS_PER_SECOND);
/** What no event tells of, and nobody waits to see: a peer's reset while nothing is read, a group's interfaces. */
export const SLOW_MS = 250;

export class Beat {
  readonly #tick: () => boolean;
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;
  #tickedAt: number;
  #slow = false;

  /** @param tick looks; answers whether the next look may be a slow one */
  constructor(tick: () => boolean, clock: Clock) {
    this.#tick = tick;
    this.#clock = clock;
    this.#tickedAt = clock.monotonic();
    this.#wait(QUICK_MS);
  }

  /** Something has happened. Cheap; call it freely. */
  quicken(): void {
    if (!this.#slow) return;
    this.#slow = false;
    // The last look is mostly long ago: then what happened is seen at once.
    this.#wait(Math.max(0, this.#tickedAt + QUICK_MS - this.#clock.monotonic()));
  }

  stop(): void {
    this.#slow = false;
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    this.#tickedAt = this.#clock.monotonic();
    this.#slow = false;
    const slow = this.#tick();
    this.#wait(slow ? SLOW_MS : QUICK_MS);
    this.#slow = slow;
  }
}
