// When datagrams arrived, by the kernel's clock (socket(7)), asked for in two ways: those that recvmmsg
// takes bring it along as control data, for the one that Node took the kernel is asked afterwards.

import * as libc from './libc.ts';
import { STAMP_BYTES } from './message-vector.ts';

/** As the kernel takes them; made once, for they are set at every burst. */
const ON = Buffer.from(Int32Array.of(1).buffer);
const OFF = Buffer.from(Int32Array.of(0).buffer);

export class ArrivalStamps {
  readonly #fd: number;
  /** Room for the one that Node took; null while nobody asks. */
  #last: Buffer | null = null;
  #ended = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Somebody asks: what is taken in `during` brings its arrival along. */
  get wanted(): boolean {
    return this.#last !== null;
  }

  start(): void {
    if (this.#last !== null) return;
    this.#last = Buffer.alloc(STAMP_BYTES);
    // Once set, the kernel goes on noting when each arrives; who reads how is for `during` to say.
    this.during(() => {});
  }

  /** The socket is closed, maybe inside of `during`. */
  end(): void {
    this.#ended = true;
  }

  /** When what Node took last arrived, as a struct timespec; null where nobody asks, or the kernel doesn't say. */
  ofLast(): Buffer | null {
    const stamp = this.#last;
    if (stamp === null || this.#ended) return null;
    return libc.ioctlInto(this.#fd, libc.SIOCGSTAMPNS, stamp) ? stamp : null;
  }

  /**
   * Runs what takes datagrams by recvmmsg, with their arrivals where somebody asks. Only meanwhile: with
   * SO_TIMESTAMPNS on the kernel tells with the datagram alone, and what Node takes comes without; with
   * it off it keeps the time of the last one taken for SIOCGSTAMPNS.
   */
  during(take: () => void): void {
    if (this.#last === null) {
      take();
      return;
    }
    this.#set(ON);
    try {
      take();
    } finally {
      this.#set(OFF);
    }
  }

  #set(on: Buffer): void {
    if (!this.#ended) libc.setsockopt(this.#fd, libc.SOL_SOCKET, libc.SO_TIMESTAMPNS, on);
  }
}
