// A client as it was at the moment that a frozen picture shows.

import type { ClientRow } from '../../protocol/views.ts';
import type { ClientFacts, ClientSource } from '../client-source.ts';

/** The moment all of them are shown at, in milliseconds since the epoch. */
export interface Moment {
  time: number;
}

export class ClientThen implements ClientFacts {
  readonly key: string;
  readonly stream: number | null;
  readonly #source: ClientSource;
  readonly #moment: Moment;
  #row: ClientRow | null = null;
  #rowOf = 0;

  constructor(source: ClientSource, moment: Moment) {
    this.key = source.key;
    this.stream = source.stream;
    this.#source = source;
    this.#moment = moment;
  }

  sortValue(column: string): string | number | null {
    switch (column) {
      case 'state':
        return this.row().state;
      case 'age':
        return -this.row().since;
      case 'in':
        return this.row().bytesIn;
      case 'out':
        return this.row().bytesOut;
      case 'rtt':
        return null;
      default:
        // Its names and addresses don't change.
        return this.#source.sortValue(column);
    }
  }

  row(): ClientRow {
    const { time } = this.#moment;
    if (this.#row === null || this.#rowOf !== time) this.#row = this.#source.rowAt(time);
    this.#rowOf = time;
    return this.#row;
  }
}
