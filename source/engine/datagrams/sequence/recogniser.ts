// Tells by their bytes whether a sender's datagrams are numbered. mcjoin's text says so itself. RTP and a
// plain counter could be chance, so the same must be seen several times in a row, each one more than the
// last: RFC 3550, A.1 calls this probation.

import { CounterFormat, mcjoin, rtp, type SequenceFormat } from './formats.ts';
import { Mark } from './mark.ts';

/** Datagrams in a row; by chance alone four would follow each other once in 2^48 cases or more. */
export const PROBATION = 4;

const MCJOIN_FIRST = 'S'.charCodeAt(0);
/** What this program's own senders write, and many a test tool. */
const counter = new CounterFormat({ bytes: 8, littleEndian: false, offset: 0 });

const mark = new Mark();

export class Recogniser {
  /** Datagrams in a row up to the latest that look numbered. */
  run = 0;
  #format: SequenceFormat | null = null;
  #next = 0;
  #high = 0;
  #source = 0;

  /** Whether a payload that begins so might be numbered: most can be passed by at once. */
  static worth(first: number): boolean {
    return first === 0 || (first & 0xc0) === 0x80 || first === MCJOIN_FIRST;
  }

  /** Looks at a datagram. @returns the format, as soon as it is sure; `run` datagrams up to this one have it */
  look(bytes: Uint8Array, start: number, end: number): SequenceFormat | null {
    const first = bytes[start] as number;
    const format = first === 0 ? counter : first === MCJOIN_FIRST ? mcjoin : rtp;
    if (start === end || !format.read(bytes, start, end, mark)) {
      this.run = 0;
      return null;
    }
    const { high, low, source } = mark;
    const follows =
      this.run > 0 &&
      format === this.#format &&
      low === this.#next &&
      high === this.#high &&
      source === this.#source;
    this.run = follows ? this.run + 1 : 1;
    this.#format = format;
    this.#next = format.bits === 16 ? (low + 1) & 0xffff : (low + 1) | 0;
    this.#high = format.bits === 64 && this.#next === 0 ? high + 1 : high;
    this.#source = source;
    return format === mcjoin || this.run >= PROBATION ? format : null;
  }
}
