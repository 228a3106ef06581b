// The datagrams of one endpoint: counted, kept in the journal, told as events. The path of an arriving
// datagram makes no object unless somebody reads events.

import type { Address } from '../../protocol/address.ts';
import type { SequenceTally } from '../../protocol/details.ts';
import type { DatagramEvent } from '../../protocol/events.ts';
import type { SequenceSpec } from '../../protocol/sequence.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import type { DatagramBatch } from '../kernel/layer.ts';
import { sameSockaddr } from '../kernel/sockaddr.ts';
import { Rate } from '../rate.ts';
import type { Share } from '../timeline/carried.ts';
import { SenderTable } from './senders.ts';
import { SequenceReader } from './sequence/sequence-reader.ts';

export class DatagramTraffic {
  /** Its number in the journal. */
  readonly owner: number;
  readonly senders: SenderTable;
  readonly messageRate = new Rate();
  readonly sentRate = new Rate();
  readonly #inRate = new Rate();
  readonly #outRate = new Rate();
  received = 0;
  sent = 0;
  bytesReceived = 0;
  bytesSent = 0;
  readonly #context: EndpointContext;
  readonly #group: string | null;
  #ended = false;

  /**
   * @param group what it receives for; null: its own address
   * @param sequence where payloads carry a number
   */
  constructor(context: EndpointContext, group: string | null, sequence: SequenceSpec) {
    this.#context = context;
    this.#group = group;
    this.senders = new SenderTable(new SequenceReader(sequence));
    this.owner = context.journal.addOwner();
  }

  /** Its part of the journal. */
  get share(): Share {
    const { journal } = this.#context;
    return { journal, owner: this.owner, total: this.received + this.sent };
  }

  /** @param local the socket's end, for the events */
  countReceived(batch: DatagramBatch, local: Address): void {
    this.received += batch.count;
    this.bytesReceived += this.#record('datagram.received', batch, local);
    this.senders.count(batch, local.port);
    this.#context.changed();
  }

  countSent(batch: DatagramBatch, local: Address): void {
    this.sent += batch.count;
    this.bytesSent += this.#record('datagram.sent', batch, local);
    this.#context.changed();
  }

  /** What the numbers in payloads say as of now; null while none is known to carry one. */
  get numbers(): SequenceTally | null {
    const { heard, totals } = this.senders.sequence;
    return heard ? { ...totals } : null;
  }

  /** Its part of the endpoint's row. */
  columns() {
    return {
      received: this.received,
      sent: this.sent,
      bytesReceived: this.bytesReceived,
      bytesSent: this.bytesSent,
      messagesPerSecond: this.messageRate.perSecond,
      bytesInPerSecond: this.#inRate.perSecond,
      bytesOutPerSecond: this.#outRate.perSecond,
      gaps: this.numbers?.gaps ?? null,
      senders: this.senders.size,
      lastSender: this.senders.last,
    };
  }

  /** Its part of the endpoint's summary. */
  totals() {
    return {
      datagramsReceived: this.received,
      datagramsSent: this.sent,
      bytesReceived: this.bytesReceived,
      bytesSent: this.bytesSent,
    };
  }

  /** What a row shows of it as it goes on, to compare. */
  shown(): string {
    const rates = [this.messageRate, this.sentRate].map((rate) => Math.round(rate.perSecond * 10));
    return `${rates.join(' ')} ${this.numbers?.gaps}`;
  }

  /** @param now monotonic milliseconds */
  sampleRates(now: number): void {
    this.messageRate.sample(this.received, now);
    this.sentRate.sample(this.sent, now);
    this.#inRate.sample(this.bytesReceived, now);
    this.#outRate.sample(this.bytesSent, now);
    this.senders.sampleRates(now);
  }

  /** Nothing is kept any more; what Node still tells of having sent is only counted. */
  end(): void {
    this.#ended = true;
    this.#context.journal.removeOwner(this.owner);
  }

  /** Into the journal and, where they are read, the events. @returns bytes on the wire */
  #record(type: DatagramEvent['type'], batch: DatagramBatch, local: Address): number {
    const { journal, world } = this.#context;
    const direction = type === 'datagram.received' ? 'in' : 'out';
    const time = world.clock.now();
    if (this.#ended) return bytesOf(batch);
    const bytes = journal.appendBatch(this.owner, direction, time, batch);
    if (this.#context.wantsEvents(batch.count, bytes)) this.#tell(type, batch, local, time);
    return bytes;
  }

  #tell(type: DatagramEvent['type'], batch: DatagramBatch, local: Address, time: number): void {
    const group = this.#group === null ? {} : { group: this.#group };
    const { words } = batch.sockaddrs;
    let remote = batch.sender(0);
    for (let i = 0; i < batch.count; i += 1) {
      // Mostly one sender's follow each other: then they share the address.
      const at = batch.sockaddrAt(i) >>> 2;
      const before = batch.sockaddrAt(Math.max(i - 1, 0)) >>> 2;
      if (!sameSockaddr(words, at, words, before)) remote = batch.sender(i);
      this.#context.emit({
        type,
        time,
        endpoint: this.#context.id,
        local,
        remote,
        bytes: batch.size(i),
        data: batch.data.bytes.toString('base64', batch.start(i), batch.end(i)),
        ...group,
      });
    }
  }
}

function bytesOf(batch: DatagramBatch): number {
  let bytes = 0;
  for (let i = 0; i < batch.count; i += 1) bytes += batch.size(i);
  return bytes;
}
