// One direction of a TCP conversation, on the clock: what one side sent is written to the other, one piece
// at a time, when its faults let it and that side takes it. As much as may be held back is; then the sender
// is not read from, and TCP makes it wait.

import type { DirectionFaults } from '../../protocol/faults.ts';
import type { Clock } from '../world.ts';
import { Alarm } from './alarm.ts';
import type { StreamEnd, StreamFaults } from './stream-faults.ts';

/** The side that is written to. */
export interface Sink {
  /** @param taken told once the kernel has taken all of it, or that it never will */
  write(bytes: Buffer, taken: (whole: boolean) => void): void;
}

export interface StreamPipeHooks {
  /** The sender's end has passed everything before it. */
  readonly ended: (how: StreamEnd) => void;
  readonly cut: () => void;
  /** A piece was written. */
  readonly passed: () => void;
  /** The sender may be read from again. */
  readonly roomAgain: () => void;
}

export class StreamPipe {
  readonly #faults: StreamFaults;
  readonly #clock: Clock;
  readonly #hooks: StreamPipeHooks;
  readonly #alarm: Alarm;
  #sink: Sink | null = null;
  #writing = false;

  constructor(faults: StreamFaults, clock: Clock, hooks: StreamPipeHooks) {
    this.#faults = faults;
    this.#clock = clock;
    this.#hooks = hooks;
    this.#alarm = new Alarm(clock, () => this.#run());
  }

  set faults(faults: DirectionFaults) {
    this.#faults.faults = faults;
    this.#run();
  }

  get full(): boolean {
    return this.#faults.full;
  }

  /** Nothing passes any more, whatever comes in. */
  get over(): boolean {
    return this.#faults.over;
  }

  /** @param data its own from now on */
  add(data: Buffer): void {
    this.#faults.add(data, this.#clock.monotonic());
    this.#run();
  }

  end(how: StreamEnd): void {
    this.#faults.end(how, this.#clock.monotonic());
    this.#run();
  }

  /** The other side is there. */
  open(sink: Sink): void {
    this.#sink = sink;
    this.#run();
  }

  /** Nothing more is written. @returns the bytes that have waited */
  close(): number {
    this.#sink = null;
    this.#alarm.clear();
    return this.#faults.clear();
  }

  #run(): void {
    if (this.#sink === null || this.#writing) return;
    const next = this.#faults.take(this.#clock.monotonic());
    if (next === null) {
      this.#alarm.set(this.#faults.nextAt);
      return;
    }
    switch (next.of) {
      case 'bytes':
        this.#write(this.#sink, next.data);
        break;
      case 'end':
        this.#hooks.ended(next.how);
        break;
      case 'cut':
        this.#hooks.cut();
        break;
    }
  }

  #write(sink: Sink, data: Buffer): void {
    this.#writing = true;
    this.#alarm.clear();
    sink.write(data, () => {
      this.#writing = false;
      this.#run();
      if (!this.#faults.full) this.#hooks.roomAgain();
    });
    this.#hooks.passed();
  }
}
