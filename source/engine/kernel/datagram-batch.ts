// Batches of datagrams as both layers hand them on, and the cheap key that senders are counted by.

import type { Address } from '../../protocol/address.ts';
import type { DatagramBatch } from './layer.ts';
import { decodeSockaddr, encodeSockaddr, SOCKADDR_BYTES } from './sockaddr.ts';

/** More than a UDP datagram can hold (65,507 bytes over IPv4, 65,527 over IPv6; RFC 768). */
export const DATAGRAM_BYTES = 65_536;

const AF_INET = 2;

/** Equal for equal senders: for IPv4 a number (address and port, 48 bits), for IPv6 a short string. */
export function senderKeyAt(sockaddrs: Buffer, at: number): string | number {
  if (sockaddrs[at] === AF_INET) {
    return sockaddrs.readUInt32BE(at + 4) * 65_536 + sockaddrs.readUInt16BE(at + 2);
  }
  return sockaddrs.toString('latin1', at + 2, at + SOCKADDR_BYTES);
}

/** A raw sockaddr in a room for either family. */
export function sockaddrRoom(at: Address, scopeId: number): Buffer {
  const room = Buffer.alloc(SOCKADDR_BYTES);
  encodeSockaddr(at, scopeId).copy(room);
  return room;
}

/** A batch of one, that owns its bytes. */
export class SingleDatagram implements DatagramBatch {
  readonly count = 1;
  readonly data: Buffer;
  readonly sockaddrs: Buffer;

  /** @param scopeId interface index of a link-local sender, otherwise 0 */
  constructor(data: Buffer, other: Address, scopeId: number) {
    this.data = data;
    this.sockaddrs = sockaddrRoom(other, scopeId);
  }

  size(): number {
    return this.data.length;
  }

  payload(): Buffer {
    return this.data;
  }

  sender(): Address {
    return decodeSockaddr(this.sockaddrs);
  }

  senderKey(): string | number {
    return senderKeyAt(this.sockaddrs, 0);
  }

  start(): number {
    return 0;
  }

  end(): number {
    return this.data.length;
  }

  sockaddrAt(): number {
    return 0;
  }
}

/** `count` datagrams of a batch from `first` on. */
export class BatchSlice implements DatagramBatch {
  readonly count: number;
  readonly data: Uint8Array;
  readonly sockaddrs: Uint8Array;
  readonly #of: DatagramBatch;
  readonly #first: number;

  constructor(of: DatagramBatch, first: number, count: number) {
    this.count = count;
    this.data = of.data;
    this.sockaddrs = of.sockaddrs;
    this.#of = of;
    this.#first = first;
  }

  size(i: number): number {
    return this.#of.size(this.#first + i);
  }

  payload(i: number): Buffer {
    return this.#of.payload(this.#first + i);
  }

  sender(i: number): Address {
    return this.#of.sender(this.#first + i);
  }

  senderKey(i: number): string | number {
    return this.#of.senderKey(this.#first + i);
  }

  start(i: number): number {
    return this.#of.start(this.#first + i);
  }

  end(i: number): number {
    return this.#of.end(this.#first + i);
  }

  sockaddrAt(i: number): number {
    return this.#of.sockaddrAt(this.#first + i);
  }
}
