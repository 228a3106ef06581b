// Batches of datagrams as both layers hand them on.

import type { Address } from '../../protocol/address.ts';
import { AlignedMemory } from './aligned-memory.ts';
import type { DatagramBatch } from './layer.ts';
import { decodeSockaddr, encodeSockaddr, SOCKADDR_ROOM } from './sockaddr.ts';

/** More than a UDP datagram can hold (65,507 bytes over IPv4, 65,527 over IPv6; RFC 768). */
export const DATAGRAM_BYTES = 65_536;

/** A batch of one, that owns its bytes. */
export class SingleDatagram implements DatagramBatch {
  readonly count = 1;
  readonly data: AlignedMemory;
  readonly sockaddrs = new AlignedMemory(SOCKADDR_ROOM);
  readonly #size: number;

  /**
   * @param data copied
   * @param scopeId interface index of a link-local sender, otherwise 0
   */
  constructor(data: Buffer, other: Address, scopeId: number) {
    this.#size = data.length;
    this.data = new AlignedMemory(data.length);
    this.data.bytes.set(data);
    this.sockaddrs.bytes.fill(0).set(encodeSockaddr(other, scopeId));
  }

  size(): number {
    return this.#size;
  }

  payload(): Buffer {
    return this.data.bytes.subarray(0, this.#size);
  }

  sender(): Address {
    return decodeSockaddr(this.sockaddrs.bytes);
  }

  start(): number {
    return 0;
  }

  end(): number {
    return this.#size;
  }

  sockaddrAt(): number {
    return 0;
  }

  readArrival(_i: number, into: Float64Array): void {
    into[0] = Number.NaN;
  }
}

/** `count` datagrams of a batch from `first` on. */
export class BatchSlice implements DatagramBatch {
  readonly count: number;
  readonly data: AlignedMemory;
  readonly sockaddrs: AlignedMemory;
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

  start(i: number): number {
    return this.#of.start(this.#first + i);
  }

  end(i: number): number {
    return this.#of.end(this.#first + i);
  }

  sockaddrAt(i: number): number {
    return this.#of.sockaddrAt(this.#first + i);
  }

  readArrival(i: number, into: Float64Array): void {
    this.#of.readArrival(this.#first + i, into);
  }
}
