// What the cursor is on, for the keys that act on it.

import type {
  ClientRow,
  DatagramRow,
  DetailRequest,
  ListenRow,
  ListName,
} from '../../protocol/views.ts';
import { listHeights } from '../panes/heights.ts';
import { focusedList, type UiState } from './state.ts';
import { type Keyed, type Shown, shownRows } from './window.ts';

function rowAtCursor(state: UiState, name: ListName): Keyed | null {
  const { view } = state;
  if (view === null || focusedList(state) !== name) return null;
  const height = listHeights(state)[name];
  const shown: Shown<Keyed> = shownRows<Keyed>(view.lists[name], state.lists[name], height);
  return shown.rows[shown.cursor] ?? null;
}

/** The datagram under the cursor, in pane 3 or in the lower half of pane 4. */
export function selectedDatagram(state: UiState): DatagramRow | null {
  return (rowAtCursor(state, 'datagrams') ?? rowAtCursor(state, 'traffic')) as DatagramRow | null;
}

export function selectedClient(state: UiState): ClientRow | null {
  return rowAtCursor(state, 'clients') as ClientRow | null;
}

/** The endpoint under the cursor, or the one that the client under the cursor belongs to. */
export function selectedEndpoint(state: UiState): ListenRow | null {
  const row = rowAtCursor(state, 'listen') ?? rowAtCursor(state, 'groups');
  if (row !== null) return row as ListenRow;
  const client = selectedClient(state);
  if (client === null || state.view === null) return null;
  // The cursor may be a key press ahead of the view: then the server is looked for among those shown.
  const { clientServer, lists } = state.view;
  const candidates =
    clientServer === null ? lists.listen.rows : [clientServer, ...lists.listen.rows];
  return candidates.find(({ key }) => key === client.endpoint) ?? null;
}

/** The TCP server that `m M a o` steer; one that failed has nothing to steer. */
export function selectedServer(state: UiState): ListenRow | null {
  const endpoint = selectedEndpoint(state);
  return endpoint?.kind === 'tcp' && endpoint.state !== 'FAILED' ? endpoint : null;
}

/** What Enter describes. */
export function selectedDetail(state: UiState): DetailRequest | null {
  const list = focusedList(state);
  const row = rowAtCursor(state, list);
  if (row === null) return null;
  const { key } = row;
  switch (list) {
    case 'listen':
    case 'groups':
      return { of: 'endpoint', key };
    case 'clients':
      return { of: 'connection', key };
    default:
      return { of: 'datagram', list, key };
  }
}
