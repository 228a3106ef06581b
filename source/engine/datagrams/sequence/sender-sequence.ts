// The numbers of one sender: in which format, and for each of its sources (RTP knows several behind one
// port, by SSRC) which have come and how evenly.

import type { SequenceFormat } from './formats.ts';
import { Jitter } from './jitter.ts';
import type { Mark } from './mark.ts';
import { Recogniser } from './recogniser.ts';
import { Tally } from './tally.ts';
import { SequenceTrack } from './track.ts';

/** Sources behind one sender: sound and picture, each with layers. The oldest makes room for more. */
export const MAX_SOURCES = 8;

interface Source {
  readonly id: number;
  readonly track: SequenceTrack;
  readonly jitter: Jitter;
}

export class SenderSequence {
  /** Null while it is not recognised. */
  format: SequenceFormat | null;
  readonly recogniser = new Recogniser();
  readonly #totals: Tally;
  readonly #sources: Source[] = [];
  /** Of sources that made room. */
  readonly #past = new Tally();
  #latest: Source | null = null;

  /** @param totals counted along, over all senders */
  constructor(format: SequenceFormat | null, totals: Tally) {
    this.format = format;
    this.#totals = totals;
  }

  /**
   * Takes note of a datagram's mark.
   * @param run numbers in order up to this one that were heard but not yet noted, this one counted
   */
  note(format: SequenceFormat, mark: Mark, run: number): void {
    const source = this.#sourceOf(format, mark.source);
    const { track, jitter } = source;
    const { restarts } = track.tally;
    let isNew = true;
    if (run === 1) isNew = track.note(mark.high, mark.low);
    else track.noteRun(mark.high, mark.low, run);
    if (track.tally.restarts !== restarts) jitter.restart();
    if (isNew) jitter.note(mark);
  }

  /** All its sources' together. */
  tally(): Tally {
    const sum = new Tally();
    for (const each of [this.#past, ...this.#sources.map(({ track }) => track.tally)])
      sum.add(each);
    return sum;
  }

  /** The latest source's; null while there is none. */
  get jitter(): Jitter | null {
    return this.#latest?.jitter ?? null;
  }

  #sourceOf(format: SequenceFormat, id: number): Source {
    // Mostly the same as before. No closure here: its context would be an object for each datagram.
    if (this.#latest === null || this.#latest.id !== id) this.#latest = this.#find(format, id);
    return this.#latest;
  }

  #find(format: SequenceFormat, id: number): Source {
    const known = this.#sources.find((each) => each.id === id);
    if (known !== undefined) return known;
    if (this.#sources.length >= MAX_SOURCES) {
      const oldest = this.#sources.shift() as Source;
      this.#past.add(oldest.track.tally);
    }
    const source = { id, track: new SequenceTrack(format, this.#totals), jitter: new Jitter() };
    this.#sources.push(source);
    return source;
  }
}
