// What the Clients list has for a filter, from its rows.

import { formatAddress } from '../../protocol/address.ts';
import { clientEnd } from '../../protocol/ends.ts';
import type { ClientRow } from '../../protocol/views.ts';
import { addressBytes } from './network.ts';
import type { Columns } from './row-filter.ts';

function shownText(row: ClientRow): string {
  const { connection, state, endpoint, cause } = row;
  return `${connection ?? ''} ${formatAddress(clientEnd(row))} ${state ?? ''} ${endpoint} ${cause ?? ''}`;
}

export const clientColumns: Columns<ClientRow> = {
  shows: (row, text) => shownText(row).toLowerCase().includes(text),
  text: shownText,
  words: {
    endpoint: ({ endpoint }) => [endpoint],
    state: ({ state }) => [state],
    ended: ({ cause }) => [cause],
  },
  numbers: {
    port: ({ remote, local }) => [remote.port, local.port],
    bytes: ({ bytesIn, bytesOut }) => [bytesIn === null ? null : bytesIn + (bytesOut ?? 0)],
    in: ({ bytesIn }) => [bytesIn],
    out: ({ bytesOut }) => [bytesOut],
    rtt: ({ rttMicros }) => [rttMicros],
  },
  networks: { from: (row) => addressBytes(clientEnd(row).address) },
};
