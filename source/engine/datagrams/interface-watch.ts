// When to look which interfaces are there: whoever uses some follows them as they come and go.

import type { NetworkInterface, SocketLayer } from '../kernel/layer.ts';

/** How often they are looked at: nobody plugs faster, and a look costs some file reads. */
const LOOK_MS = 2000;

export class InterfaceWatch {
  readonly #sockets: SocketLayer;
  /** Monotonic milliseconds. */
  #lookedAt = 0;

  constructor(sockets: SocketLayer) {
    this.#sockets = sockets;
  }

  /** Those that are up. @param now monotonic milliseconds */
  look(now: number): readonly NetworkInterface[] {
    this.#lookedAt = now;
    return this.#sockets.interfaces();
  }

  /** The same; null while the last look was a moment ago. */
  lookAgain(now: number): readonly NetworkInterface[] | null {
    return now - this.#lookedAt < LOOK_MS ? null : this.look(now);
  }
}

/** Whether it is still that one: one that was made anew has another index. */
export const isThere = (on: NetworkInterface, there: readonly NetworkInterface[]): boolean =>
  there.some(({ name, index }) => name === on.name && index === on.index);
