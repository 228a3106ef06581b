import { describe, expect, it } from 'vitest';
import { listHeights } from '../../../source/ui/panes/heights.ts';
import { reduce } from '../../../source/ui/state/reducer.ts';
import { focusedList, type UiState } from '../../../source/ui/state/state.ts';
import { shownRows } from '../../../source/ui/state/window.ts';
import { press, see, stateOf } from '../support/state.ts';
import {
  clientRow,
  datagramRow,
  groupRow,
  NOW,
  tcpRow,
  viewOf,
  waitingRoom,
  windowOf,
} from '../support/views.ts';

const clients = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => clientRow({ key: `c${from + i}` }));

/** 100 clients, of which the view carries the rows from `top` on. */
function manyClients(top: number, cursor = 0, height = 5) {
  const view = viewOf({ listen: [tcpRow()] });
  const rows = clients(top, top + height);
  const window = windowOf(rows, { total: 100, all: 100, top, cursor, cursorKey: `c${cursor}` });
  return { ...view, lists: { ...view.lists, clients: window } };
}

const selected = (state: UiState): string | undefined => {
  const list = focusedList(state);
  const { view } = state;
  if (view === null) return undefined;
  const window = view.lists[list] as (typeof view.lists)['clients'];
  const shown = shownRows(window, state.lists[list], listHeights(state)[list]);
  return shown.rows[shown.cursor]?.key;
};

describe('the cursor', () => {
  it('moves at once among the rows that are here', () => {
    const state = press(stateOf({ view: waitingRoom() }), '2').state;
    expect(selected(state)).toBe('c13');
    expect(selected(press(state, 'j').state)).toBe('tcp-1/127.0.0.1:51520');
    expect(selected(press(state, 'j', 'j', 'k', 'Down').state)).toBe('tcp-1/127.0.0.1:51522');
    expect(selected(press(state, 'G').state)).toBe('c12');
    expect(selected(press(state, 'G', 'g').state)).toBe('c13');
    expect(selected(press(state, 'k').state)).toBe('c13');
    expect(selected(press(state, 'G', 'j').state)).toBe('c12');
  });

  it('asks the engine for the row beyond, and waits at the edge', () => {
    const height = listHeights(press(stateOf({ view: manyClients(0) }), '2').state).clients;
    const view = manyClients(0, 0, height);
    const state = press(stateOf({ view }), '2').state;
    const down = press(state, ...Array.from({ length: height }, () => 'j'));
    expect(down.state.asked?.lists.clients).toMatchObject({
      cursor: { at: 'index', index: height },
      top: 1,
    });
    expect(selected(down.state)).toBe(`c${height - 1}`);
    const settled = see(down.state, manyClients(1, height, height));
    expect(selected(settled)).toBe(`c${height}`);
    expect(settled.lists.clients.cursor).toEqual({ at: 'row', key: `c${height}`, index: height });
  });

  it('pages', () => {
    const state = press(stateOf({ view: manyClients(0) }), '2').state;
    const height = listHeights(state).clients;
    const down = press(state, 'PgDn').state;
    expect(down.asked?.lists.clients.cursor).toMatchObject({ index: height - 1 });
    expect(press(down, 'PgUp').state.asked?.lists.clients.cursor).toMatchObject({ index: 0 });
    expect(press(state, 'G').state.asked?.lists.clients.cursor).toMatchObject({ index: 99 });
  });

  it('stays on its row while rows come and go above it', () => {
    const state = press(stateOf({ view: manyClients(0) }), '2', 'j', 'j').state;
    expect(selected(state)).toBe('c2');
    const moved = see(state, shifted(7));
    expect(selected(moved)).toBe('c2');
    // The window goes along, so that the picture stands still.
    expect(moved.lists.clients.top).toBe(state.lists.clients.top + 7);
  });

  it('is where the engine put it when its row is gone', () => {
    const state = press(stateOf({ view: manyClients(0) }), '2', 'j', 'j').state;
    const view = manyClients(0, 2);
    const rows = view.lists.clients.rows.filter(({ key }) => key !== 'c2');
    const gone = windowOf(rows, { total: 99, all: 99, cursor: 2, cursorKey: 'c3' });
    const next = see(state, { ...view, lists: { ...view.lists, clients: gone } });
    expect(selected(next)).toBe('c3');
    expect(next.lists.clients.cursor).toEqual({ at: 'row', key: 'c3', index: 2 });
  });

  it('does not take over a place that answers an older request', () => {
    const state = press(stateOf({ view: manyClients(0) }), '2', 'j', 'j').state;
    const late = { ...manyClients(0, 0), serial: (state.asked?.serial ?? 0) - 1 };
    const next = reduce(state, { type: 'view', view: late }, NOW).state;
    expect(selected(next)).toBe('c2');
    expect(next.lists.clients.cursor).toMatchObject({ key: 'c2' });
  });

  it('takes hold of its row when it comes to a list', () => {
    const state = stateOf({ view: manyClients(0) });
    expect(state.lists.clients.cursor).toEqual({ at: 'index', index: 0 });
    const entered = press(state, '2').state;
    expect(entered.asked?.lists.clients.cursor).toEqual({ at: 'row', key: 'c0', index: 0 });
  });

  it('lets a list go that it leaves at the first row, and only there', () => {
    const entered = press(stateOf({ view: manyClients(0) }), '2').state;
    expect(press(entered, '1').state.lists.clients.cursor).toEqual({ at: 'index', index: 0 });
    const held = press(entered, 'j', '1').state;
    expect(held.lists.clients.cursor).toMatchObject({ at: 'row', key: 'c1' });
  });
});

