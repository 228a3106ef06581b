// The open sockets of one datagram endpoint and what the kernel says of them together.

import type { DatagramSocket } from '../kernel/layer.ts';
import { LossLedger } from './loss.ts';

export class SocketSet {
  readonly loss = new LossLedger();
  /** Bytes queued in the receive buffers, and their size; null: not known, or none is open. */
  bufferUsed: number | null = null;
  bufferSize: number | null = null;
  readonly #sockets = new Set<DatagramSocket>();

  get first(): DatagramSocket | undefined {
    return this.#sockets.values().next().value;
  }

  /** Of the only one; null where there are several, or none. */
  get descriptor(): number | null {
    return this.#sockets.size === 1 ? (this.first?.descriptor ?? null) : null;
  }

  has(socket: DatagramSocket): boolean {
    return this.#sockets.has(socket);
  }

  add(socket: DatagramSocket): void {
    this.#sockets.add(socket);
  }

  /** Closes one; the drops counted at it stay in the books. */
  close(socket: DatagramSocket): void {
    this.loss.socketClosed(socket.memory()?.drops ?? null);
    this.#sockets.delete(socket);
    socket.close();
  }

  /** Takes in what they have queued. */
  drain(): void {
    for (const socket of this.#sockets) socket.drain();
  }

  closeAll(): void {
    for (const socket of [...this.#sockets]) this.close(socket);
    this.bufferUsed = null;
    this.bufferSize = null;
  }

  /** Its part of the endpoint's row. */
  columns() {
    const { kernelDrops, engineDrops } = this.loss;
    return { bufferUsed: this.bufferUsed, bufferSize: this.bufferSize, kernelDrops, engineDrops };
  }

  /** What a row shows of it as it goes on, to compare. */
  shown(): string {
    const { kernelDrops, engineDrops } = this.loss;
    return `${this.bufferUsed} ${kernelDrops} ${engineDrops}`;
  }

  /** Asks the kernel (SO_MEMINFO): a microsecond a socket. */
  read(): void {
    let used: number | null = null;
    let size: number | null = null;
    let drops: number | null = null;
    for (const socket of this.#sockets) {
      const memory = socket.memory();
      const granted = memory?.size ?? socket.bufferGranted;
      if (granted !== null) size = (size ?? 0) + granted;
      if (memory === null) continue;
      used = (used ?? 0) + memory.queued;
      drops = (drops ?? 0) + memory.drops;
    }
    this.bufferUsed = used;
    this.bufferSize = size;
    this.loss.readKernel(drops);
  }

  /** Bytes granted where a socket got less than it asked for; null where all got it, as far as known. */
  shortOf(asked: number): number | null {
    for (const { bufferUsable } of this.#sockets) {
      if (bufferUsable !== null && bufferUsable < asked) return bufferUsable;
    }
    return null;
  }
}
