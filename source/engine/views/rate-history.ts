// The rates of the last minute, one a second, for the plots in the panes' titles. They are noted here and
// not by the screen: it gets no view while nothing changes, nor while its terminal is not read.

import { isOutgoing, type Transport } from '../../protocol/spec.ts';
import { type ListenRow, RATES_KEPT, type RateHistories } from '../../protocol/views.ts';

const EVERY_MS = 1000;

type Plot = keyof RateHistories;

const PLOTS: { readonly [Of in Transport]: Plot } = {
  tcp: 'clients',
  udp: 'datagrams',
  multicast: 'multicast',
};

/** Where its traffic is plotted: of datagrams what is received, as the rates in the titles. */
function plotOf({ kind, transport }: ListenRow): Plot | null {
  return transport !== 'tcp' && isOutgoing(kind) ? null : PLOTS[transport];
}

export class RateHistory {
  readonly #rates: { readonly [Name in Plot]: number[] } = {
    clients: [],
    datagrams: [],
    multicast: [],
  };
  #nextAt = 0;

  /**
   * Notes the rates once a second; called more often it does nothing.
   * @param now monotonic milliseconds
   */
  note(now: number, rows: () => readonly ListenRow[]): void {
    if (now < this.#nextAt) return;
    // A second that was missed is not made up for: what it was like is not known any more.
    this.#nextAt = now - this.#nextAt < EVERY_MS ? this.#nextAt + EVERY_MS : now + EVERY_MS;
    const sums = { clients: 0, datagrams: 0, multicast: 0 };
    for (const row of rows()) {
      const plot = plotOf(row);
      if (plot !== null) sums[plot] += rateOf(row);
    }
    for (const plot of Object.keys(sums) as Plot[]) keep(this.#rates[plot], sums[plot]);
  }

  /** A copy: it goes into a view that may be frozen. */
  all(): RateHistories {
    const { clients, datagrams, multicast } = this.#rates;
    return { clients: [...clients], datagrams: [...datagrams], multicast: [...multicast] };
  }
}

/** Bytes both ways of connections, and messages of what has no bytes of its own: each as its pane names it. */
function rateOf(row: ListenRow): number {
  if (row.transport === 'tcp') return row.bytesInPerSecond + row.bytesOutPerSecond;
  return row.messagesPerSecond;
}

/** Whole numbers, and none at the start that is 0: a view of what is idle does not change. */
function keep(rates: number[], rate: number): void {
  rates.push(Math.ceil(rate));
  if (rates.length > RATES_KEPT) rates.shift();
  while (rates[0] === 0) rates.shift();
}