/** The rows of manyClients(0), with `more` new ones above. */
function shifted(more: number) {
  const view = manyClients(0, 0);
  const window = windowOf(clients(0, 5), {
    total: 100 + more,
    all: 100 + more,
    top: more,
    cursor: 2 + more,
    cursorKey: 'c2',
  });
  return { ...view, lists: { ...view.lists, clients: window } };
}

describe('datagrams', () => {
  const rows = Array.from({ length: 4 }, (_, i) => datagramRow({ key: `${i}` }));
  const state = press(stateOf({ view: viewOf({ datagrams: rows }) }), '3').state;

  it('follow their end until one moves up', () => {
    expect(state.asked?.lists.datagrams.cursor).toEqual({ at: 'end' });
    expect(selected(state)).toBe('3');
    const up = press(state, 'k').state;
    expect(selected(up)).toBe('2');
    expect(up.asked?.lists.datagrams.cursor).toMatchObject({ at: 'row', key: '2' });
  });

  it('go on following when one presses down at the end', () => {
    expect(press(state, 'j').state.lists.datagrams.cursor).toEqual({ at: 'end' });
  });

  it('follow again at G, and not merely on the last row', () => {
    const last = press(state, 'k', 'j').state;
    expect(last.lists.datagrams.cursor).toMatchObject({ at: 'row', key: '3' });
    expect(press(last, 'G').state.lists.datagrams.cursor).toEqual({ at: 'end' });
  });
});

describe('pane 4', () => {
  const traffic = Array.from({ length: 3 }, (_, i) => datagramRow({ key: `${i}` }));
  const listen = [groupRow(), groupRow({ key: 'multicast-2' })];
  const state = press(stateOf({ view: viewOf({ listen, traffic }), rows: 40 }), '4').state;

  it('has one cursor running through groups and datagrams', () => {
    expect(selected(state)).toBe('multicast-1');
    expect(selected(press(state, 'j').state)).toBe('multicast-2');
    const below = press(state, 'j', 'j').state;
    expect(focusedList(below)).toBe('traffic');
    expect(selected(below)).toBe('0');
    expect(selected(press(below, 'k').state)).toBe('multicast-2');
    expect(selected(press(below, 'G').state)).toBe('2');
    expect(selected(press(below, 'G', 'g').state)).toBe('multicast-1');
  });

  it('stays in the groups while there is no datagram', () => {
    const quiet = press(stateOf({ view: viewOf({ listen }) }), '4', 'j', 'j', 'G').state;
    expect(focusedList(quiet)).toBe('groups');
    expect(selected(quiet)).toBe('multicast-2');
  });

  it('goes to the datagrams when there is no group', () => {
    const left = press(stateOf({ view: viewOf({ traffic }) }), '4', 'g').state;
    expect(focusedList(left)).toBe('traffic');
  });
});
