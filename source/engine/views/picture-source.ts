// What the engine lets itself be asked for a picture.

import type { Detail, DetailRequest, ListenRow } from '../../protocol/views.ts';
import type { Journal } from '../journal.ts';
import type { ClientList } from './client-list.ts';
import type { Owner } from './datagram-list.ts';
import type { Counted } from './totals.ts';

export interface PictureSource {
  now(): number;
  totals(rows: readonly ListenRow[]): Counted;
  listenRows(): readonly ListenRow[];
  /** @param until milliseconds since the epoch: of a life, what was later is left out */
  detail(request: DetailRequest, until: number): Detail | null;
  readonly clients: ClientList;
  /** What connections carry. */
  readonly streams: Journal;
  readonly datagrams: Kept;
  readonly multicast: Kept;
}

/** A journal, and what its owner numbers mean: each journal counts its own. */
export interface Kept {
  readonly journal: Journal;
  readonly owners: ReadonlyMap<number, Owner>;
}
