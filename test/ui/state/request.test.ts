import { describe, expect, it } from 'vitest';
import { MAX_FILTER_CHARACTERS } from '../../../source/filter.ts';
import { type Detail, MAX_WINDOW_ROWS } from '../../../source/protocol/views.ts';
import { listHeights } from '../../../source/ui/panes/heights.ts';
import { reduce } from '../../../source/ui/state/reducer.ts';
import { initialState, PANES, type UiState } from '../../../source/ui/state/state.ts';
import { typedFault } from '../../../source/ui/state/typed-filter.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { press, see, stateOf } from '../support/state.ts';
import { at, clientRow, NOW, viewOf, waitingRoom, windowOf } from '../support/views.ts';

const requests = (step: ReturnType<typeof press>) =>
  step.effects.flatMap((effect) => (effect.type === 'request' ? [effect.request] : []));

describe('what the engine is asked for', () => {
  it('is asked at the start, for the rows that fit', () => {
    const options = {
      readonly: false,
      hostName: 'h',
      theme: makeTheme({ color: 0, ascii: false }),
    };
    const size = { columns: 80, rows: 24 };
    const started = reduce(initialState(options, size, NOW), { type: 'start' }, NOW);
    const heights = listHeights(started.state);
    const [request] = requests(started);
    expect(request?.serial).toBe(1);
    expect(request?.lists.clients.height).toBe(heights.clients);
    expect(request?.lists.listen.height).toBeGreaterThanOrEqual(heights.listen);
    expect(request?.frozen).toBe(false);
  });

  it('is asked again only when something else is wanted', () => {
    const state = stateOf({ view: waitingRoom() });
    const serial = state.asked?.serial ?? 0;
    expect(requests(press(state, 'Ctrl-L', '?', 'Esc'))).toEqual([]);
    const [frozen] = requests(press(state, 'p'));
    expect(frozen).toMatchObject({ serial: serial + 1, frozen: true });
  });

  it('says whether a person asks or a view led to it', () => {
    const state = press(stateOf({ view: waitingRoom() }), '2', 'j').state;
    const [byHand] = requests(press(state, 'j'));
    expect(byHand?.byHand).toBe(true);
    // The row under the cursor has gone.
    const view = waitingRoom();
    const clients = windowOf([clientRow({ key: 'other' })], { cursor: 0, cursorKey: 'other' });
    const serial = state.asked?.serial ?? 0;
    const gone = { ...view, serial, lists: { ...view.lists, clients } };
    const [byView] = requests(reduce(state, { type: 'view', view: gone }, NOW));
    expect(byView?.byHand).toBe(false);
  });

  it('comes to rest while rows come above the selected one', () => {
    let state = press(stateOf({ view: waitingRoom() }), '2', 'j').state;
    const { asked } = state;
    for (let more = 1; more < 30; more += 1) {
      const view = waitingRoom();
      const rows = [clientRow({ key: 'new' }), ...view.lists.clients.rows];
      const clients = windowOf(rows, {
        total: 50 + more,
        top: more,
        cursor: more + 1,
        cursorKey: 'tcp-1/127.0.0.1:51520',
      });
      state = see(state, { ...view, lists: { ...view.lists, clients } });
    }
    expect(state.asked?.serial).toBe(asked?.serial);
  });

  it('asks for no rows of panes that are not on the screen', () => {
    const [request] = requests(press(stateOf({ view: waitingRoom() }), '3', 'z')).slice(-1);
    expect(request?.lists.clients.height).toBe(0);
    expect(request?.lists.traffic.height).toBe(0);
    expect(request?.lists.datagrams.height).toBe(21);
  });

  it('never asks for more than a window may have', () => {
    const [request] = requests(
      press(stateOf({ view: waitingRoom(), rows: 2000, columns: 200 }), '2', 'z'),
    ).slice(-1);
    expect(request?.lists.clients.height).toBe(MAX_WINDOW_ROWS);
  });

  it('keeps details that are being read when what they describe goes', () => {
    const open = press(stateOf({ view: waitingRoom() }), '2', 'Enter').state;
    const row = clientRow();
    const detail: Detail = {
      of: 'connection',
      row,
      acceptedAt: null,
      descriptor: null,
      kernel: null,
      delayMs: null,
      chunks: [],
      forgottenBytes: 0,
    };
    const gone = { ...waitingRoom(), detail: { of: 'gone', key: row.key } } as const;
    expect(see(open, gone)).toMatchObject({ detailGone: false, view: { detail: gone.detail } });
    const seen = see(open, { ...waitingRoom(), detail });
    expect(seen.detailGone).toBe(false);
    const kept = see(seen, gone);
    expect(kept).toMatchObject({ detailGone: true, view: { detail } });
    expect(see(kept, gone)).toMatchObject({ detailGone: true, view: { detail } });
    const closed = see(press(kept, 'Esc').state, waitingRoom());
    expect(closed).toMatchObject({ detailGone: false, view: { detail: null } });
  });

  it('asks for what the open details are about, and no longer', () => {
    const open = press(stateOf({ view: waitingRoom() }), '2', 'Enter').state;
    expect(open.asked?.detail).toEqual({ of: 'connection', key: 'c13' });
    expect(press(open, 'Esc').state.asked?.detail).toBeNull();
    const datagram = press(stateOf({ view: waitingRoom() }), '3', 'Enter').state;
    expect(datagram.asked?.detail).toMatchObject({ of: 'datagram', list: 'datagrams', key: '2' });
  });

  it('follows the size of the terminal', () => {
    const state = stateOf({ view: waitingRoom() });
    const size = { columns: 80, rows: 50 };
    const step = reduce(state, { type: 'resize', size }, NOW);
    expect(requests(step)[0]?.lists.clients.height).toBe(listHeights(step.state).clients);
    expect(listHeights(step.state).clients).toBeGreaterThan(listHeights(state).clients);
  });
});

