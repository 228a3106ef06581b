// What a service wants done for one message, whoever carries it out.

import type { After, Drip } from '../../rules/rule.ts';

export interface Reply {
  /** Null: nothing is sent. Empty: an empty datagram; of a stream it is nothing, but counts as a reply. */
  readonly data: Buffer | null;
  /** Milliseconds before it leaves; null: as the endpoint's `delay` says. */
  readonly delayMs: number | null;
  /** Of TCP alone, and so is `after`. Null: it leaves at once. */
  readonly drip: Drip | null;
  readonly after: After;
}
