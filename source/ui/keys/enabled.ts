// Which bindings work now. A disabled one neither fires nor is shown.

import { SORT_COLUMNS } from '../../protocol/views.ts';
import { likeSelected } from '../state/filter-like.ts';
import {
  selectedClient,
  selectedDetail,
  selectedEndpoint,
  selectedServer,
} from '../state/selection.ts';
import { SORTED_LIST, type UiState } from '../state/state.ts';
import type { Binding, KeyContext } from './binding.ts';
import { BINDINGS } from './bindings.ts';

/** What a command needs of the selection; those not named here always work in their contexts. */
const NEEDS: { readonly [command: string]: (state: UiState) => boolean } = {
  details: (state) => selectedDetail(state) !== null,
  copy: (state) => selectedDetail(state) !== null || contextOf(state) === 'details',
  'filter-like': (state) => likeSelected(state) !== null,
  close: (state) => {
    const client = selectedClient(state);
    if (client !== null) return client.connection !== null && client.cause === null;
    return selectedEndpoint(state) !== null;
  },
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
  theme: ({ options }) => options.theme.color > 1,
  sort: sortable,
  'reverse-sort': (state) => sortable(state) && state.lists[SORTED_LIST[state.focus]].sort !== null,
};

function modeOf(state: UiState, other: string): boolean {
  const server = selectedServer(state);
  return server !== null && server.mode !== other;
}

function isGroup(state: UiState): boolean {
  const endpoint = selectedEndpoint(state);
  return endpoint?.kind === 'multicast' && endpoint.state !== 'FAILED';
}

function sortable(state: UiState): boolean {
  return SORT_COLUMNS[SORTED_LIST[state.focus]].length > 0;
}

/** Where keys are pressed: in the details when they are open, in the focused pane otherwise. */
export function contextOf(state: UiState): KeyContext {
  return state.stack.at(-1)?.name === 'details' ? 'details' : state.focus;
}

/** Whether a binding has something to do here and now, --readonly aside. */
export function works(binding: Binding, state: UiState): boolean {
  const { contexts } = binding;
  const here = contexts.includes('everywhere') || contexts.includes(contextOf(state));
  return here && (NEEDS[binding.command]?.(state) ?? true);
}

/** The bindings to show: those that work and may be used. */
export function enabledBindings(state: UiState): readonly Binding[] {
  return BINDINGS.filter(
    (binding) => works(binding, state) && !(binding.acts && state.options.readonly),
  );
}
