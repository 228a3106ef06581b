// When something may leave one direction of a conversation: after delay and jitter, never before what
// came before it, and no faster than the rate. Pure: the time is given.

import type { DirectionFaults } from '../../protocol/faults.ts';
import type { Random } from './random.ts';

export class Line {
  #lastDue = Number.NEGATIVE_INFINITY;
  /** When what left last would have passed a line of that rate. */
  #freeAt = Number.NEGATIVE_INFINITY;

  /** When what arrives now is due. One number is drawn, whatever the faults: others stay what they were. */
  dueOf(now: number, { delayMs, jitterMs }: DirectionFaults, random: Random): number {
    const due = Math.max(now + delayMs + jitterMs * random(), this.#lastDue);
    this.#lastDue = due;
    return due;
  }

  /** When what was due then may leave: the line may still be busy with what left before. */
  leavesAt(due: number, { bytesPerSecond }: DirectionFaults): number {
    return bytesPerSecond === null ? due : Math.max(due, this.#freeAt);
  }

  /** It left, as it was to: the line is busy with it for as long as the rate says. */
  left(bytes: number, due: number, { bytesPerSecond }: DirectionFaults): void {
    if (bytesPerSecond === null) return;
    this.#freeAt = Math.max(due, this.#freeAt) + (bytes * 1000) / bytesPerSecond;
  }
}
