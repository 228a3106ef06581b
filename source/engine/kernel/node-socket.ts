// What both layers have Node's sockets do, and there is no plain call for.

import type { Socket as DatagramSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import type { Address } from '../../protocol/address.ts';
import { withZoneName } from './interfaces.ts';

interface Handle {
  reading?: boolean;
  readStart?: () => void;
  readStop?: () => void;
}

/**
 * Leaves what arrives in the kernel, or reads on. `pause()` alone goes on reading until Node's own buffer
 * is full, 64 KiB that would be missing from the receive queue. Where Node's insides are others, that is
 * what happens.
 */
export function holdReading(socket: Socket, held: boolean): void {
  const { _handle: handle } = socket as unknown as { _handle?: Handle | null };
  if (typeof handle?.readStop !== 'function' || typeof handle.readStart !== 'function') return;
  handle.reading = !held;
  if (held) handle.readStop();
  else handle.readStart();
}

/** Ends it with RST; what is not sent yet is thrown away. */
export function abort(socket: Socket): void {
  // libuv refuses while a shutdown(2) is on its way, and would leave it open: that is a turn of the loop.
  const { writableEnded, writableFinished, writableLength } = socket;
  if (writableEnded && !writableFinished && writableLength === 0) {
    socket.once('finish', () => socket.resetAndDestroy());
  } else {
    socket.resetAndDestroy();
  }
}

/** Settles once the kernel has taken the datagram. Rejects with Node's error, which carries `code`. */
export function sendOne(socket: DatagramSocket, data: Buffer, to: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    // Port 0, and a socket that is closed by now, are refused before the kernel is asked.
    socket.send(data, to.port, withZoneName(to.address), (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}
