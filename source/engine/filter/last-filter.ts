// A list's filter is read once, and stays given up once it was, for as long as its text is the same.

import { type Columns, RowFilter } from './row-filter.ts';

export class LastFilter<Row> {
  readonly #columns: Columns<Row>;
  #filter: RowFilter<Row>;

  constructor(columns: Columns<Row>) {
    this.#columns = columns;
    this.#filter = new RowFilter('', columns);
  }

  of(text: string): RowFilter<Row> {
    if (text !== this.#filter.text) this.#filter = new RowFilter(text, this.#columns);
    return this.#filter;
  }
}
