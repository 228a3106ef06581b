// A TCP server's totals and rates. Messages are reads of a stream.

import { Rate } from '../rate.ts';

export class TcpCounters {
  /** Connections accepted. */
  served = 0;
  bytesReceived = 0;
  bytesSent = 0;
  #reads = 0;
  readonly #readRate = new Rate();
  readonly #inRate = new Rate();
  readonly #outRate = new Rate();

  received(bytes: number): void {
    this.bytesReceived += bytes;
    this.#reads += 1;
  }

  sent(bytes: number): void {
    this.bytesSent += bytes;
  }

  /** @param now monotonic milliseconds */
  sample(now: number): void {
    this.#readRate.sample(this.#reads, now);
    this.#inRate.sample(this.bytesReceived, now);
    this.#outRate.sample(this.bytesSent, now);
  }

  /** The fields of a row, with those that are about datagrams. */
  row() {
    return {
      served: this.served,
      interfaces: [],
      source: null,
      received: 0,
      sent: 0,
      bufferUsed: null,
      bufferSize: null,
      kernelDrops: null,
      engineDrops: 0,
      gaps: null,
      senders: 0,
      lastSender: null,
      bytesReceived: this.bytesReceived,
      bytesSent: this.bytesSent,
      messagesPerSecond: this.#readRate.perSecond,
      bytesInPerSecond: this.#inRate.perSecond,
      bytesOutPerSecond: this.#outRate.perSecond,
    };
  }

  /** Equal as long as the rates look equal. */
  shown(): string {
    const rates = [this.#readRate, this.#inRate, this.#outRate];
    return rates.map(({ perSecond }) => Math.round(perSecond * 10)).join(' ');
  }
}
