// What one socket of an outgoing endpoint sends by itself: once, or again and again at its pace. It never
// waits for anybody: what can't go now is tried again a little later, as the same message.

import { sendsSomething } from '../../endpoint-spec.ts';
import type { SendSpec } from '../../protocol/spec.ts';
import type { Clock } from '../world.ts';
import { Messages } from './messages.ts';
import { Pacer } from './pacer.ts';

/** Messages that go in one turn of the loop: some milliseconds, then others have theirs. */
const MESSAGES_A_TURN = 4096;
/** The kernel took no more: how soon it is asked again. */
const BLOCKED_MS = 10;

/** Where the messages go. */
export interface Outlet {
  /** False: not now. True for what is taken, or lost and counted by whoever lost it. */
  send(message: Buffer): boolean;
  /** Runs what sends several, so that they can leave together. */
  together(run: () => void): void;
}

export class Sending {
  readonly #messages: Messages;
  readonly #over: () => void;
  readonly #clock: Clock;
  #outlet: Outlet;
  readonly #pacer: Pacer;
  readonly #again: boolean;
  #left: number;
  /** Made, but not taken yet. */
  #held: Buffer | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @param over told once the last one is taken; never where there is none, or it was stopped before */
  constructor(spec: SendSpec, clock: Clock, outlet: Outlet, over: () => void = () => {}) {
    const { everyMs, perSecond, count } = spec;
    this.#over = over;
    this.#messages = new Messages(spec);
    this.#clock = clock;
    this.#outlet = outlet;
    this.#again = everyMs !== null || perSecond !== null;
    const intervalMs = everyMs ?? 1000 / (perSecond ?? 1);
    this.#pacer = new Pacer(intervalMs, clock.monotonic());
    const once = sendsSomething(spec) ? 1 : 0;
    this.#left = this.#again ? (count ?? Number.POSITIVE_INFINITY) : once;
  }

  /** Sends the first one now. */
  start(): void {
    const due = Math.min(this.#pacer.due(this.#clock.monotonic()), this.#left, MESSAGES_A_TURN);
    const sent = this.#send(due);
    this.#pacer.took(sent);
    this.#left -= sent;
    if (this.#left <= 0) {
      if (sent > 0) this.#over();
      return;
    }
    const wait = sent < due ? BLOCKED_MS : this.#pacer.wait(this.#clock.monotonic());
    this.#timer = setTimeout(() => this.start(), Math.ceil(wait));
  }

  /** Sends nothing for now; start() goes on where it stood. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Where the messages go from now on. */
  goTo(outlet: Outlet): void {
    this.#outlet = outlet;
  }

  stop(): void {
    this.pause();
    this.#left = 0;
  }

  /** @returns how many were taken */
  #send(due: number): number {
    let sent = 0;
    this.#outlet.together(() => {
      for (; sent < due; sent += 1) {
        this.#held ??= this.#messages.next();
        if (!this.#outlet.send(this.#held)) return;
        this.#held = null;
      }
    });
    return sent;
  }
}
