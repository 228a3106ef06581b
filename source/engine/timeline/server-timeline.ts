// The life of a TCP server: the calls that opened it, and each client it has accepted and still knows of.

import type { CallLog } from './call-log.ts';
import { acceptStep, type Lived } from './connection-timeline.ts';
import { forgotten, type Happening, Timeline } from './timeline.ts';

/** Accepted clients that are listed: some screens full. */
export const MAX_ACCEPTS = 256;

export interface ServerFacts {
  readonly listener: number | null;
  /** Clients accepted since it was opened. */
  readonly served: number;
  /** Those it still knows of, in any order. */
  readonly clients: readonly (Lived & { readonly id: string })[];
}

/** @param until milliseconds since the epoch: what was later is left out */
export function serverTimeline(calls: CallLog, facts: ServerFacts, until: number): Timeline {
  const { listener, served, clients } = facts;
  const before = clients.filter(({ life }) => life.openedAt <= until);
  const listed = before
    .toSorted((a, b) => a.life.openedAt - b.life.openedAt)
    .slice(-MAX_ACCEPTS)
    .map(
      (client): Happening => ({
        ...acceptStep(client, listener),
        key: `accept ${client.id}`,
        before: 'LISTEN',
        after: 'LISTEN',
        entriesBefore: 0,
      }),
    );
  const opening = calls.happenings(until);
  const lost = served - listed.length - (clients.length - before.length);
  return new Timeline([
    ...opening,
    ...(lost > 0 ? [forgotten('forgotten accepts', lost, 'LISTEN')] : []),
    ...listed,
  ]);
}
