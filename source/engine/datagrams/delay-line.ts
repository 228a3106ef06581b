// Replies that wait for their time: one queue in the order of their times, and one timer, however many there
// are. Those that wait equally long leave in the order they came.

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
  readonly #clock: Clock;
  readonly #send: (data: Buffer, to: Address) => void;
  #queue: Waiting[] = [];
  #head = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, send: (data: Buffer, to: Address) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /**
   * Keeps `data` (which it may hold on to) until it is due; false when no more can wait.
   * @param delayMs milliseconds
   */
  add(data: Buffer, to: Address, delayMs: number): boolean {
    const waiting = this.#queue.length - this.#head;
    if (waiting >= MAX_WAITING_REPLIES || this.#bytes + data.length > MAX_WAITING_BYTES)
      return false;
    const due = this.#clock.monotonic() + delayMs;
    const at = this.#placeOf(due);
    this.#queue.splice(at, 0, { due, data, to });
    this.#bytes += data.length;
    if (at === this.#head) this.#disarm();
    this.#arm();
    return true;
  }

  /** Forgets all that wait. @returns how many did */
  clear(): number {
    const waiting = this.#queue.length - this.#head;
    this.#disarm();
    this.#queue = [];
    this.#head = 0;
    this.#bytes = 0;
    return waiting;
  }

  /** After all that are due before it or with it: mostly the end. */
  #placeOf(due: number): number {
    let [low, high] = [this.#head, this.#queue.length];
    if ((this.#queue[high - 1]?.due ?? due) <= due) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#queue[middle] as Waiting).due <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
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
