// What the cursor is on, for the keys that act on it.

import type { Address } from '../../protocol/address.ts';
import { isOutgoing } from '../../protocol/spec.ts';
import type {
  ClientRow,
  DatagramRow,
  Detail,
  DetailRequest,
  ListenRow,
  ListName,
} from '../../protocol/views.ts';
import { listHeights } from '../panes/heights.ts';
import { describes } from './detail.ts';
import { focusedList, type PaneName, type UiState } from './state.ts';
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

/** Where keys work: in the details, also under a palette that was called from there, or in a pane. */
export function placeOf(state: UiState): PaneName | 'details' {
  return state.stack.some(({ name }) => name === 'details') ? 'details' : state.focus;
}

/** What the open details describe; null for none, or when it is no longer there. */
function openDetail(state: UiState): Detail | null {
  const request = state.stack.findLast(({ detail }) => detail !== null)?.detail ?? null;
  const detail = state.view?.detail ?? null;
  if (request === null || detail === null || state.detailGone) return null;
  return describes(detail, request) ? detail : null;
}

/** The client under the cursor, or the one whose details are open. */
export function selectedClient(state: UiState): ClientRow | null {
  if (placeOf(state) !== 'details') return rowAtCursor(state, 'clients') as ClientRow | null;
  const detail = openDetail(state);
  return detail?.of === 'connection' ? detail.row : null;
}

/** The connections that a command is for, by name: those marked, or the selected one if it is open. */
export function actedConnections(state: UiState): readonly string[] {
  const place = placeOf(state);
  if (place === 'clients' && state.marks.size > 0) return [...state.marks];
  const client = selectedClient(state);
  return client !== null && isOpenConnection(client) ? [client.connection] : [];
}

/** Whether something can be done to it: it is open, and no conversation of datagrams. */
export const isOpenConnection = (
  row: ClientRow,
): row is ClientRow & { readonly connection: string } =>
  row.connection !== null && row.cause === null && row.transport !== 'udp';

/** Whose datagrams can be answered by hand: what a group gets, it does not send back to. */
const ANSWERS = /^udp-(client-)?\d+$/;

/** From which endpoint one datagram would go, and to whom. */
export interface DatagramWay {
  readonly endpoint: string;
  readonly to: Address;
}

/**
 * Of the datagram or the endpoint under the cursor, or the one whose details are open: back to who sent the
 * datagram, or where the endpoint sends by itself.
 */
export function datagramWay(state: UiState): DatagramWay | null {
  if (placeOf(state) === 'details') {
    const detail = openDetail(state);
    if (detail?.of === 'datagram') return answerWay(detail.row);
    return detail?.of === 'endpoint' ? ownWay(detail.row) : null;
  }
  return (
    answerWay(rowAtCursor(state, 'datagrams') as DatagramRow | null) ??
    ownWay(rowAtCursor(state, 'listen') as ListenRow | null)
  );
}

const answerWay = (row: DatagramRow | null): DatagramWay | null =>
  row !== null && ANSWERS.test(row.endpoint) ? { endpoint: row.endpoint, to: row.remote } : null;

function ownWay(row: ListenRow | null): DatagramWay | null {
  if (row === null || row.remote === null || row.clients === 0) return null;
  return row.transport === 'tcp' ? null : { endpoint: row.key, to: row.remote };
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

/** The name of the endpoint that the doctor looks at: of what is selected, or described in the details. */
export function examinedEndpoint(state: UiState): string | null {
  const inDetails = placeOf(state) === 'details';
  const row = inDetails
    ? rowDescribed(state)
    : (selectedEndpoint(state) ?? selectedDatagram(state));
  if (row === null) return null;
  return 'endpoint' in row ? row.endpoint : row.key;
}

function rowDescribed(state: UiState): ListenRow | ClientRow | DatagramRow | null {
  const detail = openDetail(state);
  return detail === null || detail.of === 'gone' ? null : detail.row;
}

/** The TCP server that `m M a o` steer; one that failed has nothing to steer. */
export function selectedServer(state: UiState): ListenRow | null {
  const endpoint = selectedEndpoint(state);
  if (endpoint === null || endpoint.state === 'FAILED') return null;
  return endpoint.transport === 'tcp' && !isOutgoing(endpoint.kind) ? endpoint : null;
}

/** Whose life can be shown: of the open details, or of the row under the cursor. */
export function lifeOf(state: UiState): LifeRequest | null {
  const open = state.stack.findLast(({ name }) => name === 'details');
  const request = open === undefined ? selectedDetail(state) : open.detail;
  return request === null || request.of === 'datagram' ? null : request;
}

type LifeRequest = Exclude<DetailRequest, { readonly of: 'datagram' }>;

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