describe('filter', () => {
  const typed = (state: UiState, text: string) => press(state, '/', ...text).state;

  it('goes along while it is typed', () => {
    const state = typed(stateOf({ view: waitingRoom() }), 'tcp');
    expect(state.filtering).not.toBeNull();
    expect(state.asked?.lists.listen.filter).toBe('tcp');
    expect(press(state, 'Backspace').state.asked?.lists.listen.filter).toBe('tc');
  });

  it('Enter keeps it, Esc clears it; a second Esc too', () => {
    const state = typed(stateOf({ view: waitingRoom() }), 'qm');
    const kept = press(state, 'Enter').state;
    expect(kept).toMatchObject({ filtering: null });
    expect(kept.lists.listen.filter).toBe('qm');
    expect(press(kept, 'Esc').state.lists.listen.filter).toBe('');
    expect(press(state, 'Esc').state).toMatchObject({ filtering: null });
    expect(press(state, 'Esc').state.lists.listen.filter).toBe('');
  });

  it('claims letters, not arrows', () => {
    const state = press(stateOf({ view: waitingRoom() }), '2', '/', 'q', 'j', 'Down').state;
    expect(state.lists.clients.filter).toBe('qj');
    expect(state.lists.clients.cursor).toMatchObject({ at: 'row', index: 1 });
  });

  it('goes for both lists of pane 4', () => {
    const state = typed(press(stateOf({ view: waitingRoom() }), '4').state, '10.0');
    expect(state.lists.groups.filter).toBe('10.0');
    expect(state.lists.traffic.filter).toBe('10.0');
  });

  it('takes no more than a line, and no control character of a pasted text', () => {
    const state = press(stateOf({ view: waitingRoom() }), '/').state;
    const input = `a\r\n\x1b${'b'.repeat(500)}`;
    const next = reduce(state, { type: 'key', key: { name: 'paste', input } }, NOW).state;
    expect(next.lists.listen.filter).toMatch(/^a b+$/);
    expect(next.lists.listen.filter.length).toBeLessThanOrEqual(MAX_FILTER_CHARACTERS);
  });
});

