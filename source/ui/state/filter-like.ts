// The filter that leaves the rows of whoever the selected row is about.

import { type Term, wholeAddress } from '../../filter.ts';
import type { Address } from '../../protocol/address.ts';
import { clientEnd } from '../../protocol/ends.ts';
import { selectedClient, selectedDatagram } from './selection.ts';
import type { UiState } from './state.ts';

/** Of a client its host, whatever its ports; of a datagram the one socket at the other end. */
export function likeSelected(state: UiState): readonly Term[] | null {
  const client = selectedClient(state);
  if (client !== null) return [host('from', clientEnd(client))];
  const datagram = selectedDatagram(state);
  if (datagram === null) return null;
  const { remote, direction } = datagram;
  const port = { of: 'number', name: 'port', comparison: '=', value: remote.port } as const;
  return [host(direction === 'in' ? 'from' : 'to', remote), { negated: false, test: port }];
}

function host(name: 'from' | 'to', at: Address): Term {
  // A network has no zone.
  const address = at.address.split('%')[0] ?? '';
  return { negated: false, test: { of: 'network', name, address, bits: wholeAddress(address) } };
}
