// What would fill an empty pane: a command that a person can type as it stands.

import type { ListenRow } from '../../protocol/views.ts';
import { reachable } from '../copy/commands.ts';
import { empty } from '../messages.ts';
import { isPast } from '../state/moment.ts';
import { PANE_LISTS, type PaneName, type UiState } from '../state/state.ts';
import { filteredOut } from './pane.ts';

function firstOpen(state: UiState, kind: ListenRow['kind']): ListenRow | null {
  const rows = state.view?.lists.listen.rows ?? [];
  return rows.find((row) => row.kind === kind && isOpen(row)) ?? null;
}

function isOpen(row: ListenRow): boolean {
  return row.state !== 'FAILED' && row.state !== 'OPENING' && row.state !== 'CLOSED';
}

function isLoopback(name: string): boolean {
  return name === 'lo' || name === 'lo0' || name === 'loopback';
}

/** ff?1 and ff?2: of this host or link alone (RFC 4291 section 2.7), so that an interface must be named. */
const NEEDS_ZONE = /^ff.[12]:/i;

/** Null on the loopback interface alone: most systems have no IPv6 multicast route to it. */
function toIpv6Group({ local, interfaces }: ListenRow): string | null {
  const outside = interfaces.find((name) => !isLoopback(name));
  if (outside === undefined) return null;
  const zone = NEEDS_ZONE.test(local.address) ? `%${outside}` : '';
  return empty.multicast(`${local.address}${zone}`, local.port, null);
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
      if (group.local.family === 'IPv6') return empty.traffic(toIpv6Group(group));
      // Where a group is joined on the loopback interface alone, the sender must choose that too.
      const inside = group.interfaces.length > 0 && group.interfaces.every(isLoopback);
      const from = inside ? '127.0.0.1' : null;
      return empty.traffic(empty.multicast(group.local.address, group.local.port, from));
    }
  }
}
