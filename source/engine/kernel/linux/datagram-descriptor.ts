// The descriptor of a UDP socket, its receive buffer, and what the kernel says of it.

import type { Address } from '../../../protocol/address.ts';
import type { CallListener } from '../layer.ts';
import { decodeSockaddr, SOCKADDR_BYTES } from '../sockaddr.ts';
import * as libc from './libc.ts';
import { OPTION, OpeningCalls } from './opening-calls.ts';

/** setsockopt takes an int and the kernel doubles it. */
const LARGEST_BUFFER = 0x3fff_ffff;
/** Words of SO_MEMINFO (linux/sock_diag.h): bytes queued, the buffer's size, datagrams dropped. */
const MEMINFO_WORDS = 9;
const QUEUED = 0;
const SIZE = 1;
const DROPS = 8;

/** A datagram socket with its receive buffer, bound by `bind`; closed again if that throws. */
export function openDescriptor(
  family: Address['family'],
  bufferBytes: number,
  listener: CallListener,
  bind: (fd: number, calls: OpeningCalls) => void,
): number {
  const calls = new OpeningCalls(listener);
  const fd = calls.socket(family, 'SOCK_DGRAM');
  try {
    askForBuffer(calls, fd, bufferBytes);
    bind(fd, calls);
    return fd;
  } catch (error) {
    calls.close(fd);
    throw error;
  }
}

/** SO_RCVBUFFORCE goes beyond net.core.rmem_max where we are privileged; else SO_RCVBUF, capped. */
function askForBuffer(calls: OpeningCalls, fd: number, bytes: number): void {
  const asked = Math.min(bytes, LARGEST_BUFFER);
  try {
    calls.set(fd, OPTION.receiveBufferForce, asked);
  } catch {
    calls.set(fd, OPTION.receiveBuffer, asked);
  }
}

export function localOf(fd: number): Address {
  const room = Buffer.alloc(SOCKADDR_BYTES);
  libc.getsockname(fd).copy(room);
  return decodeSockaddr(room);
}

/** The receive buffer granted, in bytes as the kernel counts them: twice what it took of what was asked. */
export function bufferOf(fd: number): number {
  const value = Buffer.alloc(4);
  libc.getsockopt(fd, libc.SOL_SOCKET, libc.SO_RCVBUF, value);
  return value.readUInt32LE();
}

/** SO_MEMINFO, read into room that is made once; null where the kernel doesn't know it. */
export class MemoryReading {
  readonly #words = Buffer.alloc(MEMINFO_WORDS * 4);

  of(fd: number): { queued: number; size: number; drops: number } | null {
    try {
      libc.getsockopt(fd, libc.SOL_SOCKET, libc.SO_MEMINFO, this.#words);
    } catch {
      return null;
    }
    const word = (index: number) => this.#words.readUInt32LE(index * 4);
    return { queued: word(QUEUED), size: word(SIZE), drops: word(DROPS) };
  }
}
