// A client as it was when the picture was frozen: its row, and all else from that when it is asked for.

import type { ClientRow } from '../../protocol/views.ts';
import type { ClientFacts } from '../client-source.ts';

export class FrozenClient implements ClientFacts {
  readonly key: string;
  readonly stream: number | null;
  readonly #source: ClientFacts;
  readonly #row: ClientRow;
  readonly #age: string | number | null;

  constructor(source: ClientFacts) {
    this.key = source.key;
    this.stream = source.stream;
    this.#source = source;
    this.#row = source.row(false);
    // Not by the row's date: those who are sorted already are sorted by this.
    this.#age = source.sortValue('age');
  }

  sortValue(column: string): string | number | null {
    switch (column) {
      case 'state':
        return this.#row.state;
      case 'age':
        return this.#age;
      case 'in':
        return this.#row.bytesIn;
      case 'out':
        return this.#row.bytesOut;
      case 'rtt':
        return this.#row.rttMicros;
      default:
        // Its names and addresses don't change.
        return this.#source.sortValue(column);
    }
  }

  row(): ClientRow {
    return this.#row;
  }
}
