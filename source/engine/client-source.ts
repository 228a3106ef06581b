// A row of the Clients list before it is made: what sorting needs, and the row itself only for those that
// are shown or filtered. Ten thousand connections are ten thousand of these, and forty rows.

import type { ClientRow } from '../protocol/views.ts';

/** Accepted clients come first, then those who wait, then those lately closed. */
export type Standing = 'accepted' | 'waiting' | 'closed';

export const STEADY_COLUMNS: ReadonlySet<string> = new Set(['remote', 'port', 'endpoint', 'age']);

/** What its row is made of. */
export interface ClientFacts {
  readonly key: string;
  /**
   * The value of one of SORT_COLUMNS.clients now; null (not known) sorts last. For `rtt` the kernel is
   * asked. The STEADY_COLUMNS are the same as long as it stands where it stands.
   */
  sortValue(column: string): string | number | null;
  /** @param onScreen ask the kernel about it (state, rtt); otherwise what is known already */
  row(onScreen: boolean): ClientRow;
}

export interface ClientSource extends ClientFacts {
  /** Where it stands in the list's own order; null once it has left the list. */
  readonly standing: Standing | null;
  /** The key it was seen waiting under: the cursor follows it through accept. */
  readonly formerKey: string | null;
}

/** Whoever keeps a list of clients. */
export interface ClientWatcher {
  /** A client has come, or its standing is another one now. Cheap: its row is looked at with the next view. */
  moved(client: ClientSource): void;
}
