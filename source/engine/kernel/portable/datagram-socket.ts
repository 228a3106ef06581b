// A UDP socket over node:dgram alone: what the kernel can't be asked through it is null.

import { createSocket, type Socket, type SocketType } from 'node:dgram';
import { type Address, type Family, formatAddress } from '../../../protocol/address.ts';
import { SingleDatagram } from '../datagram-batch.ts';
import { scopeOf, withZoneName } from '../interfaces.ts';
import type { CallListener, DatagramBatch, DatagramHandlers, DatagramSocket } from '../layer.ts';
import { awaitCall } from '../made-call.ts';
import { PASSING } from '../passing-errors.ts';

/** Sends that Node may hold at once, and their bytes: bounded, since a send queue of Node's is not. */
const MAX_PENDING_SENDS = 1024;
const MAX_PENDING_BYTES = 8 << 20;

/** Opens a UDP server's socket. Rejects with Node's error, which carries `code` and `syscall`. */
export async function openUdp(
  at: Address,
  bufferBytes: number,
  handlers: DatagramHandlers,
): Promise<DatagramSocket> {
  const socket = createSocket({ type: socketType(at.family) });
  await bindSocket(socket, at, bufferBytes, handlers);
  return new PortableDatagramSocket(socket, handlers);
}

export function socketType(family: Family): SocketType {
  return family === 'IPv4' ? 'udp4' : 'udp6';
}

/** Binds, and asks for a receive buffer; closes the socket if it can't be bound. */
export async function bindSocket(
  socket: Socket,
  at: Address,
  bufferBytes: number,
  listener: CallListener,
): Promise<void> {
  const bound = Promise.withResolvers<void>();
  socket.once('error', bound.reject);
  try {
    const address = withZoneName(at.address);
    await awaitCall(listener, { call: 'socket.bind', arguments: [formatAddress(at)] }, () => {
      socket.bind({ port: at.port, address, exclusive: true }, bound.resolve);
      return bound.promise;
    });
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.off('error', bound.reject);
  try {
    socket.setRecvBufferSize(bufferBytes);
  } catch {
    // A system that refuses what is too large, rather than cap it: its default stays.
  }
}

export class PortableDatagramSocket implements DatagramSocket {
  readonly local: Address;
  readonly descriptor = null;
  readonly bufferGranted: number | null;
  readonly bufferUsable: number | null;
  protected readonly socket: Socket;
  readonly #handlers: DatagramHandlers;
  #pending = 0;
  #pendingBytes = 0;
  #closed = false;

  /** Takes over a bound socket. */
  constructor(socket: Socket, handlers: DatagramHandlers) {
    this.socket = socket;
    this.#handlers = handlers;
    const { address, port, family } = socket.address();
    this.local = { address, port, family: family === 'IPv6' ? 'IPv6' : 'IPv4' };
    this.bufferGranted = granted(socket);
    const doubled = process.platform === 'linux' ? 2 : 1;
    this.bufferUsable = this.bufferGranted === null ? null : this.bufferGranted / doubled;
    socket.on('message', (data, from) => {
      const remote: Address = { address: from.address, port: from.port, family: from.family };
      handlers.received(new SingleDatagram(data, remote, scopeOf(from.address)));
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#closed) return;
      if (PASSING.has(error.code ?? '')) handlers.refused?.(error.code ?? '');
      else handlers.failed(error.code ?? 'EIO', error.syscall ?? 'recvmsg');
    });
  }

  memory(): null {
    return null;
  }

  reply(batch: DatagramBatch, i: number, data: Buffer): boolean {
    return this.send(data, batch.sender(i));
  }

  echo(batch: DatagramBatch): number {
    let taken = 0;
    // Node holds on to what it sends; a batch's memory is its own only until it is handled.
    while (taken < batch.count && this.reply(batch, taken, Buffer.from(batch.payload(taken)))) {
      taken += 1;
    }
    return taken;
  }

  send(data: Buffer, to: Address): boolean {
    const full =
      this.#pending >= MAX_PENDING_SENDS || this.#pendingBytes + data.length > MAX_PENDING_BYTES;
    if (this.#closed || full) return false;
    this.#pending += 1;
    this.#pendingBytes += data.length;
    try {
      this.transmit(data, to, (error) => this.#sent(data, to, error));
    } catch {
      // Port 0, which a peer may claim to send from: dgram refuses it before it asks the kernel.
      this.#sent(data, to, new Error('not sent'));
    }
    return true;
  }

  together(run: () => void): void {
    run();
  }

  async sendNow(data: Buffer, to: Address): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      // Port 0, and a socket that is closed by now, are refused before the kernel is asked.
      this.transmit(data, to, (error) => (error === null ? resolve() : reject(error)));
    });
    this.#handlers.sent(new SingleDatagram(data, to, scopeOf(to.address)));
  }

  /** Node doesn't hand on when a datagram arrived. */
  stampArrivals(): void {}

  /** Node reads when the loop turns, and not when it is asked to. */
  drain(): void {}

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.socket.close();
  }

  protected transmit(data: Buffer, to: Address, done: (error: Error | null) => void): void {
    this.socket.send(data, to.port, withZoneName(to.address), done);
  }

  #sent(data: Buffer, to: Address, error: NodeJS.ErrnoException | null): void {
    this.#pending -= 1;
    this.#pendingBytes -= data.length;
    if (error?.code === 'ECONNREFUSED') this.#handlers.refused?.(error.code);
    if (error !== null) this.#handlers.unsent(1);
    else this.#handlers.sent(new SingleDatagram(data, to, scopeOf(to.address)));
  }
}

function granted(socket: Socket): number | null {
  try {
    return socket.getRecvBufferSize();
  } catch {
    return null;
  }
}
