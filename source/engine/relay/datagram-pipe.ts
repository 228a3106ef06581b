// One direction of a UDP conversation, on the clock: what comes in leaves when its faults let it.

import type { DirectionFaults } from '../../protocol/faults.ts';
import type { Clock } from '../world.ts';
import { Alarm } from './alarm.ts';
import type { DatagramFaults, Fate } from './datagram-faults.ts';

/** Sent in one turn of the loop, so that receiving goes on meanwhile. */
const SENT_A_TURN = 256;

export class DatagramPipe {
  readonly #faults: DatagramFaults;
  readonly #clock: Clock;
  readonly #send: (data: Buffer) => void;
  readonly #alarm: Alarm;
  #open = false;

  /** Closed at first: nothing leaves. */
  constructor(faults: DatagramFaults, clock: Clock, send: (data: Buffer) => void) {
    this.#faults = faults;
    this.#clock = clock;
    this.#send = send;
    this.#alarm = new Alarm(clock, () => this.#run());
  }

  set faults(faults: DirectionFaults) {
    this.#faults.faults = faults;
    this.#run();
  }

  /** @param data its own from now on */
  add(data: Buffer): Fate {
    const fate = this.#faults.add(data, this.#clock.monotonic());
    this.#run();
    return fate;
  }

  open(): void {
    this.#open = true;
    this.#run();
  }

  /** Forgets what waits. */
  close(): void {
    this.#open = false;
    this.#alarm.clear();
    this.#faults.clear();
  }

  #run(): void {
    if (!this.#open) return;
    const now = this.#clock.monotonic();
    for (let sent = 0; sent < SENT_A_TURN; sent += 1) {
      const data = this.#faults.take(now);
      if (data === null) break;
      this.#send(data);
    }
    this.#alarm.set(this.#faults.nextAt);
  }
}
