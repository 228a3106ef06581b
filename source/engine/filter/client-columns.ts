// What the Clients list has for a filter, from its rows and from what the connections carried.

import { formatAddress } from '../../protocol/address.ts';
import { clientEnd } from '../../protocol/ends.ts';
import type { ClientRow } from '../../protocol/views.ts';
import { addressBytes } from './network.ts';
import type { Columns } from './row-filter.ts';
import type { StreamSearches } from './stream-searches.ts';

function shownText(row: ClientRow): string {
  const { connection, state, endpoint, cause } = row;
  return `${connection ?? ''} ${formatAddress(clientEnd(row))} ${state ?? ''} ${endpoint} ${cause ?? ''}`;
}

/** What a filter is told of a client. */
export interface JudgedClient {
  readonly row: ClientRow;
  /** What its payload stands under in the journal of streams; null: it has none. */
  readonly stream: number | null;
}

/** @param searches those for what connections carry */
export const clientColumns = (searches: StreamSearches): Columns<JudgedClient> => ({
  shows: ({ row }, text) => shownText(row).toLowerCase().includes(text),
  text: ({ row }) => shownText(row),
  payload: (wanted) => {
    const holds = searches.test(wanted);
    return ({ stream }) => stream !== null && holds(stream);
  },
  words: {
    endpoint: ({ row }) => [row.endpoint],
    state: ({ row }) => [row.state],
    ended: ({ row }) => [row.cause],
  },
  numbers: {
    port: ({ row: { remote, local } }) => [remote.port, local.port],
    bytes: ({ row: { bytesIn, bytesOut } }) => [
      bytesIn === null ? null : bytesIn + (bytesOut ?? 0),
    ],
    in: ({ row }) => [row.bytesIn],
    out: ({ row }) => [row.bytesOut],
    rtt: ({ row }) => [row.rttMicros],
  },
  networks: { from: ({ row }) => addressBytes(clientEnd(row).address) },
});
