// What one owner has read and written, as far as a timeline lists it: the newest entries that the journal
// still holds of it.

import type { SocketCall, SocketState, TimelineStep } from '../../protocol/views.ts';
import type { Entry, Journal } from '../journal.ts';
import { firstWhere } from '../views/ranked-list.ts';

/** Entries listed: more than anyone scrolls through, and they are walked through for each view. */
export const MAX_LISTED = 4096;
/** Bytes of an entry that its line shows. */
const PREVIEW_BYTES = 64;

/** An owner's part of a journal. */
export interface Share {
  readonly journal: Journal;
  readonly owner: number;
  /** How many entries there have been, forgotten or not. */
  readonly total: number;
}

export class Carried {
  /** The number of the first one listed, counted from the owner's start. */
  readonly first: number;
  /** How many are not listed before it; null: not known. */
  readonly forgotten: number | null;
  readonly #journal: Journal;
  /** Newest first. */
  readonly #sequences: readonly number[];
  readonly #wording: (entry: Entry) => SocketCall;

  /**
   * @param until milliseconds since the epoch: what came or went later is left out
   * @param wording the call that carried an entry
   */
  constructor(
    { journal, owner, total }: Share,
    until: number,
    wording: (entry: Entry) => SocketCall,
  ) {
    const sequences: number[] = [];
    let end = total;
    let at = journal.lastOf(owner);
    for (; at >= 0 && journal.timeOf(at) > until; at = journal.previousOf(at)) end -= 1;
    // Nothing is left from before `until`: nobody knows how much of what is forgotten was.
    const lost = at < 0 && until < Number.POSITIVE_INFINITY;
    for (; at >= 0 && sequences.length < MAX_LISTED; at = journal.previousOf(at)) {
      sequences.push(at);
    }
    this.first = end - sequences.length;
    this.forgotten = lost && this.first > 0 ? null : this.first;
    this.#journal = journal;
    this.#sequences = sequences;
    this.#wording = wording;
  }

  get count(): number {
    return this.#sequences.length;
  }

  /** How many had come or gone before a time, in milliseconds since the epoch. */
  before(time: number): number {
    const { count } = this;
    const sequenceAt = (i: number) => this.#sequences[count - 1 - i] as number;
    const first = firstWhere(count, (i) => this.#journal.timeOf(sequenceAt(i)) >= time);
    // Before all that is listed: before what is forgotten too, as far as anyone knows.
    return first === 0 ? 0 : this.first + first;
  }

  /** @param index from the first one listed @param state the socket's, then */
  step(index: number, state: SocketState | null): Omit<TimelineStep, 'key'> {
    const sequence = this.#sequences[this.count - 1 - index] as number;
    const entry = this.#journal.entry(sequence) as Entry;
    const preview = this.#journal.payload(sequence, PREVIEW_BYTES).toString('latin1');
    return {
      time: entry.time,
      tookMicros: null,
      event: { of: 'call', preview, ...this.#wording(entry) },
      before: state,
      after: state,
    };
  }
}
