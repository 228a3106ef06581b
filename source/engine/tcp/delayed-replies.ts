// Replies of one connection that wait for their time (`delay`). They leave in the order they came, also
// where the delay was made shorter meanwhile: a stream has one order. One timer serves them all.

import type { Clock } from '../world.ts';

/**
 * Bytes that may wait before reading stops: four times what Node buffers of a write, so that a delayed
 * service still streams. With 10,000 clients at the limit it is 2.5 GB, which a peer pays for as well.
 */
export const DELAYED_BYTES = 256 << 10;
/** And pieces, since an object is dearer than the byte in it. */
export const DELAYED_REPLIES = 1024;

export class DelayedReplies {
  /** For those to come, in milliseconds. */
  delayMs: number;
  readonly #clock: Clock;
  readonly #due: (reply: Buffer) => void;
  #waiting: { readonly due: number; readonly reply: Buffer }[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(delayMs: number, clock: Clock, due: (reply: Buffer) => void) {
    this.delayMs = delayMs;
    this.#clock = clock;
    this.#due = due;
  }

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  /** True: read no more until some have left. What is added all the same is kept. */
  get full(): boolean {
    return this.#bytes >= DELAYED_BYTES || this.#waiting.length >= DELAYED_REPLIES;
  }

  add(reply: Buffer): void {
    this.#waiting.push({ due: this.#clock.monotonic() + this.delayMs, reply });
    this.#bytes += reply.length;
    this.#arm();
  }

  clear(): void {
    if (this.empty) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#bytes = 0;
  }

  #arm(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#release();
        this.#arm();
      },
      Math.max(0, Math.ceil(first.due - this.#clock.monotonic())),
    );
  }

  #release(): void {
    const now = this.#clock.monotonic();
    for (let next = this.#waiting[0]; next !== undefined && next.due <= now; ) {
      this.#waiting.shift();
      this.#bytes -= next.reply.length;
      this.#due(next.reply);
      next = this.#waiting[0];
    }
  }
}
