// The memory that the program may take under any load, from its own named limits.

import {
  DATAGRAM_JOURNAL,
  type JournalLimits,
  STREAM_JOURNAL,
} from '../../source/engine/journal.ts';
import { OUTBOX_BYTES } from '../../source/engine/outbox.ts';

const MIB = 1 << 20;
const HEAP_MIB = 128;

/** What V8 may take for each thread: less than by itself, so that what is garbage is collected. */
export const SMALL_HEAP = `--max-old-space-size=${HEAP_MIB}`;

/** A journal's record of an entry, its payload aside. */
const ENTRY_BYTES = 64;
/** What a client may hold: Node's buffers of a read and a write, and the objects about it. */
const CLIENT_BYTES = MIB / 2;

const journal = ({ bytes, entries }: JournalLimits): number => bytes + entries * ENTRY_BYTES;

/**
 * Bytes that the resident memory may grow by from an idle start with SMALL_HEAP: the journals, what is
 * under way to a reader (in the engine's thread, between the threads, in the main one, and as bytes for
 * the pipe), both heaps.
 */
export function growthBound(clients: number): number {
  const journals = journal(STREAM_JOURNAL) + 2 * journal(DATAGRAM_JOURNAL);
  return journals + 4 * OUTBOX_BYTES + 2 * HEAP_MIB * MIB + clients * CLIENT_BYTES;
}
