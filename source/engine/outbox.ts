// Events on their way to a front end that reads them at its own pace. Batches go out as long as what is
// under way stays below a bound; beyond it events are skipped and counted, so that a slow or stopped
// reader costs neither memory nor received data.

import type { EngineEvent } from '../protocol/events.ts';

/** Text that may be under way unread: about a second of 100,000 small datagrams. */
export const OUTBOX_BYTES = 32 << 20;
/** A batch is sent when it is so large, or when the loop turns. */
const BATCH_BYTES = 256 << 10;
/** What an event costs beside its payload, roughly, printed or in memory. */
const EVENT_BYTES = 240;

export interface OutboxPort {
  readonly post: (batch: number, events: readonly EngineEvent[]) => void;
  readonly now: () => number;
}

export class Outbox {
  readonly #port: OutboxPort;
  readonly #underWay: { readonly batch: number; readonly bytes: number }[] = [];
  #pending: EngineEvent[] = [];
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
    const bytes = events * EVENT_BYTES + Math.ceil(payloadBytes / 3) * 4;
    if (this.#underWayBytes + this.#pendingBytes + bytes <= OUTBOX_BYTES) return true;
    this.#skipped += events;
    return false;
  }

  push(event: EngineEvent): void {
    const bytes = EVENT_BYTES + ('data' in event ? event.data.length : 0);
    if (this.#underWayBytes + this.#pendingBytes + bytes > OUTBOX_BYTES) {
      this.#skipped += 1;
      return;
    }
    if (this.#skipped > this.#skippedTold) this.#tell();
    this.#add(event, bytes);
  }

  /** Puts a last word in, whatever the bound says, and sends all. */
  finish(event: EngineEvent): void {
    if (this.#skipped > this.#skippedTold) this.#tell();
    this.#add(event, EVENT_BYTES);
    this.flush();
  }

  /** The reader has written out all batches up to this one. */
  taken(batch: number): void {
    while (this.#underWay[0] !== undefined && this.#underWay[0].batch <= batch) {
      this.#underWayBytes -= this.#underWay.shift()?.bytes ?? 0;
    }
    // Said as soon as there is room, not only when the next event comes: that may be never.
    if (this.#skipped > this.#skippedTold && this.#underWayBytes < OUTBOX_BYTES) this.#tell();
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#pending.length === 0) return;
    const batch = this.#nextBatch++;
    this.#underWay.push({ batch, bytes: this.#pendingBytes });
    this.#underWayBytes += this.#pendingBytes;
    const events = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#port.post(batch, events);
  }

  /** The loss line: all events skipped so far. */
  #tell(): void {
    this.#skippedTold = this.#skipped;
    const loss = { time: this.#port.now(), type: 'loss', engineDrops: this.#skipped } as const;
    this.#add(loss, EVENT_BYTES);
  }

  #add(event: EngineEvent, bytes: number): void {
    this.#pending.push(event);
    this.#pendingBytes += bytes;
    if (this.#pendingBytes >= BATCH_BYTES) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
  }
}
