// TCP, size then data: the file's size in ASCII digits, then at once its bytes, then the end of the stream.
// Nothing parts the size from the data, and both usually arrive in one read. Only the end proves the size:
// of T bytes in all, the one v with v + (digits of v) = T is it, since that sum grows with v. Until then a
// size is likely at most. A sender may also fill the size up to 1024 bytes with spaces.

import type { Verdict } from '../../protocol/transfer.ts';
import { verdictOf } from './verdict.ts';

/** Bytes that a padded size has: what the course's server reads at once. */
export const PADDED_BYTES = 1024;
/** Digits of the largest number that is counted exactly (2^53 - 1). */
const MOST_DIGITS = 16;
const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;

/** A size, and how many bytes of the stream stand before the data. */
export interface Announcement {
  readonly size: number;
  readonly header: number;
}

export class SizeReader {
  readonly #most: number;
  /** The stream's first bytes, no more than a padded size has. */
  #head = Buffer.alloc(0);
  #total = 0;
  /** The first read, where it was nothing but digits: a sender that waits after the size. */
  #alone: Announcement | null = null;
  /** Made of the head as it is now. */
  #found: Announcement[] | null = null;

  /** @param most bytes of a file that is still likely */
  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes of the stream so far. */
  get total(): number {
    return this.#total;
  }

  /** It begins with no digit: this is something else. */
  get foreign(): boolean {
    return this.#total > 0 && !isDigit(this.#head[0]);
  }

  /** One read, in order. */
  push(bytes: Buffer): void {
    if (this.#total === 0) {
      const alone = digitsOf(bytes) === bytes.length && bytes.length <= MOST_DIGITS;
      if (alone) this.#alone = asAnnouncement(bytes);
    }
    this.#total += bytes.length;
    const room = PADDED_BYTES - this.#head.length;
    if (room <= 0) return;
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, room)]);
    this.#found = null;
  }

  /** The likeliest so far; null: there is nothing to go by. */
  likely(): Announcement | null {
    const apart = this.#apart();
    if (apart !== null && this.#mayBe(apart)) return apart;
    const possible = this.#candidates().filter((each) => this.#mayBe(each));
    const short = possible.filter(({ size }) => size <= this.#most);
    const longest = this.#candidates().at(-1);
    return short.find((each) => each === longest) ?? short[0] ?? possible[0] ?? this.#likeliest();
  }

  /** Bytes that the file has at least, as far as the size says; 0: it says nothing yet. */
  get least(): number {
    const apart = this.#apart();
    const possible = apart === null ? this.#candidates() : [apart];
    return possible.find((each) => this.#mayBe(each))?.size ?? 0;
  }

  /** The stream has ended: what it was, and what follows from that. */
  settle(): { readonly announcement: Announcement | null; readonly verdict: Verdict } {
    const exact = this.#candidates().find(({ size, header }) => size + header === this.#total);
    const announcement = exact ?? this.#likeliest();
    const received = this.#total - (announcement?.header ?? 0);
    return { announcement, verdict: verdictOf(announcement?.size ?? null, received) };
  }

  /** Whatever has come: where it stood apart; else all the digits that there are. */
  #likeliest(): Announcement | null {
    return this.#apart() ?? this.#candidates().at(-1) ?? null;
  }

  /** A size that does not run into the data, as far as reads tell: filled up, or come alone. */
  #apart(): Announcement | null {
    return this.#padded() ?? this.#alone;
  }

  /** No more than it says has come. */
  #mayBe({ size, header }: Announcement): boolean {
    return size + header >= this.#total;
  }

  /** Every size that the first bytes can mean, the smallest first. */
  #candidates(): Announcement[] {
    this.#found ??= this.#find();
    return this.#found;
  }

  #find(): Announcement[] {
    const padded = this.#padded();
    return padded === null ? this.#prefixes() : [...this.#prefixes(), padded];
  }

  #prefixes(): Announcement[] {
    const digits = Math.min(digitsOf(this.#head), MOST_DIGITS);
    const found: Announcement[] = [];
    for (let length = 1; length <= digits; length += 1) {
      const one = asAnnouncement(this.#head.subarray(0, length));
      if (one !== null) found.push(one);
    }
    return found;
  }

  #padded(): Announcement | null {
    const digits = digitsOf(this.#head);
    if (this.#head.length < PADDED_BYTES || digits > MOST_DIGITS) return null;
    if (!this.#head.subarray(digits).every((byte) => byte === SPACE)) return null;
    const size = asAnnouncement(this.#head.subarray(0, digits));
    return size === null ? null : { size: size.size, header: PADDED_BYTES };
  }
}

/** What stands before the data. @param padded filled up, so that one read of 1024 bytes takes it alone */
export function sizeHeader(size: number, padded: boolean): Buffer {
  return Buffer.from(padded ? String(size).padEnd(PADDED_BYTES) : String(size));
}

function asAnnouncement(digits: Buffer): Announcement | null {
  const size = readSize(digits);
  return size === null ? null : { size, header: digits.length };
}

/** A size as Python's `str()` writes it: digits alone, none of them a leading zero; else null. */
export function readSize(bytes: Buffer): number | null {
  const { length } = bytes;
  if (length === 0 || length > MOST_DIGITS || digitsOf(bytes) < length) return null;
  if (length > 1 && bytes[0] === ZERO) return null;
  const size = Number(bytes.toString('latin1'));
  return Number.isSafeInteger(size) ? size : null;
}

/** How many digits it begins with. */
function digitsOf(bytes: Buffer): number {
  const end = bytes.findIndex((byte) => !isDigit(byte));
  return end === -1 ? bytes.length : end;
}

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= ZERO && byte <= NINE;
