// What the endpoints that are closed by now had counted, added up as they close: however many there were.

import { onTheWay } from '../../protocol/loss.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';

export class PastTotals {
  served = 0;
  bytesReceived = 0;
  bytesSent = 0;
  datagramsReceived = 0;
  engineDrops = 0;
  /** Null as soon as one that heard something could not tell. */
  kernelDrops: number | null = 0;
  multicastKernelDrops: number | null = 0;
  numbered = false;
  multicastNumbered = false;
  /** Null as soon as one that had gaps could not tell where they came from. */
  onTheWay: number | null = 0;
  multicastOnTheWay: number | null = 0;

  add(end: EndpointSummary): void {
    const { transport, served = 0, datagramsReceived = 0, kernelDrops = null } = end;
    this.served += served;
    this.bytesReceived += end.bytesReceived;
    this.bytesSent += end.bytesSent;
    this.datagramsReceived += datagramsReceived;
    this.engineDrops += end.engineDrops;
    // One that never heard anything had nothing to drop.
    const drops = kernelDrops ?? (datagramsReceived > 0 ? null : 0);
    if (transport === 'udp') this.kernelDrops = sumOf(this.kernelDrops, drops);
    if (transport === 'multicast')
      this.multicastKernelDrops = sumOf(this.multicastKernelDrops, drops);
    if (end.gaps === undefined) return;
    const lost = onTheWay(end.gaps, kernelDrops);
    if (transport === 'udp') {
      this.numbered = true;
      this.onTheWay = sumOf(this.onTheWay, lost);
    } else {
      this.multicastNumbered = true;
      this.multicastOnTheWay = sumOf(this.multicastOnTheWay, lost);
    }
  }
}

/** A sum over some alone would be a wrong number: with one that is not known it is not known. */
export const sumOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;
