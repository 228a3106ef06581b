// A row of the Clients list before it is made: what sorting needs, and the row itself only for those that
// are shown or filtered. Ten thousand connections are ten thousand of these, and forty rows.

import type { ClientRow } from '../protocol/views.ts';

/** Accepted clients come first, then those who wait, then those lately closed. */
export type Standing = 'accepted' | 'waiting' | 'closed';

export const STEADY_COLUMNS: ReadonlySet<string> = new Set(['remote', 'port', 'endpoint', 'age']);

/** What its row is made of. */
export interface ClientFacts {
  readonly key: string;
  /** What its payload stands under in the journal of streams; null: it has none. */
  readonly stream: number | null;
  /**
   * The value of one of SORT_COLUMNS.clients now; null (not known) sorts last. For `rtt` the kernel is
   * asked. The STEADY_COLUMNS are the same as long as it stands where it stands.
   */
  sortValue(column: string): string | number | null;
  /** @param onScreen ask the kernel about it (state, rtt); otherwise what is known already */
  row(onScreen: boolean): ClientRow;
}

/** Where it stood from a moment on, in milliseconds since the epoch, to the next one. */
export interface Stay {
  readonly standing: Standing;
  readonly from: number;
  /** In monotonic milliseconds, not rounded: the order of what began in the same one. */
  readonly began: number;
}

export interface ClientSource extends ClientFacts {
  /** Where it stands in the list's own order; null once it has left the list. */
  readonly standing: Standing | null;
  /** `out`: it is one of ours. */
  readonly direction: 'in' | 'out';
  /** The key it was seen waiting under: the cursor follows it through accept. */
  readonly formerKey: string | null;
  /** Where it has stood so far, in the order of time, also after it has left the list. */
  stays(): readonly Stay[];
  /**
   * Its row as it was, by what is known of then; what is not is null, or left out.
   * @param time milliseconds since the epoch, when it was in the list
   */
  rowAt(time: number): ClientRow;
}

/** Whoever keeps a list of clients. */
export interface ClientWatcher {
  /** A client has come, or its standing is another one now. Cheap: its row is looked at with the next view. */
  moved(client: ClientSource): void;
}
