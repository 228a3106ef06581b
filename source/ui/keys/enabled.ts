// Which bindings work now. A disabled one neither fires nor is shown.

import { SORT_COLUMNS } from '../../protocol/views.ts';
import { likeSelected } from '../state/filter-like.ts';
import {
  actedConnections,
  datagramWay,
  examinedEndpoint,
  isOpenConnection,
  lifeOf,
  placeOf,
  selectedClient,
  selectedDetail,
  selectedEndpoint,
  selectedServer,
} from '../state/selection.ts';
import { SORTED_LIST, type UiState } from '../state/state.ts';
import type { Binding } from './binding.ts';
import { BINDINGS } from './bindings.ts';

/** What a command needs of the selection; those not named here always work in their contexts. */
const NEEDS: { readonly [command: string]: (state: UiState) => boolean } = {
  details: (state) => selectedDetail(state) !== null,
  timeline: (state) => lifeOf(state) !== null,
  copy: (state) => selectedDetail(state) !== null || placeOf(state) === 'details',
  doctor: (state) => examinedEndpoint(state) !== null,
  'filter-like': (state) => likeSelected(state) !== null,
  close: (state) => {
    if (actedConnections(state).length > 0) return true;
    if (placeOf(state) === 'details' || selectedClient(state) !== null) return false;
    return selectedEndpoint(state) !== null;
  },
  // Marks are for what acts.
  mark: (state) => !state.options.readonly && isOpen(state),
  send: (state) => actsOnClients(state) || datagramWay(state) !== null,
  faults: isRelay,
  hold: actsOnClients,
  'half-close': actsOnClients,
  reset: actsOnClients,
  service: actsOnClients,
  delay: actsOnClients,
  mode: (state) => selectedServer(state) !== null,
  concurrent: (state) => modeOf(state, 'concurrent'),
  sequential: (state) => modeOf(state, 'sequential'),
  manual: (state) => selectedServer(state) !== null,
  accept: (state) => {
    const server = selectedServer(state);
    return server !== null && (server.mode === 'manual' || !server.accepting);
  },
  pause: (state) => selectedServer(state) !== null,
  // Of ours one is CLOSED when its server has ended it: then it can connect anew.
  retry: (state) => ['FAILED', 'CLOSED'].includes(selectedEndpoint(state)?.state ?? ''),
  join: isGroup,
  leave: isGroup,
  spec: (state) => selectedEndpoint(state) !== null,
  earlier: isFrozen,
  later: isInThePast,
  'second-earlier': isFrozen,
  'second-later': isInThePast,
  earliest: isFrozen,
  latest: isInThePast,
  moment: isFrozen,
  theme: ({ options }) => options.theme.color > 1,
  sort: sortable,
  'reverse-sort': (state) => sortable(state) && state.lists[SORTED_LIST[state.focus]].sort !== null,
};

function isFrozen({ frozen, view }: UiState): boolean {
  return frozen && view !== null;
}

function isInThePast({ frozen, moment }: UiState): boolean {
  return frozen && moment !== null;
}

function actsOnClients(state: UiState): boolean {
  return actedConnections(state).length > 0;
}

function isOpen(state: UiState): boolean {
  const client = selectedClient(state);
  return client !== null && isOpenConnection(client);
}

function modeOf(state: UiState, other: string): boolean {
  const server = selectedServer(state);
  return server !== null && server.mode !== other;
}

function isRelay(state: UiState): boolean {
  const endpoint = selectedEndpoint(state);
  return endpoint?.relay !== undefined && endpoint.state !== 'FAILED';
}

function isGroup(state: UiState): boolean {
  const endpoint = selectedEndpoint(state);
  return endpoint?.kind === 'multicast' && endpoint.state !== 'FAILED';
}

function sortable(state: UiState): boolean {
  return SORT_COLUMNS[SORTED_LIST[state.focus]].length > 0;
}

/** Whether a binding has something to do here and now, --readonly aside. */
export function works(binding: Binding, state: UiState): boolean {
  const { contexts } = binding;
  const place = placeOf(state);
  // What is behind the details stays as it is while one reads them.
  const here = contexts.includes(place) || (place !== 'details' && contexts.includes('everywhere'));
  return here && (NEEDS[binding.command]?.(state) ?? true);
}

/** The bindings to show: those that work and may be used. */
export function enabledBindings(state: UiState): readonly Binding[] {
  return BINDINGS.filter(
    (binding) => works(binding, state) && !(binding.acts && state.options.readonly),
  );
}
