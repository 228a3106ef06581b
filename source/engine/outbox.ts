// Events on their way to a front end that reads them at its own pace, as the lines they are printed as:
// so they cross the threads as bytes, and the bound counts what it bounds. Batches go out as long as what is
// under way stays below a bound; beyond it events are skipped and counted, so that a slow or stopped
// reader costs neither memory nor received data.

import { eventLine } from '../protocol/event-line.ts';
import type { EngineEvent } from '../protocol/events.ts';

/** Text that may be under way unread: about a second of 100,000 small datagrams. */
export const OUTBOX_BYTES = 32 << 20;
/**
 * A batch is sent when it is so large; before that when the loop turns, if no other is under way, or as
 * soon as that is taken: the busier the reader, the fewer and larger the batches.
 */
const BATCH_BYTES = 256 << 10;
/** What a line has beside its payload, roughly. */
const LINE_BYTES = 240;

export interface OutboxPort {
  /** @param lines UTF-8, in memory of its own: it may be handed on */
  readonly post: (batch: number, lines: Uint8Array<ArrayBuffer>) => void;
  readonly now: () => number;
}

export class Outbox {
  readonly #port: OutboxPort;
  readonly #underWay: { readonly batch: number; readonly bytes: number }[] = [];
  /** Lines that are to be sent; the same memory for every batch, larger only when one line needs it. */
  #pending = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #pendingBytes = 0;
  #underWayBytes = 0;
  #nextBatch = 1;
  #skipped = 0;
  #skippedTold = 0;
  #scheduled = false;

  constructor(port: OutboxPort) {
    this.#port = port;
  }

  /** Events skipped since start. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Whether so many events, with so many bytes of payload between them, have room. If not they are
   * counted as skipped: then they needn't be made, which costs more than all else about a datagram.
   */
  admits(events: number, payloadBytes: number): boolean {
    const bytes = events * LINE_BYTES + Math.ceil(payloadBytes / 3) * 4;
    if (this.#underWayBytes + this.#pendingBytes + bytes <= OUTBOX_BYTES) return true;
    this.#skipped += events;
    return false;
  }

  push(event: EngineEvent): void {
    const line = eventLine(event);
    if (this.#underWayBytes + this.#pendingBytes + line.length > OUTBOX_BYTES) {
      this.#skipped += 1;
      return;
    }
    if (this.#skipped > this.#skippedTold) this.#tell();
    this.#add(line);
  }

  /** Puts a last word in, whatever the bound says, and sends all. */
  finish(event: EngineEvent): void {
    if (this.#skipped > this.#skippedTold) this.#tell();
    this.#add(eventLine(event));
    this.flush();
  }

  /** The reader has written out all batches up to this one. */
  taken(batch: number): void {
    while (this.#underWay[0] !== undefined && this.#underWay[0].batch <= batch) {
      this.#underWayBytes -= this.#underWay.shift()?.bytes ?? 0;
    }
    // Said as soon as there is room, not only when the next event comes: that may be never.
    if (this.#skipped > this.#skippedTold && this.#underWayBytes < OUTBOX_BYTES) this.#tell();
    if (this.#underWay.length === 0) this.flush();
  }

  flush(): void {
    if (this.#pendingBytes === 0) return;
    const batch = this.#nextBatch++;
    this.#underWay.push({ batch, bytes: this.#pendingBytes });
    this.#underWayBytes += this.#pendingBytes;
    const lines = new Uint8Array(this.#pending.subarray(0, this.#pendingBytes));
    this.#pendingBytes = 0;
    this.#port.post(batch, lines);
  }

  /** The loss line: all events skipped so far. */
  #tell(): void {
    this.#skippedTold = this.#skipped;
    const loss = { time: this.#port.now(), type: 'loss', engineDrops: this.#skipped } as const;
    this.#add(eventLine(loss));
  }

  #add(line: string): void {
    this.#makeRoom(line);
    this.#pendingBytes += this.#pending.write(line, this.#pendingBytes);
    if (this.#pendingBytes >= BATCH_BYTES) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        if (this.#underWay.length === 0) this.flush();
      });
    }
  }

  #makeRoom(line: string): void {
    // What its text takes in UTF-8 at the most: counting it would take as long as writing it.
    if (this.#pendingBytes + line.length * 3 <= this.#pending.length) return;
    this.flush();
    const bytes = Buffer.byteLength(line);
    if (bytes > this.#pending.length) this.#pending = Buffer.allocUnsafeSlow(bytes);
  }
}
