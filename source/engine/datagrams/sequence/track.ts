// One run of numbers: which have come, which are missing, which came twice or late. A bitmap of the last
// WINDOW numbers tells them apart, so that a datagram costs a few nanoseconds and no object.
//
// Distances are taken as the numbers' width has it: a counter that wraps around goes on. RFC 3550, A.1
// is the model, and its limits are taken where two numbers could mean either loss or a new beginning.

import { Tally } from './tally.ts';

/**
 * Numbers remembered below the largest: networks put datagrams out of order by some dozens. A power of
 * two, so that a number's place outlives the wrap-around of its counter; 512 bytes a sender.
 */
export const WINDOW = 4096;
/** RFC 3550's MAX_MISORDER: so far behind the first one heard, one is late; farther, it is out of place. */
export const MISORDER = 100;
/** RFC 3550's MAX_DROPOUT: 16 bits can't tell a longer gap from a new beginning. */
export const DROPOUT = 3000;

const WORD = 2 ** 32;

/** How numbers are to be understood. */
export interface Numbering {
  /** Their width: distances are modulo 2^bits. */
  readonly bits: 16 | 32 | 64;
  /** A 0 after others says that the sender began again. RTP begins anywhere, and passes 0 by. */
  readonly beginsAtZero: boolean;
}

export class SequenceTrack {
  readonly tally = new Tally();
  readonly #totals: Tally;
  readonly #numbering: Numbering;
  readonly #heard = new Uint32Array(WINDOW / 32);
  /** The largest number so far, in signed halves: a double holds 53 bits. */
  #high = 0;
  #low = 0;
  /** Numbers from the first to the largest, both counted, at most WINDOW; 0: none was heard. */
  #span = 0;
  /** One out of all order: its successor would show that the sender began again there. */
  #strayed = false;
  #strayHigh = 0;
  #strayLow = 0;

  /** @param totals counted along, over all senders */
  constructor(numbering: Numbering, totals: Tally) {
    this.#numbering = numbering;
    this.#totals = totals;
  }

  /** Takes note of a number, given as two signed halves of 32 bits. @returns whether it is new */
  note(high: number, low: number): boolean {
    this.tally.numbered += 1;
    this.#totals.numbered += 1;
    if (this.#span === 0) {
      this.#begin(high, low);
      return true;
    }
    const ahead = distance(high, low, this.#high, this.#low, this.#numbering.bits);
    if (ahead > 0) {
      if (this.#numbering.bits === 16 && ahead > DROPOUT) this.#stray(high, low);
      else this.#advance(ahead, high, low);
      return true;
    }
    return this.#behind(-ahead, high, low);
  }

  /** Takes note of `count` numbers in order, of which this is the last. */
  noteRun(high: number, low: number, count: number): void {
    for (let back = count - 1; back >= 0; back -= 1) {
      const borrow = low >>> 0 < back ? 1 : 0;
      this.note((high - borrow) | 0, (low - back) | 0);
    }
  }

  #behind(back: number, high: number, low: number): boolean {
    const known = back < this.#span;
    const heard = back < WINDOW && this.#isHeard(low);
    const missing = known && !heard;
    if (back > 0 && !missing && this.#numbering.beginsAtZero && low === 0 && high === 0) {
      this.#restart(high, low);
      return true;
    }
    if (heard) {
      this.tally.duplicates += 1;
      this.#totals.duplicates += 1;
      return false;
    }
    if (known || back <= MISORDER) {
      // What was before the first one heard had left no gap.
      if (known) this.#addGaps(-1);
      this.#addLate(1);
      this.#hear(low);
    } else this.#stray(high, low);
    return true;
  }

  #begin(high: number, low: number): void {
    this.#heard.fill(0);
    this.#hear(low);
    this.#high = high;
    this.#low = low;
    this.#span = 1;
    this.#strayed = false;
  }

  #restart(high: number, low: number): void {
    this.tally.restarts += 1;
    this.#totals.restarts += 1;
    this.#begin(high, low);
  }

  #advance(ahead: number, high: number, low: number): void {
    if (ahead > 1) {
      if (ahead >= WINDOW) this.#heard.fill(0);
      else for (let back = 1; back < ahead; back += 1) this.#forget(low - back);
      this.#addGaps(ahead - 1);
    }
    this.#hear(low);
    this.#high = high;
    this.#low = low;
    this.#span = Math.min(this.#span + ahead, WINDOW);
    this.#strayed = false;
  }

  /** Too far off to be placed: very late, or the first of a new beginning. */
  #stray(high: number, low: number): void {
    const { bits } = this.#numbering;
    if (this.#strayed && distance(high, low, this.#strayHigh, this.#strayLow, bits) === 1) {
      this.#addLate(-1);
      this.#restart(this.#strayHigh, this.#strayLow);
      this.#advance(1, high, low);
      return;
    }
    this.#addLate(1);
    this.#strayed = true;
    this.#strayHigh = high;
    this.#strayLow = low;
  }

  #addGaps(count: number): void {
    this.tally.gaps += count;
    this.#totals.gaps += count;
  }

  #addLate(count: number): void {
    this.tally.late += count;
    this.#totals.late += count;
  }

  #isHeard(low: number): boolean {
    const place = low & (WINDOW - 1);
    return (((this.#heard[place >>> 5] as number) >>> (place & 31)) & 1) === 1;
  }

  #hear(low: number): void {
    const place = low & (WINDOW - 1);
    this.#heard[place >>> 5] = (this.#heard[place >>> 5] as number) | (1 << (place & 31));
  }

  #forget(low: number): void {
    const place = low & (WINDOW - 1);
    this.#heard[place >>> 5] = (this.#heard[place >>> 5] as number) & ~(1 << (place & 31));
  }
}

/** How far a number is above another, the shorter way round; exact up to 2^53. */
function distance(
  high: number,
  low: number,
  fromHigh: number,
  fromLow: number,
  bits: Numbering['bits'],
): number {
  if (bits === 16) return ((low - fromLow) << 16) >> 16;
  if (bits === 32) return (low - fromLow) | 0;
  return ((high - fromHigh) | 0) * WORD + ((low >>> 0) - (fromLow >>> 0));
}
