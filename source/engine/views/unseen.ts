// What the display merely sampled: datagrams that came or went while the pane followed the newest, and
// that no view had in its window, since there are so many views a second with so many rows each. They
// were received, counted and kept. What a filter, a cursor that stays or a frozen picture hides is hidden
// by wish, and not counted.

import type { DatagramRow, ListenRow, ListRequest, ListWindow } from '../../protocol/views.ts';

/** How it stood when the last view was made. */
interface Before {
  /** The journal's next sequence number. */
  readonly end: number;
  /** Datagrams of each endpoint, both ways. */
  readonly carried: ReadonlyMap<string, number>;
}

export class Unseen {
  #total = 0;
  #byEndpoint = new Map<string, number>();
  /** Null unless that view followed the newest. */
  #before: Before | null = null;

  /** Since start, also of endpoints that are closed by now. */
  get total(): number {
    return this.#total;
  }

  of(endpoint: string): number {
    return this.#byEndpoint.get(endpoint) ?? 0;
  }

  /**
   * A view of the list was made.
   * @param end the journal's next sequence number
   * @param endpoints those whose datagrams the journal keeps, as they stand now
   */
  shown(
    { rows }: ListWindow<DatagramRow>,
    { cursor, filter, height }: ListRequest,
    end: number,
    endpoints: readonly ListenRow[],
  ): void {
    const before = this.#before;
    const carried = new Map(endpoints.map((row) => [row.key, row.received + row.sent]));
    const follows = cursor.at === 'end' && filter === '' && height > 0;
    this.#before = follows ? { end, carried } : null;
    if (!follows || before === null) return;
    const fresh = rows.filter(({ key }) => Number(key) >= before.end);
    this.#total += end - before.end - fresh.length;
    this.#byEndpoint = new Map(
      endpoints.map(({ key }) => {
        const came = (carried.get(key) ?? 0) - (before.carried.get(key) ?? 0);
        const seen = fresh.filter(({ endpoint }) => endpoint === key).length;
        return [key, this.of(key) + came - seen];
      }),
    );
  }

  /** No view of the list is made for a while. */
  rest(): void {
    this.#before = null;
  }
}
