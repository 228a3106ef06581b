// What the faults do to the datagrams of one direction of one conversation. Pure: time and random numbers
// are given, and what leaves is asked for.
//
// Each fault does one thing. Jitter alone changes no order; `reorder` holds a datagram back until another
// has passed it, or for REORDER_PATIENCE_MS where none follows, and then it was not out of order. For each
// datagram the same numbers are drawn in the same order, whichever faults there are: switching one on does
// not change what another one meets.

import type { DirectionFaults } from '../../protocol/faults.ts';
import type { FaultTally } from './fault-tally.ts';
import type { HeldBudget } from './held.ts';
import { Line } from './line.ts';
import { Queue } from './queue.ts';
import type { Random } from './random.ts';

/** One that is to be overtaken waits so long for another one. */
export const REORDER_PATIENCE_MS = 100;

interface Waiting {
  readonly data: Buffer;
  readonly due: number;
  readonly copies: 1 | 2;
}

/** What became of a datagram that came in: `full` is no fault, the relay holds as much as it may. */
export type Fate = 'held' | 'dropped' | 'full';

export class DatagramFaults {
  /** For those to come, and the rate for those that wait. */
  faults: DirectionFaults;
  readonly #random: Random;
  readonly #tally: FaultTally;
  readonly #budget: HeldBudget;
  readonly #line = new Line();
  readonly #queue = new Queue<Waiting>();
  /** Waits to be overtaken, until then. */
  #overtaken: { readonly waiting: Waiting; readonly until: number } | null = null;
  /** The second copy of what was taken last. */
  #copy: Waiting | null = null;
  #passed = 0;
  /** The `cutAfter` by which it is cut: another one begins anew. */
  #cutAt: number | null = null;

  constructor(faults: DirectionFaults, random: Random, tally: FaultTally, budget: HeldBudget) {
    this.faults = faults;
    this.#random = random;
    this.#tally = tally;
    this.#budget = budget;
  }

  /**
   * A datagram came in.
   * @param data its own from now on
   * @param now monotonic milliseconds
   */
  add(data: Buffer, now: number): Fate {
    const { drop, corrupt, duplicate, reorder, cutAfter } = this.faults;
    const dropped = this.#chance(drop);
    const corrupted = this.#chance(corrupt);
    const bit = Math.floor(this.#random() * data.length * 8);
    const duplicated = this.#chance(duplicate);
    const reordered = this.#chance(reorder);
    const due = this.#line.dueOf(now, this.faults, this.#random);
    if (this.#isCut(data.length, cutAfter) || dropped) {
      this.#tally.dropped += 1;
      return 'dropped';
    }
    if (!this.#budget.take(data.length)) return 'full';
    this.#passed += data.length;
    if (corrupted && data.length > 0) {
      data[bit >>> 3] = (data[bit >>> 3] as number) ^ (1 << (bit & 7));
      this.#tally.corrupted += 1;
    }
    if (duplicated) this.#tally.duplicated += 1;
    const waiting: Waiting = { data, due, copies: duplicated ? 2 : 1 };
    if (reordered && this.#overtaken === null) {
      this.#overtaken = { waiting, until: due + REORDER_PATIENCE_MS };
    } else {
      this.#queue.push(waiting);
      this.#letFollow();
    }
    return 'held';
  }

  /** When the next one may leave, in monotonic milliseconds; null: none waits. */
  get nextAt(): number | null {
    const next = this.#copy ?? this.#queue.first;
    const at = next === undefined ? null : this.#line.leavesAt(next.due, this.faults);
    if (this.#overtaken === null) return at;
    return Math.min(at ?? Number.POSITIVE_INFINITY, this.#overtaken.until);
  }

  /** The next one, if it may leave now; it is the caller's then. */
  take(now: number): Buffer | null {
    if (this.#overtaken !== null && this.#overtaken.until <= now) {
      this.#queue.push(this.#overtaken.waiting);
      this.#overtaken = null;
    }
    const next = this.#copy ?? this.#queue.first;
    if (next === undefined || this.#line.leavesAt(next.due, this.faults) > now) return null;
    const { data, due, copies } = next;
    this.#line.left(data.length, due, this.faults);
    if (this.#copy !== null) {
      this.#copy = null;
    } else {
      this.#queue.shift();
      if (copies === 2) this.#copy = next;
    }
    if (this.#copy === null) this.#budget.give(data.length);
    return data;
  }

  /** Forgets all that wait. */
  clear(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.#budget.give(next.data.length);
    }
    if (this.#overtaken !== null) this.#budget.give(this.#overtaken.waiting.data.length);
    if (this.#copy !== null) this.#budget.give(this.#copy.data.length);
    this.#overtaken = null;
    this.#copy = null;
  }

  #isCut(bytes: number, cutAfter: number | null): boolean {
    if (cutAfter !== null && this.#cutAt === cutAfter) return true;
    if (cutAfter === null || this.#passed + bytes <= cutAfter) {
      this.#cutAt = null;
      return false;
    }
    this.#cutAt = cutAfter;
    this.#tally.cuts += 1;
    return true;
  }

  /** One has been put before the one that waits for that: it follows. */
  #letFollow(): void {
    if (this.#overtaken === null) return;
    this.#queue.push(this.#overtaken.waiting);
    this.#overtaken = null;
    this.#tally.reordered += 1;
  }

  /** @param percent 0 to 100 */
  #chance(percent: number): boolean {
    return this.#random() * 100 < percent;
  }
}
