// Moving the cursor: at once within what is known, the engine's next window then settles it.

import type { Cursor, ListName } from '../../protocol/views.ts';
import { fitWindow } from '../../protocol/window.ts';
import { listHeights } from '../panes/heights.ts';
import { focusedList, type ListState, type UiState } from './state.ts';
import { cursorAt, cursorIndex, type Move, placeAt, shownRows, target } from './window.ts';

/** Lists whose cursor follows the newest row until someone moves up. */
const FOLLOWING: ReadonlySet<ListName> = new Set(['datagrams', 'traffic']);

export function withList(state: UiState, name: ListName, change: Partial<ListState>): UiState {
  const lists = { ...state.lists, [name]: { ...state.lists[name], ...change } };
  return { ...state, lists };
}

export function move(state: UiState, by: Move): UiState {
  const { view } = state;
  if (view === null) return state;
  const crossed = cross(state, by);
  if (crossed !== null) return crossed;
  const name = focusedList(state);
  const window = view.lists[name];
  const height = listHeights(state)[name];
  if (by === 'bottom' && FOLLOWING.has(name)) {
    return withList(state, name, { cursor: { at: 'end' } });
  }
  return toIndex(state, name, target(window, state.lists[name], height, by));
}

/** Puts a list's cursor on a row by its number in the whole list. */
function toIndex(state: UiState, name: ListName, index: number): UiState {
  const window = state.view?.lists[name];
  if (window === undefined || window.total === 0) return state;
  const height = listHeights(state)[name];
  return withList(state, name, placeAt(window, state.lists[name], height, index));
}

/** In pane 4 one cursor runs through the groups and on into their datagrams; null: it stays inside. */
function cross(state: UiState, by: Move): UiState | null {
  const { view } = state;
  if (state.focus !== 'multicast' || view === null) return null;
  const { groups, traffic } = view.lists;
  const inGroups = state.multicastList === 'groups';
  if (by === 'top') {
    const to: UiState = { ...state, multicastList: groups.total > 0 ? 'groups' : 'traffic' };
    return toIndex(to, to.multicastList, 0);
  }
  if (by === 'bottom') {
    if (traffic.total === 0) return null;
    return withList({ ...state, multicastList: 'traffic' }, 'traffic', { cursor: { at: 'end' } });
  }
  const down = by === 'down' || by === 'page-down';
  if (inGroups && down && traffic.total > 0) {
    if (cursorIndex(groups, state.lists.groups) < groups.total - 1) return null;
    // Into the datagrams where they are in sight, not to the oldest one.
    const { first } = shownRows(traffic, state.lists.traffic, listHeights(state).traffic);
    return toIndex({ ...state, multicastList: 'traffic' }, 'traffic', first);
  }
  if (!inGroups && !down && groups.total > 0) {
    if (cursorIndex(traffic, state.lists.traffic) > 0) return null;
    return toIndex({ ...state, multicastList: 'groups' }, 'groups', groups.total - 1);
  }
  return null;
}

/**
 * When the cursor goes to another list: there it takes hold of the row it shows; and a list that is
 * left at its first row shows its start again, whatever comes there.
 */
export function refocus(before: UiState, after: UiState): UiState {
  const [left, entered] = [focusedList(before), focusedList(after)];
  if (left === entered) return after;
  const { cursor } = after.lists[left];
  const start = { cursor: { at: 'index', index: 0 }, top: 0 } as const;
  const released = cursor.at === 'row' && cursor.index === 0 ? withList(after, left, start) : after;
  const list = released.lists[entered];
  const window = after.view?.lists[entered];
  if (window === undefined || list.cursor.at !== 'index') return released;
  return withList(released, entered, { cursor: cursorAt(window, list.cursor.index) });
}

/**
 * Takes over where the engine has put the cursors. A list that nobody has touched keeps showing its
 * start, whatever comes there; the focused one holds on to its row.
 */
export function settle(state: UiState): UiState {
  const { view } = state;
  if (view === null || state.asked === null || view.serial !== state.asked.serial) return state;
  const heights = listHeights(state);
  const focused = focusedList(state);
  let next = state;
  for (const name of Object.keys(state.lists) as ListName[]) {
    const window = view.lists[name];
    const list = state.lists[name];
    if (list.cursor.at === 'end') continue;
    if (list.cursor.at === 'index' && name !== focused) continue;
    if (window.cursorKey === null) {
      if (list.cursor.at === 'row') {
        next = withList(next, name, { cursor: { at: 'index', index: 0 }, top: 0 });
      }
      continue;
    }
    const top = list.top + window.cursor - list.cursor.index;
    const fitted = fitWindow(window.total, heights[name], top, window.cursor);
    const cursor: Cursor = { at: 'row', key: window.cursorKey, index: window.cursor };
    next = withList(next, name, { cursor, top: fitted.top });
  }
  return next;
}
