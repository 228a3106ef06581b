// From the state to what the engine is asked to show.

import type { DetailRequest, ListName, ListRequest, ViewRequest } from '../../protocol/views.ts';
import { MAX_WINDOW_ROWS } from '../../protocol/views.ts';
import { listHeights } from '../panes/heights.ts';
import { detailRequest, type UiState } from './state.ts';

/** Endpoints asked for whatever the Listen pane's height: empty panes name an address to try. */
const LOOKUP_ROWS = 64;

export function viewRequest(state: UiState, serial: number, byHand: boolean): ViewRequest {
  const heights = listHeights(state);
  const ask = (name: ListName, height = heights[name]): ListRequest => {
    const { top, cursor, filter, sort } = state.lists[name];
    return { height: Math.min(height, MAX_WINDOW_ROWS), top, cursor, filter, sort };
  };
  return {
    serial,
    byHand,
    lists: {
      listen: ask('listen', Math.max(heights.listen, LOOKUP_ROWS)),
      clients: ask('clients'),
      datagrams: ask('datagrams'),
      groups: ask('groups'),
      traffic: ask('traffic'),
    },
    detail: sized(detailRequest(state), state.size.rows),
    frozen: state.frozen,
    moment: state.moment,
  };
}

/** No more of a timeline is seen than the screen has rows. */
function sized(request: DetailRequest | null, rows: number): DetailRequest | null {
  if (request === null || request.of === 'datagram' || request.timeline === undefined) {
    return request;
  }
  const height = Math.min(rows, MAX_WINDOW_ROWS);
  return { ...request, timeline: { ...request.timeline, height } };
}

/**
 * Whether two requests want the same. A row that moved with its window is the same wish: the engine
 * moves both itself, and asking again at every view would never come to rest.
 */
export function sameRequest(a: ViewRequest, b: ViewRequest): boolean {
  return JSON.stringify(wish(a)) === JSON.stringify(wish(b));
}

function wish(request: ViewRequest): unknown {
  const lists = Object.values(request.lists).map(({ height, top, cursor, filter, sort }) => ({
    height,
    cursor: cursor.at === 'row' ? cursor.key : cursor,
    above: cursor.at === 'row' ? cursor.index - top : cursor.at === 'index' ? top : 0,
    filter,
    sort,
  }));
  return [lists, request.detail, request.frozen, request.moment];
}
