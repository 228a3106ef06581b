// What one connection carried: byte counts each way, and its chunks in the stream journal.

import type { PayloadChunk } from '../../protocol/views.ts';
import type { Direction, Journal } from '../journal.ts';

/** A detail view's share of a conversation: some screens of hex. It crosses the thread with each view. */
const DETAIL_CHUNKS = 64;
const DETAIL_BYTES = 32 << 10;

export class StreamRecord {
  /** Payload bytes received, and handed to the kernel for the peer. */
  bytesIn = 0;
  bytesOut = 0;
  readonly #journal: Journal;
  readonly #owner: number;

  constructor(journal: Journal) {
    this.#journal = journal;
    this.#owner = journal.addOwner();
  }

  /** @param time milliseconds since the epoch */
  add(direction: Direction, time: number, data: Buffer): void {
    const offset = direction === 'in' ? this.bytesIn : this.bytesOut;
    const { length } = data;
    // Its address is its connection's, which whoever asks knows.
    this.#journal.append(this.#owner, direction, time, length, data, 0, length, null, 0, offset);
    if (direction === 'in') this.bytesIn += length;
    else this.bytesOut += length;
  }

  /** The latest chunks still held, oldest first, and how many bytes are not among them. */
  chunks(): { chunks: PayloadChunk[]; forgottenBytes: number } {
    const chunks: PayloadChunk[] = [];
    let kept = 0;
    let at = this.#journal.lastOf(this.#owner);
    while (at >= 0 && chunks.length < DETAIL_CHUNKS && kept < DETAIL_BYTES) {
      const entry = this.#journal.entry(at);
      if (entry === null) break;
      const data = this.#journal.payload(at, DETAIL_BYTES - kept).toString('latin1');
      const { time, direction, bytes, offset } = entry;
      chunks.push({ time, direction, bytes, offset, data });
      kept += data.length;
      at = this.#journal.previousOf(at);
    }
    return { chunks: chunks.reverse(), forgottenBytes: this.bytesIn + this.bytesOut - kept };
  }

  /** The connection's row is gone: nothing will be asked for any more. */
  forget(): void {
    this.#journal.removeOwner(this.#owner);
  }
}
