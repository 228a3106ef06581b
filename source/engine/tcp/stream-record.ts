// What one connection carried: byte counts each way, its chunks in the stream journal, and the events that
// tell of them.

import type { PayloadChunk } from '../../protocol/views.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import type { Direction } from '../journal.ts';
import type { StreamShare } from '../timeline/connection-timeline.ts';

/** A detail view's share of a conversation: some screens of hex. It crosses the thread with each view. */
const DETAIL_CHUNKS = 64;
const DETAIL_BYTES = 32 << 10;

export class StreamRecord {
  /** Payload bytes received, and handed to the kernel for the peer. */
  bytesIn = 0;
  bytesOut = 0;
  /** Chunks both ways; how many there were when the last one went out, and when that was. */
  entries = 0;
  #lastOut = 0;
  #lastOutAt = 0;
  readonly #connection: string;
  readonly #context: EndpointContext;
  /** Its number in the journal. */
  readonly owner: number;
  /** The last chunk, once nothing more will come. */
  #last: number | null = null;

  /** @param connection `c13` */
  constructor(connection: string, context: EndpointContext) {
    this.#connection = connection;
    this.#context = context;
    this.owner = context.journal.addOwner();
  }

  /** So much was received, or the kernel has taken all of it for the peer. */
  add(direction: Direction, data: Buffer): void {
    const { journal, world } = this.#context;
    const time = world.clock.now();
    const offset = direction === 'in' ? this.bytesIn : this.bytesOut;
    const { length } = data;
    // Its address is its connection's, which whoever asks knows.
    journal.append(this.owner, direction, time, length, data, 0, length, null, 0, offset);
    this.entries += 1;
    if (direction === 'in') {
      this.bytesIn += length;
    } else {
      this.bytesOut += length;
      this.#lastOut = this.entries;
      this.#lastOutAt = time;
    }
    this.#context.changed();
    if (this.#context.wantsEvents(1, length)) this.#tell(direction, time, data);
  }

  /** Its part of the journal. */
  get share(): StreamShare {
    const { journal } = this.#context;
    const lastOut = { number: this.#lastOut, time: this.#lastOutAt };
    return { journal, owner: this.owner, total: this.entries, lastOut };
  }

  /** The latest chunks still held, oldest first, and how many bytes are not among them. */
  chunks(): { chunks: PayloadChunk[]; forgottenBytes: number } {
    const { journal } = this.#context;
    const chunks: PayloadChunk[] = [];
    let kept = 0;
    let at = journal.lastOf(this.owner);
    while (at >= 0 && chunks.length < DETAIL_CHUNKS && kept < DETAIL_BYTES) {
      const entry = journal.entry(at);
      if (entry === null) break;
      const data = journal.payload(at, DETAIL_BYTES - kept).toString('latin1');
      const { time, direction, bytes, offset } = entry;
      chunks.push({ time, direction, bytes, offset, data });
      kept += data.length;
      at = journal.previousOf(at);
    }
    return { chunks: chunks.reverse(), forgottenBytes: this.bytesIn + this.bytesOut - kept };
  }

  /**
   * Bytes each way by a moment, in milliseconds since the epoch: what came later, as far as the journal
   * holds it, is taken off. Null where that has been forgotten.
   */
  bytesBy(time: number): { readonly in: number | null; readonly out: number | null } {
    const { journal } = this.#context;
    const left = { in: this.bytesIn, out: this.bytesOut };
    let at = this.#last ?? journal.lastOf(this.owner);
    while (journal.has(at) && journal.timeOf(at) > time) {
      left[journal.directionOf(at)] -= journal.bytesOf(at);
      at = journal.previousOf(at);
    }
    // The journal forgets from the oldest on: with anything that old it still has all that came later.
    const { first, next } = journal;
    const all = journal.has(at) || first === 0 || (first < next && journal.timeOf(first) <= time);
    const known = (bytes: number): number | null => (all || bytes === 0 ? bytes : null);
    return { in: known(left.in), out: known(left.out) };
  }

  /** The connection's row is gone: its chunks are asked for no more. */
  forget(): void {
    const { journal } = this.#context;
    this.#last ??= journal.lastOf(this.owner);
    journal.removeOwner(this.owner);
  }

  #tell(direction: Direction, time: number, data: Buffer): void {
    this.#context.emit({
      type: direction === 'in' ? 'connection.received' : 'connection.sent',
      time,
      endpoint: this.#context.id,
      connection: this.#connection,
      bytes: data.length,
      data: data.toString('base64'),
    });
  }
}
