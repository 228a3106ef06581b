// The bounded record of what was received and sent. Made for a million datagrams a second: payload
// bytes go into one slab that is used as a ring, facts about each into typed arrays, addresses as raw
// sockaddr bytes; nothing is allocated on arrival. Objects and strings are made for rows that are read.
//
// Every entry that is still held has its payload (up to the snap length): an entry whose bytes are
// overwritten is forgotten with them. Sequence numbers never repeat within a run.

import type { Address } from '../protocol/address.ts';
import { decodeSockaddr, SOCKADDR_BYTES } from './kernel/sockaddr.ts';

export type Direction = 'in' | 'out';

export interface JournalLimits {
  /** Bytes of payload held. */
  readonly bytes: number;
  /** Entries held. */
  readonly entries: number;
  /** Bytes kept of one payload. */
  readonly snap: number;
}

/**
 * Datagrams (one journal for udp, one for multicast): at a full million a second a quarter of a
 * second, at a hundred a second three quarters of an hour; 32 MiB is little beside Node itself.
 */
export const DATAGRAM_JOURNAL: JournalLimits = { bytes: 32 << 20, entries: 1 << 18, snap: 4096 };
/** Streams: chunks are larger and fewer. */
export const STREAM_JOURNAL: JournalLimits = { bytes: 16 << 20, entries: 1 << 16, snap: 4096 };

/** Up to here a loop copies faster than a call that needs a view made for it. */
const SHORT_BYTES = 64;

export interface Entry {
  readonly sequence: number;
  readonly owner: number;
  readonly time: number;
  readonly direction: Direction;
  /** Bytes on the wire or in the stream; `kept` of them are here. */
  readonly bytes: number;
  readonly kept: number;
  /** For a stream: the offset of the first byte in its direction. */
  readonly offset: number;
  readonly remote: Address;
}

export class Journal {
  readonly limits: JournalLimits;
  readonly #slab: Buffer;
  readonly #position: Float64Array;
  readonly #time: Float64Array;
  readonly #offset: Float64Array;
  readonly #previous: Float64Array;
  readonly #bytes: Uint32Array;
  readonly #kept: Uint32Array;
  readonly #owner: Uint32Array;
  readonly #outgoing: Uint8Array;
  readonly #address: Buffer;
  readonly #last = new Map<number, number>();
  #nextOwner = 1;
  #head = 0;
  #first = 0;
  #next = 0;

  constructor(limits: JournalLimits) {
    const { bytes, entries } = limits;
    this.limits = limits;
    this.#slab = Buffer.allocUnsafeSlow(bytes);
    this.#position = new Float64Array(entries);
    this.#time = new Float64Array(entries);
    this.#offset = new Float64Array(entries);
    this.#previous = new Float64Array(entries);
    this.#bytes = new Uint32Array(entries);
    this.#kept = new Uint32Array(entries);
    this.#owner = new Uint32Array(entries);
    this.#outgoing = new Uint8Array(entries);
    this.#address = Buffer.alloc(entries * SOCKADDR_BYTES);
  }

  /** The oldest sequence number held; equal to `next` when nothing is. */
  get first(): number {
    return this.#first;
  }

  /** The sequence number that the next entry will get. */
  get next(): number {
    return this.#next;
  }

  /** A number for an endpoint or a connection to append under. */
  addOwner(): number {
    const owner = this.#nextOwner++;
    this.#last.set(owner, -1);
    return owner;
  }

  /** Nothing more will be appended or asked for under this owner. */
  removeOwner(owner: number): void {
    this.#last.delete(owner);
  }

  /**
   * Appends bytes `start` to `end` of `data`, of `bytes` that came or went; allocates nothing.
   * @param sockaddr raw sockaddr of the other side at `sockaddrAt`
   * @returns its sequence number
   */
  append(
    owner: number,
    direction: Direction,
    time: number,
    bytes: number,
    data: Uint8Array,
    start: number,
    end: number,
    sockaddr: Uint8Array,
    sockaddrAt: number,
    offset = 0,
  ): number {
    const { entries, bytes: size, snap } = this.limits;
    const kept = Math.min(end - start, snap);
    const inSlab = this.#head % size;
    // A payload is never split: what is left at the end of the slab stays unused.
    if (inSlab + kept > size) this.#head += size - inSlab;
    const at = this.#head % size;
    if (kept > SHORT_BYTES) this.#slab.set(data.subarray(start, start + kept), at);
    else for (let i = 0; i < kept; i += 1) this.#slab[at + i] = data[start + i] as number;

    const sequence = this.#next++;
    const slot = sequence % entries;
    this.#position[slot] = this.#head;
    this.#time[slot] = time;
    this.#offset[slot] = offset;
    this.#bytes[slot] = bytes;
    this.#kept[slot] = kept;
    this.#owner[slot] = owner;
    this.#outgoing[slot] = direction === 'out' ? 1 : 0;
    this.#previous[slot] = this.#last.get(owner) ?? -1;
    const addressAt = slot * SOCKADDR_BYTES;
    const room = Math.min(SOCKADDR_BYTES, sockaddr.length - sockaddrAt);
    for (let i = 0; i < room; i += 1)
      this.#address[addressAt + i] = sockaddr[sockaddrAt + i] as number;
    this.#last.set(owner, sequence);
    this.#head += kept;

    if (this.#next - this.#first > entries) this.#first = this.#next - entries;
    const oldest = this.#head - size;
    while (this.#first < sequence && (this.#position[this.#first % entries] as number) < oldest) {
      this.#first += 1;
    }
    return sequence;
  }

  has(sequence: number): boolean {
    return sequence >= this.#first && sequence < this.#next;
  }

  /** The facts of an entry; null once it is forgotten. */
  entry(sequence: number): Entry | null {
    if (!this.has(sequence)) return null;
    const slot = sequence % this.limits.entries;
    const addressAt = slot * SOCKADDR_BYTES;
    return {
      sequence,
      owner: this.#owner[slot] as number,
      time: this.#time[slot] as number,
      direction: this.#outgoing[slot] === 1 ? 'out' : 'in',
      bytes: this.#bytes[slot] as number,
      kept: this.#kept[slot] as number,
      offset: this.#offset[slot] as number,
      remote: decodeSockaddr(this.#address.subarray(addressAt, addressAt + SOCKADDR_BYTES)),
    };
  }

  /** A view of the payload as kept, at most `limit` bytes; copy it if it is to last. */
  payload(sequence: number, limit = Number.POSITIVE_INFINITY): Buffer {
    if (!this.has(sequence)) return Buffer.alloc(0);
    const slot = sequence % this.limits.entries;
    const at = (this.#position[slot] as number) % this.limits.bytes;
    return this.#slab.subarray(at, at + Math.min(this.#kept[slot] as number, limit));
  }

  /** The newest entry of an owner still held, or -1. */
  lastOf(owner: number): number {
    const sequence = this.#last.get(owner) ?? -1;
    return this.has(sequence) ? sequence : -1;
  }

  /** The entry of the same owner before this one, still held, or -1. */
  previousOf(sequence: number): number {
    if (!this.has(sequence)) return -1;
    const before = this.#previous[sequence % this.limits.entries] as number;
    return this.has(before) ? before : -1;
  }
}
