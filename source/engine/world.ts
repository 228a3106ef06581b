// Everything the engine takes from outside: the time and the sockets. Tests hand in others.

import type { SocketLayer } from './kernel/layer.ts';

export interface Clock {
  /** Milliseconds since the epoch, as shown. */
  now(): number;
  /** Milliseconds that never jump, for durations. */
  monotonic(): number;
}

export interface World {
  readonly clock: Clock;
  readonly sockets: SocketLayer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
