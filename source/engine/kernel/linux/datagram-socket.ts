// A UDP socket whose descriptor is ours. Node's dgram, on a duplicate, does the waiting: it takes the
// first datagram of a burst, and inside that event recvmmsg drains the rest. Replies are collected
// and leave with one sendmmsg a batch. An event of Node's for each datagram would cost an allocation and
// an address as text each time: about half as many datagrams a second.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { constants } from 'node:os';
import type { Address } from '../../../protocol/address.ts';
import { BatchSlice, DATAGRAM_BYTES, SingleDatagram } from '../datagram-batch.ts';
import { scopeOf } from '../interfaces.ts';
import type { DatagramBatch, DatagramHandlers, DatagramSocket } from '../layer.ts';
import { sendOne } from '../node-socket.ts';
import { PASSING } from '../passing-errors.ts';
import { encodeSockaddr, SOCKADDR_BYTES } from '../sockaddr.ts';
import { ArrivalStamps } from './arrival-stamps.ts';
import { bufferOf, localOf, MemoryReading, openDescriptor } from './datagram-descriptor.ts';
import * as libc from './libc.ts';
import { type MessageVector, ReceiveVector, SendVector, VECTOR_SLOTS } from './message-vector.ts';
import { OPTION } from './opening-calls.ts';

/**
 * Vectors drained in one turn of the loop before others get theirs: four thousand datagrams, some
 * milliseconds. Then libuv still takes up to 31 more, one by one, at several times the cost.
 */
const DRAIN_ROUNDS = 64;
/** What the kernel counts for an empty datagram at the least: its struct sk_buff. */
const LEAST_QUEUED_BYTES = 256;
const IPV4_SOCKADDR_BYTES = 16;

// One for all sockets of the thread: a drain is synchronous, so only one is under way at a time.
let shared: ReceiveVector | undefined;
// And what is collected leaves before the call that collected it ends.
let outgoing: SendVector | undefined;

/** Opens a UDP server's socket. @throws SystemError, also for a port that another socket holds */
export async function openUdp(
  at: Address,
  bufferBytes: number,
  handlers: DatagramHandlers,
): Promise<DatagramSocket> {
  const descriptor = openDescriptor(at.family, bufferBytes, handlers, (fd, calls) => {
    // Dual-stack like Node's own: `::` hears IPv4 too, whatever net.ipv6.bindv6only says.
    if (at.family === 'IPv6') calls.set(fd, OPTION.ipv6Only, 0);
    calls.bind(fd, at);
  });
  const socket = new LinuxDatagramSocket(descriptor, at.family, handlers);
  // libuv set SO_REUSEADDR when it was given the descriptor: with it another program could bind the
  // same port and take our datagrams.
  libc.setsockopt(descriptor, libc.SOL_SOCKET, libc.SO_REUSEADDR, 0);
  return socket;
}

export class LinuxDatagramSocket implements DatagramSocket {
  readonly descriptor: number;
  readonly local: Address;
  readonly bufferGranted: number;
  readonly bufferUsable: number;
  readonly #handlers: DatagramHandlers;
  readonly #waiter: Socket;
  readonly #arrivals: ArrivalStamps;
  readonly #memory = new MemoryReading();
  readonly #sockaddrBytes: number;
  /** A batch is being handled, or several are sent together: what is sent leaves at the end. */
  #collecting = false;
  /** Where was sent to last, and its raw form: an outgoing socket sends to one only. */
  #lastTo: Address | null = null;
  #lastSockaddr: Buffer = Buffer.alloc(0);
  #roundsLeft = DRAIN_ROUNDS;
  #closed = false;

