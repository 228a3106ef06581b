// Replies that wait. Every one waits equally long, so they leave in the order they came: one queue and
// one timer, however many there are.

import type { Address } from '../../protocol/address.ts';
import type { Clock } from '../world.ts';

/** Replies kept waiting, and their bytes: at 1 s of delay sixteen thousand a second; 16 MiB is little. */
export const MAX_WAITING_REPLIES = 16_384;
export const MAX_WAITING_BYTES = 16 << 20;
/** Sent in one turn of the loop, so that receiving goes on meanwhile. */
const SENT_A_TURN = 512;
/** setTimeout knows no longer wait. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

interface Waiting {
  readonly due: number;
  readonly data: Buffer;
  readonly to: Address;
}

export class DelayLine {
  readonly #delayMs: number;
  readonly #clock: Clock;
  readonly #send: (data: Buffer, to: Address) => void;
  #queue: Waiting[] = [];
  #head = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(delayMs: number, clock: Clock, send: (data: Buffer, to: Address) => void) {
    this.#delayMs = delayMs;
    this.#clock = clock;
    this.#send = send;
  }

  /** Keeps `data` (which it may hold on to) until it is due; false when no more can wait. */
  add(data: Buffer, to: Address): boolean {
    const waiting = this.#queue.length - this.#head;
    if (waiting >= MAX_WAITING_REPLIES || this.#bytes + data.length > MAX_WAITING_BYTES)
      return false;
    this.#queue.push({ due: this.#clock.monotonic() + this.#delayMs, data, to });
    this.#bytes += data.length;
    this.#arm();
    return true;
  }

  /** Forgets all that wait. @returns how many did */
  clear(): number {
    const waiting = this.#queue.length - this.#head;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
    this.#head = 0;
    this.#bytes = 0;
    return waiting;
  }

  #arm(): void {
    const next = this.#queue[this.#head];
    if (next === undefined || this.#timer !== undefined) return;
    const wait = Math.min(Math.max(next.due - this.#clock.monotonic(), 0), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#release();
    }, Math.ceil(wait));
  }

  #release(): void {
    const now = this.#clock.monotonic();
    for (let sent = 0; sent < SENT_A_TURN; sent += 1) {
      const next = this.#queue[this.#head];
      if (next === undefined || next.due > now) break;
      this.#head += 1;
      this.#bytes -= next.data.length;
      this.#send(next.data, next.to);
    }
    // What has gone is cut off once it is most of the array: constant work a reply, on average.
    if (this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    this.#arm();
  }
}
