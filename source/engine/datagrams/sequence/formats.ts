// The numbers in payloads: plain counters, mcjoin's text, RTP. Each reads into a Mark and makes no object.

import type { Counter } from '../../../protocol/sequence.ts';
import { type Mark, TICK } from './mark.ts';
import type { Numbering } from './track.ts';

export interface SequenceFormat extends Numbering {
  /** As it would be written in a spec. */
  readonly name: string;
  /**
   * Reads the number of the datagram that stands in `bytes` from `start` to before `end`.
   * @returns false, and a mark that means nothing, when it carries none
   */
  read(bytes: Uint8Array, start: number, end: number, mark: Mark): boolean;
}

const WORD = 2 ** 32;

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

function int32(bytes: Uint8Array, at: number): number {
  return (uint16(bytes, at) << 16) | uint16(bytes, at + 2);
}

function uint16Little(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 1] as number) << 8) | (bytes[at] as number);
}

function int32Little(bytes: Uint8Array, at: number): number {
  return (uint16Little(bytes, at + 2) << 16) | uint16Little(bytes, at);
}

/** A counter of 2, 4 or 8 bytes that begins at 0; when each was sent is not in it. */
export class CounterFormat implements SequenceFormat {
  readonly name: string;
  readonly bits: Numbering['bits'];
  readonly beginsAtZero = true;
  readonly #bytes: number;
  readonly #offset: number;
  readonly #littleEndian: boolean;

  constructor({ bytes, littleEndian, offset }: Counter) {
    this.bits = (bytes * 8) as Numbering['bits'];
    this.name = `u${this.bits}${littleEndian ? 'le' : 'be'}@${offset}`;
    this.#bytes = bytes;
    this.#offset = offset;
    this.#littleEndian = littleEndian;
  }

  read(bytes: Uint8Array, start: number, end: number, mark: Mark): boolean {
    const at = start + this.#offset;
    if (at + this.#bytes > end) return false;
    const little = this.#littleEndian;
    mark.high = 0;
    if (this.#bytes === 2) {
      mark.low = little ? uint16Little(bytes, at) : uint16(bytes, at);
    } else if (this.#bytes === 4) {
      mark.low = little ? int32Little(bytes, at) : int32(bytes, at);
    } else if (little) {
      mark.low = int32Little(bytes, at);
      mark.high = int32Little(bytes, at + 4);
    } else {
      mark.high = int32(bytes, at);
      mark.low = int32(bytes, at + 4);
    }
    mark.source = 0;
    // One tick each; of a narrow counter in the upper half, so that both wrap around at once.
    mark.sent = this.#bytes === 2 ? mark.low << 16 : mark.low;
    mark.times[TICK] = 0;
    return true;
  }
}

const MCJOIN_BEGIN = Buffer.from('Sender PID ');
const MCJOIN_COUNT = Buffer.from('count: ');
const MCJOIN_PERIOD = Buffer.from('freq: ');
/** The text with the longest group and the largest numbers is shorter. */
const MCJOIN_TEXT_BYTES = 200;
const ZERO = 0x30;
/** A count of more digits is none: a double would no longer hold it. */
const MOST_DIGITS = 15;

/**
 * mcjoin's text: `Sender PID 4711, MC group 225.1.2.3 ... count: 7, freq: 100`. The last is the time
 * from one datagram to the next in milliseconds, so that it is known when each was due to be sent.
 */
export const mcjoin: SequenceFormat = {
  name: 'mcjoin',
  bits: 64,
  beginsAtZero: true,

  read(bytes, start, end, mark) {
    if (!standsAt(bytes, start, end, MCJOIN_BEGIN)) return false;
    const until = Math.min(end, start + MCJOIN_TEXT_BYTES);
    const count = numberAfter(bytes, start + MCJOIN_BEGIN.length, until, MCJOIN_COUNT);
    if (count < 0) return false;
    const period = numberAfter(bytes, start + MCJOIN_BEGIN.length, until, MCJOIN_PERIOD);
    mark.high = Math.floor(count / WORD);
    mark.low = count | 0;
    mark.source = 0;
    mark.sent = (count * Math.max(period, 0)) | 0;
    mark.times[TICK] = period > 0 ? 1000 : Number.NaN;
    return true;
  },
};

function standsAt(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** The decimal number after the first place where `key` stands; -1 if there is none. */
function numberAfter(bytes: Uint8Array, from: number, end: number, key: Uint8Array): number {
  for (let at = from; at + key.length < end; at += 1) {
    if (bytes[at] !== key[0] || !standsAt(bytes, at, end, key)) continue;
    const first = at + key.length;
    let value = 0;
    let digits = 0;
    while (first + digits < end && isDigit(bytes[first + digits] as number)) {
      value = value * 10 + (bytes[first + digits] as number) - ZERO;
      digits += 1;
    }
    return digits > 0 && digits <= MOST_DIGITS ? value : -1;
  }
  return -1;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9;

const RTP_HEADER_BYTES = 12;
/** RTCP beside RTP on one port (RFC 5761, 4): its packet types stand where the payload type does. */
const RTCP_FIRST = 192;
const RTCP_LAST = 223;

/** RTP (RFC 3550, 5.1): a number of 16 bits that begins anywhere, a timestamp, and the source's SSRC. */
export const rtp: SequenceFormat = {
  name: 'rtp',
  bits: 16,
  beginsAtZero: false,

  read(bytes, start, end, mark) {
    if (end - start < RTP_HEADER_BYTES || ((bytes[start] as number) & 0xc0) !== 0x80) return false;
    const second = bytes[start + 1] as number;
    if (second >= RTCP_FIRST && second <= RTCP_LAST) return false;
    mark.high = 0;
    mark.low = uint16(bytes, start + 2);
    mark.sent = int32(bytes, start + 4);
    mark.source = int32(bytes, start + 8);
    mark.times[TICK] = RTP_TICK_MICROS[second & 0x7f] as number;
    return true;
  },
};

/** Clock rates in Hz and their payload types (RFC 3551, tables 4 and 5). */
const RTP_CLOCK_RATES: readonly (readonly [rate: number, types: readonly number[]])[] = [
  [8000, [0, 3, 4, 5, 7, 8, 9, 12, 13, 15, 18]],
  [11_025, [16]],
  [16_000, [6]],
  [22_050, [17]],
  [44_100, [10, 11]],
  [90_000, [14, 25, 26, 28, 31, 32, 33, 34]],
];
/** By payload type; the others' rates are agreed on elsewhere (SDP), so not known here. */
const RTP_TICK_MICROS = new Float64Array(128).fill(Number.NaN);
for (const [rate, types] of RTP_CLOCK_RATES) {
  for (const type of types) RTP_TICK_MICROS[type] = 1e6 / rate;
}