  /** Takes over a bound descriptor, and closes it if this throws. */
  constructor(descriptor: number, family: Address['family'], handlers: DatagramHandlers) {
    this.descriptor = descriptor;
    this.#handlers = handlers;
    this.#arrivals = new ArrivalStamps(descriptor);
    this.#sockaddrBytes = family === 'IPv4' ? IPV4_SOCKADDR_BYTES : SOCKADDR_BYTES;
    this.#waiter = createSocket(family === 'IPv4' ? 'udp4' : 'udp6');
    this.#waiter.on('message', (data, from) => this.#wake(data, from));
    this.#waiter.on('error', (error: NodeJS.ErrnoException) => {
      this.#trouble(error.code ?? 'EIO', error.syscall ?? 'recvmsg');
    });
    let duplicate = -1;
    try {
      this.local = localOf(descriptor);
      this.bufferGranted = bufferOf(descriptor);
      this.bufferUsable = this.bufferGranted / 2;
      // dgram closes what it is given; ours stays ours.
      duplicate = libc.duplicate(descriptor);
      this.#waiter.bind({ fd: duplicate, exclusive: true });
    } catch (error) {
      if (duplicate >= 0) libc.close(duplicate);
      libc.close(descriptor);
      throw error;
    }
  }

  memory(): { queued: number; size: number; drops: number } | null {
    return this.#closed ? null : this.#memory.of(this.descriptor);
  }

  reply(batch: DatagramBatch, i: number, data: Buffer): boolean {
    return this.#add(data, batch.sockaddrs.bytes, batch.sockaddrAt(i));
  }

  send(data: Buffer, to: Address): boolean {
    if (to !== this.#lastTo) {
      this.#lastTo = to;
      this.#lastSockaddr = encodeSockaddr(to, scopeOf(to.address));
    }
    return this.#add(data, this.#lastSockaddr, 0);
  }

  together(run: () => void): void {
    const before = this.#collecting;
    this.#collecting = true;
    try {
      run();
    } finally {
      this.#collecting = before;
      if (!before) this.#flush();
    }
  }

  async sendNow(data: Buffer, to: Address): Promise<void> {
    await sendOne(this.#waiter, data, to);
    this.#handlers.sent(new SingleDatagram(data, to, scopeOf(to.address)));
  }

  echo(batch: DatagramBatch): number {
    // All that is received comes in the shared vector, and goes back from there as it is.
    if (this.#closed || shared === undefined || batch !== shared) return 0;
    const vector = shared;
    vector.asReceived(() => this.#send(vector));
    return vector.count;
  }

  stampArrivals(): void {
    if (!this.#closed) this.#arrivals.start();
  }

  drain(): void {
    shared ??= new ReceiveVector();
    const vector = shared;
    // As much as can be queued: who goes on sending is not waited for.
    let rounds = Math.ceil(this.bufferGranted / LEAST_QUEUED_BYTES / VECTOR_SLOTS);
    this.#arrivals.during(() => {
      for (; rounds > 0 && !this.#closed; rounds -= 1) {
        vector.clear();
        if (vector.receive(this.descriptor, this.#arrivals.wanted) <= 0) return;
        this.#handle(vector);
      }
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#arrivals.end();
    this.#waiter.close();
    libc.close(this.descriptor);
  }

  #add(data: Buffer, sockaddrs: Uint8Array, at: number): boolean {
    if (this.#closed || data.length > DATAGRAM_BYTES) return false;
    outgoing ??= new SendVector();
    if (!outgoing.hasRoom(data.length)) this.#flush();
    outgoing.add(data, sockaddrs, at, this.#sockaddrBytes);
    if (!this.#collecting) this.#flush();
    return true;
  }

  /** Node took a datagram: that one, and what is queued behind it. */
  #wake(data: Buffer, from: RemoteInfo): void {
    shared ??= new ReceiveVector();
    const vector = shared;
    vector.clear();
    vector.put(data, from, scopeOf(from.address), this.#arrivals.ofLast());
    this.#arrivals.during(() => {
      for (let more = true; more && !this.#closed; vector.clear()) {
        more = this.#roundsLeft > 0 && this.#receive(vector);
        if (vector.count > 0) this.#handle(vector);
      }
    });
  }

  /** Fills the vector from the queue. @returns whether there may be more in it */
  #receive(vector: ReceiveVector): boolean {
    // libuv calls us up to 32 times a turn, so the rounds are counted by turn, not by call.
    if (this.#roundsLeft === DRAIN_ROUNDS) setImmediate(() => this.#refill());
    this.#roundsLeft -= 1;
    const received = vector.receive(this.descriptor, this.#arrivals.wanted);
    if (received >= 0) return vector.count === VECTOR_SLOTS;
    if (libc.errno() === constants.errno.EAGAIN) return false;
    this.#trouble(libc.errnoName(), 'recvmmsg');
    return true;
  }

  #refill(): void {
    this.#roundsLeft = DRAIN_ROUNDS;
  }

  #handle(batch: DatagramBatch): void {
    this.together(() => this.#handlers.received(batch));
  }

  /** Sends what was collected. */
  #flush(): void {
    if (outgoing === undefined || outgoing.count === 0 || this.#closed) return;
    this.#send(outgoing);
    outgoing.clear();
  }

  /** Sends all of a vector. One datagram that can't go doesn't keep the others. */
  #send(vector: MessageVector): void {
    const { count } = vector;
    let unsent = 0;
    let refusedAt = -1;
    for (let from = 0; from < count; ) {
      const sent = vector.sendFrom(this.descriptor, from);
      if (sent > 0) {
        const whole = sent === count;
        this.#handlers.sent(whole ? vector : new BatchSlice(vector, from, sent));
        from += sent;
        continue;
      }
      const errno = libc.errno();
      if (errno === constants.errno.EINTR) continue;
      // That was the answer to one sent before (udp(7)); told once, it no longer keeps this one.
      if (errno === constants.errno.ECONNREFUSED && refusedAt !== from) {
        refusedAt = from;
        this.#handlers.refused?.('ECONNREFUSED');
        continue;
      }
      // A full send buffer: what is left would meet the same. Anything else is this receiver's.
      const lost = errno === constants.errno.EAGAIN ? count - from : 1;
      unsent += lost;
      from += lost;
    }
    if (unsent > 0) this.#handlers.unsent(unsent);
  }

  #trouble(code: string, operation: string): void {
    if (this.#closed || code === 'EINTR') return;
    if (PASSING.has(code)) this.#handlers.refused?.(code);
    else this.#handlers.failed(code, operation);
  }
}
