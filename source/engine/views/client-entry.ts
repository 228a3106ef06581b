// A client's place in the Clients list.

import type { ClientFacts, ClientSource, Standing } from '../client-source.ts';
import type { ClientSelection } from './client-selection.ts';

type Value = string | number | null;

export interface ClientEntry {
  readonly source: ClientSource;
  /** What its row is made of: the source, or while the picture is frozen what that was. */
  client: ClientFacts;
  readonly standing: Standing;
  /** Counts up with each client that takes a place. */
  serial: number;
  /** What the selection `by` knows of it; another one knows nothing yet. */
  selected: { by: ClientSelection | null; shown: boolean; value: Value; state: Value };
}

export function clientEntry(source: ClientSource, standing: Standing, serial: number): ClientEntry {
  const selected = { by: null, shown: false, value: null, state: null };
  return { source, client: source, standing, serial, selected };
}

const RANKS: Record<Standing, number> = { accepted: 0, waiting: 1, closed: 2 };

/** The list's own order: as accepted, as seen waiting, and of the closed the newest first. */
export function byStanding(a: ClientEntry, b: ClientEntry): number {
  if (a.standing !== b.standing) return RANKS[a.standing] - RANKS[b.standing];
  return a.standing === 'closed' ? b.serial - a.serial : a.serial - b.serial;
}
