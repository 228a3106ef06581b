// netlink(7): one request socket for each protocol, non-blocking; answers come at once, since the kernel
// makes them while we ask.

import { constants } from 'node:os';
import * as libc from './libc.ts';

/** struct nlmsghdr; what it carries follows. */
export const HEADER_BYTES = 16;
export const NLM_F_REQUEST = 1;
export const NLM_F_DUMP = 0x300;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const ERRNO_BYTES = 4;
/** The kernel fills at most 32 KiB an answer. */
const ANSWER_BYTES = 64 << 10;

/** What is expected in answer to a request. */
export interface Expected {
  /** The messages' type, and the bytes that each carries at the least. */
  readonly type: number;
  readonly bytes: number;
  /** Named in the error when the kernel refuses. */
  readonly call: string;
}

export class Netlink {
  readonly #protocol: number;
  readonly #expected: Expected;
  readonly #answer = Buffer.alloc(ANSWER_BYTES);
  #descriptor = -1;
  #serial = 0;

  /** @param protocol such as NETLINK_ROUTE; the socket is opened by the first request */
  constructor(protocol: number, expected: Expected) {
    this.#protocol = protocol;
    this.#expected = expected;
  }

  /**
   * Sends a request and reads until the answer is complete. What is not there (ENOENT) is no error.
   * @param request room for the header, then what it carries
   * @param take called for each message, with where its payload stands in `answer`
   * @throws SystemError
   */
  ask(
    request: Buffer,
    type: number,
    flags: number,
    take: (answer: Buffer, at: number, end: number) => void,
  ): void {
    this.#serial = (this.#serial + 1) >>> 0;
    request.writeUInt32LE(request.length, 0);
    request.writeUInt16LE(type, 4);
    request.writeUInt16LE(flags, 6);
    request.writeUInt32LE(this.#serial, 8);
    if (this.#descriptor < 0) {
      this.#descriptor = libc.socket(libc.AF_NETLINK, libc.SOCK_DGRAM, this.#protocol);
    }
    const kernel = Buffer.alloc(12);
    kernel.writeUInt16LE(libc.AF_NETLINK);
    if (libc.sendto(this.#descriptor, request, kernel) < 0) {
      throw new libc.SystemError('sendto', libc.errno());
    }
    const dumping = flags !== NLM_F_REQUEST;
    for (;;) {
      const length = libc.recv(this.#descriptor, this.#answer);
      // EAGAIN: nothing more comes. An answer cut short is as good as what was in it.
      if (length <= 0) return;
      const answer = this.#answer.subarray(0, length);
      const expected = { ...this.#expected, serial: this.#serial, dumping };
      if (readAnswer(answer, expected, (at, end) => take(answer, at, end))) return;
    }
  }
}

/**
 * Goes through one answer; what is not to this request is passed over, and nothing is read beyond the
 * answer's end, whatever the lengths in it say.
 * @param take called for each message that is expected, with where its payload begins and ends
 * @returns whether no other answer is to follow
 * @throws SystemError when the kernel answers with an error
 */
export function readAnswer(
  answer: Buffer,
  { type, bytes, call, serial, dumping }: Expected & { serial: number; dumping: boolean },
  take: (at: number, end: number) => void,
): boolean {
  for (let at = 0; at + HEADER_BYTES <= answer.length; ) {
    const size = answer.readUInt32LE(at);
    const kind = answer.readUInt16LE(at + 4);
    if (size < HEADER_BYTES || at + size > answer.length) return true;
    const mine = answer.readUInt32LE(at + 8) === serial;
    if (mine && kind === NLMSG_DONE) return true;
    if (mine && kind === NLMSG_ERROR && size >= HEADER_BYTES + ERRNO_BYTES) {
      const errno = -answer.readInt32LE(at + HEADER_BYTES);
      if (errno === 0 || errno === constants.errno.ENOENT) return true;
      throw new libc.SystemError(call, errno);
    }
    if (mine && kind === type && size >= HEADER_BYTES + bytes) {
      take(at + HEADER_BYTES, at + size);
      if (!dumping) return true;
    }
    at += (size + 3) & ~3;
  }
  return false;
}
