// What the endpoints' rows and the totals said, noted once a second, for whoever goes back in time: of them
// no journal is kept. What stays the same is noted once.

import type { ListenRow, Totals } from '../../protocol/views.ts';
import { firstWhere } from './ranked-list.ts';

const EVERY_MS = 1000;
/** Some megabytes: of three endpoints that are never still an hour and more, of 256 a minute. */
export const MAX_NOTED_ROWS = 16_384;

export interface Noted {
  readonly totals: Totals;
  readonly listen: readonly ListenRow[];
}

export interface Note extends Noted {
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export class Notes {
  readonly #notes: Note[] = [];
  #rows = 0;
  #last = '';
  #lookedAt = Number.NEGATIVE_INFINITY;

  /**
   * Notes how it stands once a second; called more often it does nothing.
   * @param now milliseconds since the epoch
   */
  note(now: number, look: () => Noted): void {
    // From either side: a clock that was set back is not waited for.
    if (Math.abs(now - this.#lookedAt) < EVERY_MS) return;
    this.#lookedAt = now;
    const { totals, listen } = look();
    const text = JSON.stringify([totals, listen]);
    if (text === this.#last) return;
    this.#last = text;
    this.#notes.push({ time: now, totals, listen });
    this.#rows += listen.length;
    while (this.#rows > MAX_NOTED_ROWS) this.#rows -= this.#notes.shift()?.listen.length ?? 0;
  }

  /** All that are kept by now, oldest first: a copy. */
  all(): readonly Note[] {
    return [...this.#notes];
  }
}

/** The newest that was made by a moment, oldest first as they are; undefined: none was. */
export function noteBy(notes: readonly Note[], time: number): Note | undefined {
  return notes[firstWhere(notes.length, (i) => (notes[i] as Note).time > time) - 1];
}
