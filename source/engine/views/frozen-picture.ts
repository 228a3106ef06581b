// A picture that stands still while the engine goes on: as it was when it was frozen, or at a moment before
// that. What datagrams had come and who was there is known of every moment, as far back as it is kept; of
// endpoints and totals there is what was noted last by then.

import type { MomentRequest, Totals } from '../../protocol/views.ts';
import { endBy, journalled, Moments } from './moments.ts';
import { type Note, type Noted, noteBy } from './notes.ts';
import type { PictureSource } from './picture-source.ts';

/** What a view is cut from. */
export interface Scene extends Pick<Noted, 'listen'> {
  /** Null: of now. */
  readonly totals: Totals | null;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** When endpoints and totals were as they are here. */
  readonly notedAt: number;
  /** Where the journals end. */
  readonly datagramsEnd: number;
  readonly trafficEnd: number;
}

export class FrozenPicture {
  /** When it was frozen. */
  readonly last: Scene;
  /** The earliest moment that it can be shown at. */
  readonly reach: number;
  readonly #source: PictureSource;
  readonly #notes: readonly Note[];
  #moments: Moments | null = null;

  /** @param notes those that were made by now, oldest first */
  constructor(source: PictureSource, notes: readonly Note[], last: Scene) {
    this.#source = source;
    this.#notes = notes;
    this.last = last;
    this.reach = Math.min(notes[0]?.time ?? last.time, last.time);
  }

  at(request: MomentRequest | null): Scene {
    if (request === null) return this.last;
    const time = this.#momentsOnce().of(request);
    const note = noteBy(this.#notes, time);
    if (time >= this.last.time || note === undefined) return this.last;
    const { datagrams, multicast } = this.#source;
    return {
      time,
      notedAt: note.time,
      totals: note.totals,
      listen: note.listen,
      datagramsEnd: Math.min(endBy(datagrams.journal, time), this.last.datagramsEnd),
      trafficEnd: Math.min(endBy(multicast.journal, time), this.last.trafficEnd),
    };
  }

  #momentsOnce(): Moments {
    const { clients, streams, datagrams, multicast } = this.#source;
    const journals = [streams, datagrams.journal, multicast.journal].map(journalled);
    const happenings = clients.history === null ? journals : [...journals, clients.history];
    this.#moments ??= new Moments(happenings, this.reach, this.last.time);
    return this.#moments;
  }
}
