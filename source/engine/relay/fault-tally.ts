// The count of what the faults of one direction did, over all conversations of a relay.

import type { FaultCounts } from '../../protocol/faults.ts';

export class FaultTally implements FaultCounts {
  dropped = 0;
  reordered = 0;
  duplicated = 0;
  corrupted = 0;
  cuts = 0;

  /** As they are now. */
  counts(): FaultCounts {
    const { dropped, reordered, duplicated, corrupted, cuts } = this;
    return { dropped, reordered, duplicated, corrupted, cuts };
  }
}
