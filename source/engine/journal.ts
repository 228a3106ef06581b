// The bounded record of what was received and sent. Made for a million datagrams a second: payload
// bytes go into one slab that is used as a ring, facts about each into a record of one cache line,
// addresses as raw sockaddr bytes; nothing is allocated on arrival. Objects and strings are made for
// rows that are read. At that rate the cost is memory that no cache holds: an array for each fact took
// twice as long as all facts side by side.
//
// Every entry that is still held has its payload (up to the snap length): an entry whose bytes are
// overwritten is forgotten with them. Sequence numbers never repeat within a run. A little long, because who
// writes a record and who reads it have to agree on each of its bytes.

import type { Address } from '../protocol/address.ts';
import { AlignedMemory, aligned, copyAligned } from './kernel/aligned-memory.ts';
import type { DatagramBatch } from './kernel/layer.ts';
import { decodeSockaddr, SOCKADDR_BYTES } from './kernel/sockaddr.ts';

export type Direction = 'in' | 'out';

export interface JournalLimits {
  /** Bytes of payload held: a power of two. Each payload takes a multiple of 8. */
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

/** A cache line each. */
const RECORD_BYTES = 64;
const RECORD_WORDS = RECORD_BYTES / 4;
const RECORD_NUMBERS = RECORD_BYTES / 8;
// In 64-bit numbers of a record.
const TIME = 0;
const OFFSET = 1;
// In 32-bit words of it.
const POSITION = 4;
/** How many entries ago the same owner's last one was; 0: none. */
const BACK = 5;
const BYTES = 6;
const OWNER = 7;
const ADDRESS = 8;
/** Bytes kept, times two, and 1 for what went out. */
const KEPT = 15;
const LARGEST_WORD = 0xffff_ffff;

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

const NO_MEMORY = new AlignedMemory(0);

export class Journal {
  readonly limits: JournalLimits;
  #slab = NO_MEMORY;
  #records = NO_MEMORY;
  #numbers = new Float64Array(NO_MEMORY.bytes.buffer);
  readonly #last = new Map<number, number>();
  #nextOwner = 1;
  /** Bytes of the slab used since the start; the place in it is the remainder by its size. */
  #head = 0;
  #first = 0;
  #next = 0;

  /** @throws RangeError when `bytes` is no power of two */
  constructor(limits: JournalLimits) {
    const { bytes } = limits;
    if (!Number.isInteger(Math.log2(bytes))) throw new RangeError(`${bytes} is no power of two`);
    this.limits = limits;
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
    if (this.#slab === NO_MEMORY) this.#takeMemory();
    const owner = this.#nextOwner++;
    this.#last.set(owner, -1);
    return owner;
  }

  /**
   * Not before there is somebody to keep something for: V8 collects all garbage, twice, when a thread takes
   * more than 64 MiB. With all journals that was 20 ms of every start.
   */
  #takeMemory(): void {
    const { bytes, entries } = this.limits;
    this.#slab = new AlignedMemory(bytes);
    this.#records = new AlignedMemory(entries * RECORD_BYTES);
    this.#numbers = new Float64Array(this.#records.bytes.buffer);
  }

  /** Nothing more will be appended or asked for under this owner. */
  removeOwner(owner: number): void {
    this.#last.delete(owner);
  }

