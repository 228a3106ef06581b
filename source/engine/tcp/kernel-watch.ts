// Follows one connection in the kernel while its details are on the screen: twice a second, with what the
// last half minute was like. Nobody else's connection is asked so much.

import type { KernelHistory, KernelStrip } from '../../protocol/views.ts';
import type { KernelSample } from '../kernel/layer.ts';
import type { Connection } from './connection.ts';

/** Twice a second: what is faster can't be read. */
export const STRIP_MS = 500;
/** Half a minute of samples; a line of details has room for no more. */
export const STRIPS_KEPT = 60;
/** The screen asks at least once a second; a terminal that is not read may take a little longer. */
const FORGOTTEN_AFTER_MS = 3000;

export class KernelWatch {
  #connection: Connection | null = null;
  #askedAt = 0;
  #sampledAt = 0;
  #last: KernelSample | null = null;
  #rttMicros: (number | null)[] = [];
  #received: (number | null)[] = [];
  #acknowledged: (number | null)[] = [];

  /**
   * Of this connection, and from now on: the newest sample. Null: closed, or the kernel can't be asked.
   * @param now monotonic milliseconds
   */
  strip(connection: Connection, now: number): KernelStrip | null {
    this.#askedAt = now;
    if (connection !== this.#connection) this.#begin(connection, now);
    if (connection.closed || this.#last === null) return null;
    const { bytesReceived: _received, bytesAcknowledged: _acknowledged, ...shown } = this.#last;
    return { ...shown, history: this.#history() };
  }

  /**
   * Takes a sample when it is time for one; called often.
   * @param now monotonic milliseconds
   * @returns whether the strip is another one
   */
  sample(now: number): boolean {
    const connection = this.#connection;
    if (connection === null || now - this.#sampledAt < STRIP_MS) return false;
    if (connection.closed || now - this.#askedAt > FORGOTTEN_AFTER_MS) {
      this.#forget();
      return false;
    }
    const before = JSON.stringify([this.#last, this.#history()]);
    this.#take(connection, now);
    return before !== JSON.stringify([this.#last, this.#history()]);
  }

  #begin(connection: Connection, now: number): void {
    this.#forget();
    this.#connection = connection;
    this.#take(connection, now);
  }

  #take(connection: Connection, now: number): void {
    const [before, sample] = [this.#last, connection.kernelSample()];
    const seconds = (now - this.#sampledAt) / 1000;
    this.#last = sample;
    this.#sampledAt = now;
    if (sample === null) return;
    keep(this.#rttMicros, sample.rttMicros);
    if (before === null) return;
    keep(this.#received, growth(before.bytesReceived, sample.bytesReceived, seconds));
    keep(this.#acknowledged, growth(before.bytesAcknowledged, sample.bytesAcknowledged, seconds));
  }

  #history(): KernelHistory {
    return {
      rttMicros: [...this.#rttMicros],
      receivedPerSecond: [...this.#received],
      acknowledgedPerSecond: [...this.#acknowledged],
    };
  }

  #forget(): void {
    this.#connection = null;
    this.#last = null;
    this.#rttMicros = [];
    this.#received = [];
    this.#acknowledged = [];
  }
}

function keep(values: (number | null)[], value: number | null): void {
  values.push(value);
  if (values.length > STRIPS_KEPT) values.shift();
}

/** Whole bytes a second, and something for anything at all. */
function growth(before: number | null, now: number | null, seconds: number): number | null {
  return before === null || now === null ? null : Math.ceil((now - before) / seconds);
}