describe('a filter that can not be meant', () => {
  const typed = (...keys: readonly string[]) =>
    press(stateOf({ view: waitingRoom() }), '2', '/', ...keys).state;

  it('leaves the other terms in force, and Enter does not close the line', () => {
    const state = typed(...'state:queued stat:x', 'Enter');
    expect(state.lists.clients.filter).toBe('state:queued');
    expect(state.filtering).not.toBeNull();
    expect(typedFault(state)).toMatchObject({ at: 13, length: 4 });
    // With two of them the last one that could be meant is.
    expect(press(state, ' ', ...'rtt>x').state.lists.clients.filter).toBe('state:queued rtt');
    const mended = press(state, 'Ctrl-W', ...'port:1', 'Enter').state;
    expect(mended.filtering).toBeNull();
    expect(mended.lists.clients.filter).toBe('state:queued port:1');
  });

  it('is one of this pane: the same term is right in another', () => {
    expect(typedFault(typed(...'to:::1'))?.message).toContain('This pane has no to');
    const datagrams = press(stateOf({ view: waitingRoom() }), '3', '/', ...'to:::1').state;
    expect(typedFault(datagrams)).toBeNull();
    expect(datagrams.lists.datagrams.filter).toBe('to:::1');
  });

  it('is left behind with its pane', () => {
    const state = press(typed(...'port:x'), 'Tab').state;
    expect(state).toMatchObject({ focus: 'datagrams', filtering: null });
    expect(state.lists.clients.filter).toBe('');
  });
});

describe('f', () => {
  it('leaves the rows of the same client, and Esc shows all again', () => {
    const view = waitingRoom();
    const [first] = view.lists.clients.rows;
    const state = press(stateOf({ view }), '2', 'f').state;
    expect(state.lists.clients.filter).toBe(`from:${first?.remote.address}`);
    expect(press(state, 'Esc').state.lists.clients.filter).toBe('');
  });

  it('means the end that connected, as the filter does', () => {
    const row = clientRow({ direction: 'out', local: at('10.0.0.9:5000') });
    const state = press(stateOf({ view: viewOf({ clients: [row] }) }), '2', 'f').state;
    expect(state.lists.clients.filter).toBe('from:10.0.0.9');
  });

  it('leaves the datagrams of the same sender', () => {
    const view = waitingRoom();
    const last = view.lists.datagrams.rows.at(-1);
    const state = press(stateOf({ view }), '3', 'f').state;
    const way = last?.direction === 'in' ? 'from' : 'to';
    const { address, port } = last?.remote ?? { address: '', port: 0 };
    expect(state.lists.datagrams.filter).toBe(`${way}:${address} port:${port}`);
  });
});

describe('sort', () => {
  it('s goes through the columns and back to no order, S turns it round', () => {
    let state = press(stateOf({ view: waitingRoom() }), '2').state;
    const seen: unknown[] = [];
    for (let i = 0; i < 9; i += 1) {
      state = press(state, 's').state;
      seen.push(state.lists.clients.sort?.column ?? null);
    }
    expect(seen).toEqual(['remote', 'port', 'state', 'endpoint', 'age', 'in', 'out', 'rtt', null]);
    const turned = press(state, 's', 'S').state;
    expect(turned.asked?.lists.clients.sort).toEqual({ column: 'remote', descending: true });
  });

  it('does nothing to datagrams, which stand in the order they came', () => {
    expect(press(stateOf({ view: waitingRoom() }), '3', 's').state.lists.datagrams.sort).toBeNull();
  });
});

describe('panes', () => {
  it('Tab and Shift-Tab go round, 1 to 4 straight there', () => {
    let state = stateOf({ view: viewOf({}) });
    for (const pane of [...PANES.slice(1), PANES[0]]) {
      state = press(state, 'Tab').state;
      expect(state.focus).toBe(pane);
    }
    expect(press(state, 'Shift-Tab').state.focus).toBe('multicast');
    for (const [i, pane] of PANES.entries()) {
      expect(press(state, `${i + 1}`).state.focus).toBe(pane);
    }
  });

  it('Esc closes what is on top first', () => {
    const state = press(stateOf({ view: waitingRoom() }), '/', 'c', 'Enter', '?').state;
    const once = press(state, 'Esc').state;
    expect(once.stack).toEqual([]);
    expect(once.lists.listen.filter).toBe('c');
    expect(press(once, 'Esc').state.lists.listen.filter).toBe('');
  });
});
