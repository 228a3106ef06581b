// Replies of one connection that wait for their time (`delay`). They leave in the order they came, also
// where the delay was made shorter meanwhile: a stream has one order. One timer serves them all. A reply may
// leave in drips; what comes after it waits for the last one.

import type { After, Drip } from '../../rules/rule.ts';
import type { Clock } from '../world.ts';

/**
 * Bytes that may wait before reading stops: four times what Node buffers of a write, so that a delayed
 * service still streams. With 10,000 clients at the limit it is 2.5 GB, which a peer pays for as well.
 */
export const DELAYED_BYTES = 256 << 10;
/** And pieces, since an object is dearer than the byte in it. */
export const DELAYED_REPLIES = 1024;

interface Waiting {
  due: number;
  /** What has not left yet; null: it is no reply but `after` alone. */
  data: Buffer | null;
  readonly drip: Drip | null;
  readonly after: After;
}

export class DelayedReplies {
  readonly #clock: Clock;
  readonly #due: (data: Buffer | null, after: After) => void;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param due told of each reply, or each drip of it, whose time has come */
  constructor(clock: Clock, due: (data: Buffer | null, after: After) => void) {
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

  /** @param delayMs milliseconds from now on, or more: none overtakes another */
  add(data: Buffer | null, delayMs: number, drip: Drip | null = null, after: After = 'stay'): void {
    this.#waiting.push({ due: this.#clock.monotonic() + delayMs, data, drip, after });
    this.#bytes += data?.length ?? 0;
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
      const { data, drip } = next;
      if (data !== null && drip !== null && data.length > drip.bytes) {
        next.data = data.subarray(drip.bytes);
        next.due = now + drip.everyMs;
        this.#bytes -= drip.bytes;
        this.#due(data.subarray(0, drip.bytes), 'stay');
      } else {
        this.#waiting.shift();
        this.#bytes -= data?.length ?? 0;
        this.#due(data, next.after);
      }
      next = this.#waiting[0];
    }
  }
}
