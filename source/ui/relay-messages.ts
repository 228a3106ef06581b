// What the screen says of relays.

import type { FaultCounts } from '../protocol/faults.ts';
import { bytes, count, duration } from './text/format.ts';

export const relay = {
  to: (target: string) => `to ${target}`,
  labels: {
    to: 'relayed to',
    faults: 'faults',
    onPurpose: { up: 'done up', down: 'done down' },
    side: 'other side',
    answer: 'answered in',
  },
  noFaults: 'none: all passes as it is',
  nothingDone: 'nothing on purpose',
  onPurpose: (what: string) => `${what} on purpose`,
  with: (other: string, time: string | null) =>
    time === null ? `with ${other}` : `with ${other}, answer ${time}`,
  /** Its connection, and its two ends. */
  side: (connection: string | null, local: string, remote: string) =>
    `${connection === null ? '' : `${connection}, `}${local} to ${remote}`,
  sideNotYet: 'not reached yet',
};

/** As a phrase; what is quicker than a millisecond took some time all the same. */
export const answerTime = (ms: number): string => (ms < 1 ? '<1 ms' : duration(ms));

/** `dropped 12, doubled 3`; empty: nothing. Of streams it is bytes that were dropped. */
export function doneText(counts: FaultCounts, transport: 'tcp' | 'udp'): string {
  const { dropped, reordered, duplicated, corrupted, cuts } = counts;
  const amount = transport === 'tcp' ? bytes(dropped) : count(dropped);
  return [
    dropped > 0 ? `dropped ${amount.trim()}` : '',
    duplicated > 0 ? `doubled ${count(duplicated).trim()}` : '',
    reordered > 0 ? `swapped ${count(reordered).trim()}` : '',
    corrupted > 0 ? `spoilt ${count(corrupted).trim()}` : '',
    cuts > 0 ? `cut ${count(cuts).trim()}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Of both directions together. */
export function addedUp({ up, down }: { up: FaultCounts; down: FaultCounts }): FaultCounts {
  return {
    dropped: up.dropped + down.dropped,
    reordered: up.reordered + down.reordered,
    duplicated: up.duplicated + down.duplicated,
    corrupted: up.corrupted + down.corrupted,
    cuts: up.cuts + down.cuts,
  };
}