  /**
   * Appends bytes `start` to `end` of `data`, of `bytes` that came or went.
   * @param sockaddr raw sockaddr of the other side at `sockaddrAt`; null: it has none of its own
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
    sockaddr: Uint8Array | null,
    sockaddrAt: number,
    offset = 0,
  ): number {
    const kept = Math.min(end - start, this.limits.snap);
    const payload = kept === data.length ? data : data.subarray(start, start + kept);
    this.#slab.bytes.set(payload, this.#claim(kept));
    const addressAt = this.#addressAt(this.#next);
    if (sockaddr === null) this.#records.bytes.fill(0, addressAt, addressAt + SOCKADDR_BYTES);
    else {
      const address = sockaddr.subarray(sockaddrAt, sockaddrAt + SOCKADDR_BYTES);
      this.#records.bytes.set(address, addressAt);
    }
    const last = this.#last.get(owner) ?? -1;
    const sequence = this.#note(owner, direction, time, bytes, kept, last, offset);
    this.#last.set(owner, sequence);
    return sequence;
  }

  /**
   * Appends every datagram of a batch; allocates nothing.
   * @returns their bytes on the wire
   */
  appendBatch(owner: number, direction: Direction, time: number, batch: DatagramBatch): number {
    const { count, data, sockaddrs } = batch;
    const { snap } = this.limits;
    let last = this.#last.get(owner) ?? -1;
    let total = 0;
    for (let i = 0; i < count; i += 1) {
      const start = batch.start(i);
      const bytes = batch.size(i);
      const kept = Math.min(batch.end(i) - start, snap);
      copyAligned(data, start, this.#slab, this.#claim(kept), kept);
      const addressAt = this.#addressAt(this.#next);
      copyAligned(sockaddrs, batch.sockaddrAt(i), this.#records, addressAt, SOCKADDR_BYTES);
      last = this.#note(owner, direction, time, bytes, kept, last, 0);
      total += bytes;
    }
    this.#last.set(owner, last);
    return total;
  }

  has(sequence: number): boolean {
    return sequence >= this.#first && sequence < this.#next;
  }

  /** The facts of an entry; null once it is forgotten. */
  entry(sequence: number): Entry | null {
    if (!this.has(sequence)) return null;
    const { words } = this.#records;
    const record = this.#recordOf(sequence) * RECORD_WORDS;
    const number = this.#recordOf(sequence) * RECORD_NUMBERS;
    const kept = words[record + KEPT] as number;
    return {
      sequence,
      owner: words[record + OWNER] as number,
      time: this.#numbers[number + TIME] as number,
      direction: kept & 1 ? 'out' : 'in',
      bytes: words[record + BYTES] as number,
      kept: kept >>> 1,
      offset: this.#numbers[number + OFFSET] as number,
      remote: decodeSockaddr(this.sockaddr(sequence)),
    };
  }

  // One fact each, for whoever looks through many: nothing is asked of what is forgotten.

  ownerOf(sequence: number): number {
    return this.#records.words[this.#recordOf(sequence) * RECORD_WORDS + OWNER] as number;
  }

  /** When it came or went, in milliseconds since the epoch. */
  timeOf(sequence: number): number {
    return this.#numbers[this.#recordOf(sequence) * RECORD_NUMBERS + TIME] as number;
  }

  bytesOf(sequence: number): number {
    return this.#records.words[this.#recordOf(sequence) * RECORD_WORDS + BYTES] as number;
  }

  directionOf(sequence: number): Direction {
    const kept = this.#records.words[this.#recordOf(sequence) * RECORD_WORDS + KEPT] as number;
    return kept & 1 ? 'out' : 'in';
  }

  /** A view of the other side's raw sockaddr. */
  sockaddr(sequence: number): Buffer {
    const at = this.#addressAt(sequence);
    return this.#records.bytes.subarray(at, at + SOCKADDR_BYTES);
  }

  /** A view of the payload as kept, at most `limit` bytes; copy it if it is to last. */
  payload(sequence: number, limit = Number.POSITIVE_INFINITY): Buffer {
    if (!this.has(sequence)) return Buffer.alloc(0);
    const record = this.#recordOf(sequence) * RECORD_WORDS;
    const at = this.#inSlab(this.#records.words[record + POSITION] as number);
    const kept = (this.#records.words[record + KEPT] as number) >>> 1;
    return this.#slab.bytes.subarray(at, at + Math.min(kept, limit));
  }

  /** The newest entry of an owner still held, or -1. */
  lastOf(owner: number): number {
    const sequence = this.#last.get(owner) ?? -1;
    return this.has(sequence) ? sequence : -1;
  }

  /** The entry of the same owner before this one, still held, or -1. */
  previousOf(sequence: number): number {
    if (!this.has(sequence)) return -1;
    const back = this.#records.words[this.#recordOf(sequence) * RECORD_WORDS + BACK] as number;
    return back > 0 && this.has(sequence - back) ? sequence - back : -1;
  }

  /** Its number among the records. */
  #recordOf(sequence: number): number {
    return sequence % this.limits.entries;
  }

  /** The first byte of its sockaddr, among the records' bytes. */
  #addressAt(sequence: number): number {
    return this.#recordOf(sequence) * RECORD_BYTES + ADDRESS * 4;
  }

  /** @param position as counted by the head, or the lowest 32 bits of that */
  #inSlab(position: number): number {
    return position & (this.limits.bytes - 1);
  }

  /** Makes the head point at room for a payload. @returns its place in the slab */
  #claim(kept: number): number {
    const size = this.limits.bytes;
    const at = this.#inSlab(this.#head);
    if (at + kept <= size) return at;
    // A payload is never split: what is left at the end of the slab stays unused.
    this.#head += size - at;
    return 0;
  }

  /** Writes the facts of the entry whose payload and address are in place, and forgets what is too old. */
  #note(
    owner: number,
    direction: Direction,
    time: number,
    bytes: number,
    kept: number,
    last: number,
    offset: number,
  ): number {
    const sequence = this.#next;
    const { words } = this.#records;
    const record = this.#recordOf(sequence) * RECORD_WORDS;
    const number = this.#recordOf(sequence) * RECORD_NUMBERS;
    this.#numbers[number + TIME] = time;
    this.#numbers[number + OFFSET] = offset;
    words[record + POSITION] = this.#head;
    words[record + BACK] = last < 0 ? 0 : Math.min(sequence - last, LARGEST_WORD);
    words[record + BYTES] = bytes;
    words[record + OWNER] = owner;
    words[record + KEPT] = kept * 2 + (direction === 'out' ? 1 : 0);
    this.#head += aligned(kept);
    this.#next = sequence + 1;
    this.#forget();
    return sequence;
  }

  #forget(): void {
    const { bytes, entries } = this.limits;
    if (this.#next - this.#first > entries) this.#first = this.#next - entries;
    const { words } = this.#records;
    for (; this.#first < this.#next - 1; this.#first += 1) {
      const position = words[this.#recordOf(this.#first) * RECORD_WORDS + POSITION] as number;
      // Both modulo 2^32: nothing that is held is farther back than the slab is large, twice at most.
      if ((this.#head - position) >>> 0 <= bytes) return;
    }
  }
}
