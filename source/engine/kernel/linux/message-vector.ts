// The raw memory of recvmmsg(2) and sendmmsg(2): an array of struct mmsghdr, each with one iovec and
// room for one sockaddr (64-bit layout: x86-64 and arm64). Made once and used again, so that a
// datagram costs no allocation. Every buffer whose address stands in a header is a field here: one
// that is collected would make the kernel answer EFAULT and lose a datagram each time.

import type { Address } from '../../../protocol/address.ts';
import { AlignedMemory, aligned } from '../aligned-memory.ts';
import { DATAGRAM_BYTES } from '../datagram-batch.ts';
import type { DatagramBatch } from '../layer.ts';
import { decodeSockaddr, encodeSockaddr, SOCKADDR_BYTES, SOCKADDR_ROOM } from '../sockaddr.ts';
import { addressOf, recvmmsg, sendmmsg } from './libc.ts';

/** Datagrams a call: beyond this the cost of the call itself no longer shows. */
export const VECTOR_SLOTS = 64;
/** Replies wait here until the batch is done; a full slab is sent at once. */
const SEND_SLAB_BYTES = 1 << 20;

const MMSGHDR_BYTES = 64;
const IOVEC_BYTES = 16;
// In 32-bit words of a mmsghdr.
const NAME = 0;
const NAME_LENGTH = 2;
const IOV = 4;
const IOV_COUNT = 6;
const CONTROL = 8;
const CONTROL_LENGTH = 10;
const RESULT = 14;
// In 32-bit words of an iovec.
const IOV_LENGTH = 2;
const HEADER_WORDS = MMSGHDR_BYTES / 4;
const IOVEC_WORDS = IOVEC_BYTES / 4;
const WORD = 2 ** 32;
/** One struct cmsghdr and the struct timespec of SO_TIMESTAMPNS (cmsg(3), socket(7)). */
const CONTROL_BYTES = 32;
const CONTROL_WORDS = CONTROL_BYTES / 4;
// In 32-bit words of it.
const SECONDS = 4;
const NANOSECONDS = 6;
/** A struct timespec. */
export const STAMP_BYTES = 16;
const STAMP_AT = CONTROL_BYTES - STAMP_BYTES;

export abstract class MessageVector implements DatagramBatch {
  count = 0;
  readonly data: AlignedMemory;
  readonly sockaddrs = new AlignedMemory(VECTOR_SLOTS * SOCKADDR_ROOM);
  protected readonly headers = Buffer.alloc(VECTOR_SLOTS * MMSGHDR_BYTES);
  protected readonly headerWords = wordsOf(this.headers);
  readonly #iovecs = Buffer.alloc(VECTOR_SLOTS * IOVEC_BYTES);
  readonly #iovecWords = wordsOf(this.#iovecs);
  readonly #starts = new Uint32Array(VECTOR_SLOTS);
  readonly #dataAddress: number;

