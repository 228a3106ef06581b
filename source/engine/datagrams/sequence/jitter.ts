// Interarrival jitter (RFC 3550, 6.4.1): how much the time between two arrivals differs from the time
// between their sendings, smoothed by 1/16. Arrivals are the kernel's receive times.
//
// Where the payload tells when a datagram was sent, by ticks of a known length, the figure is RFC 3550's.
// A plain counter doesn't tell: then the sender is taken to send evenly, one number each so and so long,
// as the arrivals show it. The figure is marked as such.

import { ARRIVED, type Mark, TICK } from './mark.ts';

const SMOOTHING = 1 / 16;
/** How long a tick is, is learned from so many arrivals back: a sender may change its pace. */
const PACE_ARRIVALS = 64;
/** Fewer, by a pace that is not known better, are no ground for a figure. */
const LEAST_DIFFERENCES = 16;

// In #numbers, which holds them unboxed.
const LAST = 0;
const JITTER = 1;
const PACE = 2;

export class Jitter {
  readonly #numbers = new Float64Array(3);
  #sent = 0;
  /** Differences in the figure, and intervals in the pace. */
  #differences = 0;
  #paced = 0;
  #assumed = false;

  constructor() {
    this.#numbers[LAST] = Number.NaN;
  }

  /** In microseconds; null while it is not known. */
  get micros(): number | null {
    const least = this.#assumed ? LEAST_DIFFERENCES : 1;
    return this.#differences >= least ? (this.#numbers[JITTER] as number) : null;
  }

  /** Whether the sender is taken to send evenly, for want of sending times. */
  get assumed(): boolean {
    return this.#assumed;
  }

  /** Takes note of an arrival. All in one function: see Mark. */
  note({ sent, times }: Mark): void {
    const numbers = this.#numbers;
    const elapsed = (times[ARRIVED] as number) - (numbers[LAST] as number);
    const tick = times[TICK] as number;
    const ticks = (sent - this.#sent) | 0;
    numbers[LAST] = times[ARRIVED] as number;
    this.#sent = sent;
    if (Number.isNaN(elapsed) || Number.isNaN(tick)) return;
    this.#assumed = tick === 0;
    const even = this.#assumed;
    const pace = numbers[PACE] as number;
    if (!even || this.#paced > 0) {
      const jitter = numbers[JITTER] as number;
      const difference = Math.abs(elapsed - ticks * (even ? pace : tick));
      numbers[JITTER] = jitter + (difference - jitter) * SMOOTHING;
      this.#differences += 1;
    }
    if (!even || ticks <= 0) return;
    this.#paced = Math.min(this.#paced + 1, PACE_ARRIVALS);
    numbers[PACE] = pace + (elapsed / ticks - pace) / this.#paced;
  }

  /** The sender began again: what came before is no measure of what comes. */
  restart(): void {
    this.#numbers[LAST] = Number.NaN;
  }
}
