// When something happened, as the clock on the wall has it by now. Moments are kept in monotonic time:
// what is counted from one neither leaps nor turns negative when somebody sets the other clock, and the
// date that is shown of it follows the new setting.

import type { Clock } from './world.ts';

/** Less is the coarseness of the clocks: a date that wavers would be drawn anew each time. */
const SET_MS = 100;

export class Dating {
  readonly #clock: Clock;
  #ahead: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#ahead = clock.now() - clock.monotonic();
  }

  /**
   * @param moment monotonic milliseconds
   * @returns whole milliseconds since the epoch: none that a look at the clock just then had not shown yet
   */
  of(moment: number): number {
    const ahead = this.#clock.now() - this.#clock.monotonic();
    if (Math.abs(ahead - this.#ahead) > SET_MS) this.#ahead = ahead;
    return Math.floor(moment + this.#ahead);
  }
}
