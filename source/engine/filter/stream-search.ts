// Which connections have some bytes in the payload that the journal of streams holds: also across the
// pieces that a stream came in. Each piece is looked at once, as it comes, so that no filter ever walks a
// conversation again; what is forgotten is forgotten here too.

import type { Journal } from '../journal.ts';
import { TurnoverMap } from '../turnover-map.ts';

/** A search goes on for so long, so that connections are served in between; all of it takes some hundred. */
const SEARCH_MS = 1;
/** Pieces between two looks at the clock: some tens of microseconds. */
const PIECES_A_STEP = 32;

/** The bytes begin in piece `from` at the earliest, and end in piece `at`: sequence numbers. */
interface Find {
  readonly from: number;
  readonly at: number;
}

interface Finds {
  readonly owner: number;
  /** In the order they were found; none that is forgotten comes first once it was asked for. */
  readonly list: Find[];
  first: number;
}

/** The last bytes of one direction of a stream, with which the next piece's first ones may go on. */
interface Tail {
  readonly stream: number;
  readonly bytes: Buffer;
  /** The oldest piece that they are of, and the newest. */
  readonly from: number;
  readonly at: number;
}

export class StreamSearch {
  readonly #journal: Journal;
  readonly #wanted: Buffer;
  readonly #finds = new TurnoverMap<number, Finds>();
  /** By stream: an owner's one way or the other. The one that went on last is the last. */
  readonly #tails = new TurnoverMap<number, Tail>();
  #next: number;

  /** @param wanted at least one byte */
  constructor(journal: Journal, wanted: Buffer) {
    this.#journal = journal;
    this.#wanted = wanted;
    this.#next = journal.first;
  }

  /** It has not looked at every piece before `end`. */
  isBehind(end: number): boolean {
    return this.#next < end;
  }

  /** Looks at some more of them. */
  goOn(end: number): void {
    const { first } = this.#journal;
    if (this.#next < first) {
      // What lay between is forgotten: no piece goes on with what came before it.
      this.#next = first;
      this.#tails.clear();
    }
    const until = performance.now() + SEARCH_MS;
    do {
      for (let step = 0; step < PIECES_A_STEP && this.#next < end; step += 1) {
        this.#look(this.#next);
        this.#next += 1;
      }
    } while (this.#next < end && performance.now() < until);
    this.#forget(first);
  }

  /** Whether it was found among the pieces of an owner before `end`. */
  holds(owner: number, end: number): boolean {
    const finds = this.#finds.get(owner);
    if (finds === undefined) return false;
    const { list } = finds;
    const { first } = this.#journal;
    while (finds.first < list.length && (list[finds.first] as Find).from < first) finds.first += 1;
    const oldest = list[finds.first];
    return oldest !== undefined && oldest.at < end;
  }

  #look(at: number): void {
    const journal = this.#journal;
    const owner = journal.ownerOf(at);
    const stream = owner * 2 + (journal.directionOf(at) === 'out' ? 1 : 0);
    const payload = journal.payload(at);
    const tail = this.#tails.get(stream) ?? null;
    const from = this.#findIn(payload, tail, at);
    if (from !== null) this.#found(owner, { from, at });
    this.#tails.delete(stream);
    // What was cut goes on with nothing.
    if (payload.length < journal.bytesOf(at)) return;
    const next = this.#tailOf(stream, payload, tail, at);
    if (next !== null) this.#tails.set(stream, next);
  }

  /** @returns the piece that it begins in, at the earliest; null: it is not there */
  #findIn(payload: Buffer, tail: Tail | null, at: number): number | null {
    if (payload.includes(this.#wanted)) return at;
    if (tail === null) return null;
    const joint = Buffer.concat([tail.bytes, payload.subarray(0, this.#wanted.length - 1)]);
    return joint.includes(this.#wanted) ? tail.from : null;
  }

  #tailOf(stream: number, payload: Buffer, tail: Tail | null, at: number): Tail | null {
    const most = this.#wanted.length - 1;
    if (most === 0) return null;
    // Copied: the journal's bytes are overwritten one day.
    if (payload.length >= most || tail === null) {
      return { stream, bytes: Buffer.from(payload.subarray(-most)), from: at, at };
    }
    const bytes = Buffer.concat([tail.bytes, payload]).subarray(-most);
    return { stream, bytes, from: tail.from, at };
  }

  #found(owner: number, find: Find): void {
    const finds = this.#finds.get(owner) ?? { owner, list: [], first: 0 };
    // Half of it is forgotten: the other half moves up.
    if (finds.first > finds.list.length / 2) {
      finds.list.splice(0, finds.first);
      finds.first = 0;
    }
    finds.list.push(find);
    // The one that was found last is the last.
    this.#finds.delete(owner);
    this.#finds.set(owner, finds);
  }

  /** Whose last piece is forgotten goes: there are never more than the journal has pieces. */
  #forget(first: number): void {
    for (const { stream, at } of this.#tails.values()) {
      if (at >= first) break;
      this.#tails.delete(stream);
    }
    for (const { owner, list } of this.#finds.values()) {
      if ((list.at(-1) as Find).at >= first) break;
      this.#finds.delete(owner);
    }
  }
}