  constructor(dataBytes: number) {
    this.data = new AlignedMemory(dataBytes);
    this.#dataAddress = Number(addressOf(this.data.bytes));
    const names = Number(addressOf(this.sockaddrs.bytes));
    const iovecs = Number(addressOf(this.#iovecs));
    for (let i = 0; i < VECTOR_SLOTS; i += 1) {
      const header = i * HEADER_WORDS;
      writePointer(this.headerWords, header + NAME, names + i * SOCKADDR_ROOM);
      writePointer(this.headerWords, header + IOV, iovecs + i * IOVEC_BYTES);
      this.headerWords[header + IOV_COUNT] = 1;
      this.setNameLength(i, SOCKADDR_BYTES);
    }
  }

  abstract size(i: number): number;
  abstract end(i: number): number;
  abstract readArrival(i: number, into: Float64Array): void;

  start(i: number): number {
    return this.#starts[i] as number;
  }

  sockaddrAt(i: number): number {
    return i * SOCKADDR_ROOM;
  }

  payload(i: number): Buffer {
    return this.data.bytes.subarray(this.start(i), this.end(i));
  }

  sender(i: number): Address {
    const at = this.sockaddrAt(i);
    return decodeSockaddr(this.sockaddrs.bytes.subarray(at, at + SOCKADDR_BYTES));
  }

  /** Sends what stands from slot `from` on. @returns datagrams sent, or -1 and errno() */
  sendFrom(fd: number, from: number): number {
    const headers = from === 0 ? this.headers : this.headers.subarray(from * MMSGHDR_BYTES);
    return sendmmsg(fd, headers, this.count - from);
  }

  /** Points slot i at `length` bytes of the slab from `start` on. */
  protected place(i: number, start: number, length: number): void {
    this.#starts[i] = start;
    writePointer(this.#iovecWords, i * IOVEC_WORDS, this.#dataAddress + start);
    this.setLength(i, length);
  }

  protected setLength(i: number, length: number): void {
    this.#iovecWords[i * IOVEC_WORDS + IOV_LENGTH] = length;
  }

  protected placed(i: number): number {
    return this.#iovecWords[i * IOVEC_WORDS + IOV_LENGTH] as number;
  }

  protected setNameLength(i: number, length: number): void {
    this.headerWords[i * HEADER_WORDS + NAME_LENGTH] = length;
  }
}

/** Receives up to VECTOR_SLOTS datagrams a call; no UDP datagram is too large for a slot. */
export class ReceiveVector extends MessageVector {
  readonly #controls = new AlignedMemory(VECTOR_SLOTS * CONTROL_BYTES);

  constructor() {
    super(VECTOR_SLOTS * DATAGRAM_BYTES);
    const controls = Number(addressOf(this.#controls.bytes));
    for (let i = 0; i < VECTOR_SLOTS; i += 1) {
      this.place(i, i * DATAGRAM_BYTES, DATAGRAM_BYTES);
      const header = i * HEADER_WORDS;
      writePointer(this.headerWords, header + CONTROL, controls + i * CONTROL_BYTES);
    }
  }

  clear(): void {
    this.count = 0;
  }

  /**
   * Puts a datagram that was received otherwise into the next slot.
   * @param stamp its struct timespec, where that is known
   */
  put(payload: Buffer, from: Address, scopeId: number, stamp: Buffer | null = null): void {
    const i = this.count;
    const sockaddr = encodeSockaddr(from, scopeId);
    this.data.bytes.set(payload, this.start(i));
    this.sockaddrs.bytes.set(sockaddr, this.sockaddrAt(i));
    this.setNameLength(i, sockaddr.length);
    this.headerWords[i * HEADER_WORDS + RESULT] = payload.length;
    this.#setControlLength(i, stamp === null ? 0 : CONTROL_BYTES);
    if (stamp !== null) this.#controls.bytes.set(stamp, i * CONTROL_BYTES + STAMP_AT);
    this.count = i + 1;
  }

  /**
   * Takes what the socket has queued, up to a vector full.
   * @param stamped the socket has SO_TIMESTAMPNS on
   * @returns datagrams, or -1 and errno()
   */
  receive(fd: number, stamped = false): number {
    const first = this.count;
    // The kernel writes how long a name and the control data are over how long they may be.
    for (let i = first; i < VECTOR_SLOTS; i += 1) {
      this.setNameLength(i, SOCKADDR_BYTES);
      this.#setControlLength(i, stamped ? CONTROL_BYTES : 0);
    }
    const headers = first === 0 ? this.headers : this.headers.subarray(first * MMSGHDR_BYTES);
    const received = recvmmsg(fd, headers, VECTOR_SLOTS - first);
    if (received > 0) this.count = first + received;
    return received;
  }

  /** Runs `send` with each slot no longer than what was received in it, and without control data. */
  asReceived(send: () => void): void {
    for (let i = 0; i < this.count; i += 1) {
      this.setLength(i, this.size(i));
      this.#setControlLength(i, 0);
    }
    send();
    for (let i = 0; i < this.count; i += 1) this.setLength(i, DATAGRAM_BYTES);
  }

  readArrival(i: number, into: Float64Array): void {
    // Nothing else that a socket of ours asks for comes as control data.
    if (this.headerWords[i * HEADER_WORDS + CONTROL_LENGTH] !== CONTROL_BYTES) {
      into[0] = Number.NaN;
      return;
    }
    const { words } = this.#controls;
    const control = i * CONTROL_WORDS;
    const low = words[control + SECONDS] as number;
    const high = words[control + SECONDS + 1] as number;
    into[0] = (high * WORD + low) * 1e6 + (words[control + NANOSECONDS] as number) / 1000;
  }

  #setControlLength(i: number, length: number): void {
    this.headerWords[i * HEADER_WORDS + CONTROL_LENGTH] = length;
  }

  size(i: number): number {
    return this.headerWords[i * HEADER_WORDS + RESULT] as number;
  }

  end(i: number): number {
    return this.start(i) + this.size(i);
  }
}

/** Collects datagrams and sends them with one call. */
export class SendVector extends MessageVector {
  #used = 0;

  constructor() {
    super(SEND_SLAB_BYTES);
  }

  /** Whether `bytes` more have a place. */
  hasRoom(bytes: number): boolean {
    return this.count < VECTOR_SLOTS && this.#used + bytes <= SEND_SLAB_BYTES;
  }

  /** Copies a datagram and the sockaddr it goes to. Ask hasRoom first. */
  add(payload: Buffer, sockaddrs: Uint8Array, sockaddrAt: number, sockaddrBytes: number): void {
    const i = this.count;
    this.data.bytes.set(payload, this.#used);
    this.place(i, this.#used, payload.length);
    const to = this.sockaddrAt(i);
    for (let b = 0; b < sockaddrBytes; b += 1) {
      this.sockaddrs.bytes[to + b] = sockaddrs[sockaddrAt + b] as number;
    }
    this.setNameLength(i, sockaddrBytes);
    this.#used += aligned(payload.length);
    this.count += 1;
  }

  clear(): void {
    this.count = 0;
    this.#used = 0;
  }

  size(i: number): number {
    return this.placed(i);
  }

  readArrival(_i: number, into: Float64Array): void {
    into[0] = Number.NaN;
  }

  end(i: number): number {
    return this.start(i) + this.placed(i);
  }
}

function wordsOf(bytes: Buffer): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** User-space addresses fit 47 (or 52) bits: a number holds them exactly, and costs no bigint. */
function writePointer(words: Uint32Array, at: number, address: number): void {
  words[at] = address % WORD;
  words[at + 1] = Math.floor(address / WORD);
}
