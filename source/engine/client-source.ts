// A row of the Clients list before it is made: what sorting and filtering need, and the row itself
// only for those that are shown. Ten thousand connections are ten thousand of these, and forty rows.

import type { ClientRow } from '../protocol/views.ts';

export interface ClientSource {
  readonly key: string;
  /** The value of one of SORT_COLUMNS.clients; null (not known) sorts last. */
  sortValue(column: string): string | number | null;
  /** Whether what the row shows contains the text, which is in lower case already. */
  matches(filter: string): boolean;
  /** @param onScreen ask the kernel about it (state, rtt); otherwise what is known already */
  row(onScreen: boolean): ClientRow;
}
