// How many rows each list has on the screen: what the layout's panes divide among their lists.

import type { ListName, View } from '../../protocol/views.ts';
import { heldValue, rowsOf } from '../state/calm.ts';
import { PANES, type PaneName, type UiState } from '../state/state.ts';
import { type Area, layout, type RowNeeds } from './layout.ts';

export function areasOf(state: UiState): readonly Area[] {
  const { size, focus, zoom, view, held } = state;
  const now = rowNeeds(view);
  const needs = Object.fromEntries(
    PANES.map((pane) => [pane, Math.max(now[pane], heldValue(held, rowsOf(pane)))]),
  );
  return layout({ size, focus, zoom, needs: needs as RowNeeds });
}

/** Clients come and go one by one: the rules below them move only at every so many. */
const CLIENT_STEP = 4;

/** Rows that each pane could use below its rule, a blank one at the end among them. */
export function rowNeeds(view: View | null): RowNeeds {
  if (view === null) return { listen: 2, clients: CLIENT_STEP, datagrams: 1, multicast: 2 };
  const { listen, clients, datagrams, groups, traffic } = view.lists;
  return {
    listen: Math.max(2, listen.all + 1),
    clients: Math.ceil((clients.all + 1) / CLIENT_STEP) * CLIENT_STEP,
    // Where the first datagram comes, more will.
    datagrams: datagrams.all > 0 ? Number.POSITIVE_INFINITY : 2,
    multicast: traffic.all > 0 ? Number.POSITIVE_INFINITY : Math.max(1, groups.all) + 2,
  };
}

/** Rows below its rule that a pane gives to groups; the rest is for their datagrams. */
export function groupRows(content: number, groups: number): number {
  return Math.min(Math.max(groups, 1), Math.max(1, Math.floor(content / 2)));
}

/** 0 for what is not on the screen. */
export function listHeights(state: UiState): { readonly [Name in ListName]: number } {
  const heights = { listen: 0, clients: 0, datagrams: 0, groups: 0, traffic: 0 };
  for (const { pane, height } of areasOf(state)) {
    const content = height - 1;
    if (pane === 'multicast') {
      heights.groups = groupRows(content, state.view?.lists.groups.total ?? 0);
      heights.traffic = content - heights.groups;
    } else {
      heights[pane satisfies PaneName] = content;
    }
  }
  return heights;
}
