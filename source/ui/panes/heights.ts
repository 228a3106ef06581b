// How many rows each list has on the screen: what the layout's panes divide among their lists.

import type { ListName } from '../../protocol/views.ts';
import type { UiState } from '../state/state.ts';
import { type Area, layout } from './layout.ts';

export function areasOf(state: UiState): readonly Area[] {
  const { size, focus, zoom, view } = state;
  return layout({ size, focus, zoom, listenRows: view?.lists.listen.all ?? 1 });
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
      heights[pane] = content;
    }
  }
  return heights;
}
