// What is shown of one sender's numbers, of all the sockets of ours that it sent to together.

import type { SenderNumbers } from '../../../protocol/details.ts';
import type { SenderSequence } from './sender-sequence.ts';
import { Tally } from './tally.ts';

/** @returns null where no socket has heard a number */
export function numbersOf(sequences: Iterable<SenderSequence | null>): SenderNumbers | null {
  const sum = new Tally();
  let format: string | null = null;
  let jitterMicros: number | null = null;
  let jitterAssumed = false;
  for (const sequence of sequences) {
    if (sequence === null || sequence.format === null) continue;
    format ??= sequence.format.name;
    sum.add(sequence.tally());
    const micros = sequence.jitter?.micros ?? null;
    if (micros === null || (jitterMicros !== null && micros < jitterMicros)) continue;
    jitterMicros = micros;
    jitterAssumed = sequence.jitter?.assumed ?? false;
  }
  if (format === null) return null;
  const { numbered, gaps, duplicates, late, restarts } = sum;
  return { format, numbered, gaps, duplicates, late, restarts, jitterMicros, jitterAssumed };
}
