// Files that are received: what the course's protocols announce, and what came of it.

import type { Address } from './address.ts';
import type { Problem } from './problem.ts';

/**
 * How a file goes over the wire. `tcp-size`: its size in digits, its bytes, the end of the stream.
 * `udp-eof`: its size, blocks, then `EOF`. `udp-ack`: the same with numbered blocks, each acknowledged.
 */
export type TransferProtocol = 'tcp-size' | 'udp-eof' | 'udp-ack';

/**
 * `complete`: every announced byte came and none more. `short`: fewer came, `excess`: more. `suspect`: as
 * many, but blocks without numbers can't have been in order or whole; or nobody said how many.
 */
export type Verdict = 'complete' | 'short' | 'excess' | 'suspect';

export interface Transfer {
  /** `f1`: counted over all that one endpoint received. */
  readonly key: string;
  readonly remote: Address;
  /** Null as long as the bytes do not tell. */
  readonly protocol: TransferProtocol | null;
  /** Where it is now: ends in `.partial` unless all of it is there. Null: nowhere. */
  readonly path: string | null;
  /** Bytes, as the peer said; of tcp-size it is likely only, until the end proves it. Null: not heard. */
  readonly announced: number | null;
  /** Bytes of the file that came, and that the file has. */
  readonly received: number;
  readonly written: number;
  /** Bytes a second: lately while it comes, of all of it once it is over; null until that is known. */
  readonly perSecond: number | null;
  /** Null while it comes. */
  readonly verdict: Verdict | null;
  /** Of what was written, in hex; null while it comes, or where it can't be known. */
  readonly sha256: string | null;
  /** Why it ended early or can't be told from a whole one. */
  readonly problem: Problem | null;
  /** Milliseconds since the epoch; null while it comes. */
  readonly startedAt: number;
  readonly endedAt: number | null;
}
