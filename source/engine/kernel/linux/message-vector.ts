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
const RESULT = 14;
// In 32-bit words of an iovec.
const IOV_LENGTH = 2;
const HEADER_WORDS = MMSGHDR_BYTES / 4;
const IOVEC_WORDS = IOVEC_BYTES / 4;
const WORD = 2 ** 32;

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
  constructor() {
    super(VECTOR_SLOTS * DATAGRAM_BYTES);
    for (let i = 0; i < VECTOR_SLOTS; i += 1) this.place(i, i * DATAGRAM_BYTES, DATAGRAM_BYTES);
  }

  clear(): void {
    this.count = 0;
  }

  /** Puts a datagram that was received otherwise into the next slot. */
  put(payload: Buffer, from: Address, scopeId: number): void {
    const i = this.count;
    const sockaddr = encodeSockaddr(from, scopeId);
    this.data.bytes.set(payload, this.start(i));
    this.sockaddrs.bytes.set(sockaddr, this.sockaddrAt(i));
    this.setNameLength(i, sockaddr.length);
    this.headerWords[i * HEADER_WORDS + RESULT] = payload.length;
    this.count = i + 1;
  }

  /** Takes what the socket has queued, up to a vector full. @returns datagrams, or -1 and errno() */
  receive(fd: number): number {
    const first = this.count;
    // The kernel writes how long a name is over how long it may be.
    for (let i = first; i < VECTOR_SLOTS; i += 1) this.setNameLength(i, SOCKADDR_BYTES);
    const headers = first === 0 ? this.headers : this.headers.subarray(first * MMSGHDR_BYTES);
    const received = recvmmsg(fd, headers, VECTOR_SLOTS - first);
    if (received > 0) this.count = first + received;
    return received;
  }

  /** Runs `send` with each slot no longer than what was received in it. */
  asReceived(send: () => void): void {
    for (let i = 0; i < this.count; i += 1) this.setLength(i, this.size(i));
    send();
    for (let i = 0; i < this.count; i += 1) this.setLength(i, DATAGRAM_BYTES);
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
