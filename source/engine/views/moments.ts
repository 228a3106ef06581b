// The moments of a frozen picture: those at which something happened, up to the one it was frozen at.

import type { MomentRequest } from '../../protocol/views.ts';
import type { Journal } from '../journal.ts';
import { firstWhere } from './ranked-list.ts';

/** Whatever knows when things happened, in milliseconds since the epoch; null: nothing did. */
export interface Happenings {
  /** The last time before a moment. */
  before(time: number): number | null;
  /** The first time after it. */
  after(time: number): number | null;
}

/** Steps that are gone at once: more than a key that is held down asks for between two views. */
const MOST_STEPS = 1000;

export class Moments {
  readonly #happenings: readonly Happenings[];
  readonly #first: number;
  readonly #last: number;
  #asked: MomentRequest | null = null;
  #answer = 0;

  /** @param first how far back one can go @param last when the picture was frozen */
  constructor(happenings: readonly Happenings[], first: number, last: number) {
    this.#happenings = happenings;
    this.#first = first;
    this.#last = last;
  }

  /** The same request has the same answer, whatever the journals forget meanwhile. */
  of(request: MomentRequest): number {
    const { from, steps } = request;
    if (this.#asked?.from !== from || this.#asked.steps !== steps) {
      this.#asked = request;
      this.#answer = this.#find(request);
    }
    return this.#answer;
  }

  #find({ from, steps }: MomentRequest): number {
    let time = this.#within(from);
    for (let step = 0; step < Math.min(Math.abs(steps), MOST_STEPS); step += 1) {
      const next = steps < 0 ? this.#before(time) : this.#after(time);
      if (next === time) break;
      time = next;
    }
    return time;
  }

  #before(time: number): number {
    const times = this.#happenings.map((each) => each.before(time));
    return this.#within(Math.max(...times.map((each) => each ?? this.#first)));
  }

  #after(time: number): number {
    const times = this.#happenings.map((each) => each.after(time));
    return this.#within(Math.min(...times.map((each) => each ?? this.#last)));
  }

  #within(time: number): number {
    return Math.min(Math.max(time, this.#first), this.#last);
  }
}

/** Where a journal's entries end that had come or gone by a moment. */
export function endBy(journal: Journal, time: number): number {
  const { first, next } = journal;
  return first + firstWhere(next - first, (i) => journal.timeOf(first + i) > time);
}

/** What a journal still holds. */
export function journalled(journal: Journal): Happenings {
  const timeOf = (sequence: number) => (journal.has(sequence) ? journal.timeOf(sequence) : null);
  return {
    before: (time) => {
      const { first, next } = journal;
      return timeOf(first + firstWhere(next - first, (i) => journal.timeOf(first + i) >= time) - 1);
    },
    after: (time) => timeOf(endBy(journal, time)),
  };
}
