// A row of the Clients list before it is made: what sorting and filtering need, and the row itself
// only for those that are shown. Ten thousand connections are ten thousand of these, and forty rows.

import type { ClientRow } from '../protocol/views.ts';

/** Accepted clients come first, then those who wait, then those lately closed. */
export type Standing = 'accepted' | 'waiting' | 'closed';

export interface ClientSource {
  readonly key: string;
  /** Where it stands in the list's own order. */
  readonly standing: Standing;
  /** Whether it had this key while it waited: the cursor follows it through accept. */
  was(key: string): boolean;
  /** The value of one of SORT_COLUMNS.clients; null (not known) sorts last. */
  sortValue(column: string): string | number | null;
  /** Whether what the row shows contains the text, which is in lower case already. */
  matches(filter: string): boolean;
  /** @param onScreen ask the kernel about it (state, rtt); otherwise what is known already */
  row(onScreen: boolean): ClientRow;
}
