// Cuts what arrives on a stream into messages: reads as they come, lines, or so many bytes each. What is
// not whole yet is kept, and no more of it than the longest message has.

import type { Unit } from '../../rules/rule.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class Framing {
  readonly #per: Unit;
  readonly #longest: number;
  readonly #keepsEnds: boolean;
  #waiting: Buffer = Buffer.alloc(0);
  #ended = false;
  #tooLong = false;

  /**
   * @param longest a line, in bytes without its end
   * @param keepsEnds leaves lines their ends
   */
  constructor(per: Unit, longest: number, keepsEnds = false) {
    this.#per = per;
    this.#longest = longest;
    this.#keepsEnds = keepsEnds;
  }

  /** A line was too long: there is no message any more. */
  get tooLong(): boolean {
    return this.#tooLong;
  }

  push(bytes: Buffer): void {
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
  }

  /** Nothing more comes: a last line needs no end then. What is less than so many bytes is none. */
  end(): void {
    this.#ended = true;
  }

  /** The next message; null: there is no whole one. */
  next(): Buffer | null {
    if (this.#tooLong) return null;
    if (this.#per === 'line') return this.#line();
    const bytes = this.#per === 'message' ? this.#waiting.length : this.#per;
    if (this.#waiting.length < Math.max(bytes, 1)) {
      this.#letGo();
      return null;
    }
    return this.#take(bytes, bytes);
  }

  #line(): Buffer | null {
    const at = this.#waiting.indexOf(LINE_FEED);
    const end = at === -1 ? this.#waiting.length : at;
    const length = withoutReturn(this.#waiting, end);
    if (length > this.#longest) {
      this.#tooLong = true;
      this.#waiting = Buffer.alloc(0);
      return null;
    }
    if (at !== -1) return this.#take(this.#keepsEnds ? at + 1 : length, at + 1);
    if (this.#ended && end > 0) return this.#take(this.#keepsEnds ? end : length, end);
    this.#letGo();
    return null;
  }

  #take(length: number, used: number): Buffer {
    const message = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(used);
    return message;
  }

  /** The rest of a large read is kept without it. */
  #letGo(): void {
    if (this.#waiting.byteLength < this.#waiting.buffer.byteLength) {
      this.#waiting = Buffer.from(this.#waiting);
    }
  }
}

/** Where a line ends that goes up to `end`: before the carriage return, if there is one. */
export function withoutReturn(bytes: Buffer, end: number): number {
  return end > 0 && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

/** A datagram is one message, whatever is in it; for those who read lines without its end. */
export function datagramUnit(per: Unit, datagram: Buffer): Buffer {
  if (per !== 'line' || datagram.at(-1) !== LINE_FEED) return datagram;
  return datagram.subarray(0, withoutReturn(datagram, datagram.length - 1));
}
