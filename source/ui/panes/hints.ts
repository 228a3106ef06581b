// What would fill an empty pane: a command that a person can type as it stands.

import { isOutgoing, type Transport } from '../../protocol/spec.ts';
import type { ListenRow } from '../../protocol/views.ts';
import { reachable, toGroup } from '../copy/commands.ts';
import { empty } from '../messages.ts';
import { isPast } from '../state/moment.ts';
import { PANE_LISTS, type PaneName, type UiState } from '../state/state.ts';
import { filteredOut } from './pane.ts';

/** The first that others come to. */
function firstOpen(state: UiState, transport: Transport): ListenRow | null {
  const rows = state.view?.lists.listen.rows ?? [];
  const first = rows.find(
    (row) => row.transport === transport && !isOutgoing(row.kind) && isOpen(row),
  );
  return first ?? null;
}

function isOpen(row: ListenRow): boolean {
  return row.state !== 'FAILED' && row.state !== 'OPENING' && row.state !== 'CLOSED';
}

/** The sentence for a pane without rows; for Multicast `traffic` has its own. */
export function hint(state: UiState, pane: PaneName | 'traffic'): string {
  if (state.view === null) return pane === 'listen' ? empty.starting : '';
  const filtered = pane === 'traffic' ? 'multicast' : pane;
  if (filteredOut(state, filtered)) {
    const { filter } = state.lists[filtered === 'multicast' ? 'groups' : filtered];
    const settling = PANE_LISTS[filtered].some((list) => state.view?.lists[list].settling);
    return settling ? empty.searching(filter) : empty.filtered(filter);
  }
  if (isPast(state.view)) {
    const list = pane === 'multicast' ? 'groups' : pane;
    return state.view.lists[list].forgotten === true ? empty.forgottenThen : empty.noneThen;
  }
  const canOpen = !state.options.readonly;
  switch (pane) {
    case 'listen':
      return empty.listen(canOpen);
    case 'clients': {
      const server = firstOpen(state, 'tcp');
      if (server === null) return empty.clientsNoServer(canOpen);
      return empty.clients(empty.nc(reachable(server.local), server.local.port));
    }
    case 'datagrams': {
      const server = firstOpen(state, 'udp');
      if (server === null) return empty.datagramsNoServer(canOpen);
      return empty.datagrams(empty.ncUdp(reachable(server.local), server.local.port));
    }
    case 'multicast':
      return empty.groups(canOpen);
    case 'traffic': {
      const group = firstOpen(state, 'multicast');
      if (group === null) return '';
      return empty.traffic(toGroup(group.local, group.interfaces));
    }
  }
}
