import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientRow } from '../../../source/protocol/views.ts';
import type { Clipboard } from '../../../source/ui/clipboard.ts';
import { initialState } from '../../../source/ui/state/state.ts';
import { Store } from '../../../source/ui/state/store.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { connectionDetail } from '../dialogs/details-support.ts';
import { FakeEngine } from '../support/fake-engine.ts';
import { keyOf } from '../support/state.ts';
import { clientRow, NOW, tcpRow, udpRow, viewOf, waitingRoom } from '../support/views.ts';

const opened: Store[] = [];

function start(linear = false) {
  const engine = new FakeEngine();
  const options = {
    readonly: false,
    hostName: 'lab01',
    theme: makeTheme({ color: 8, ascii: false }),
  };
  const wishes: string[] = [];
  const copied: string[] = [];
  const clipboard: Clipboard = {
    async copy(text) {
      copied.push(text);
      return { to: 'terminal', bytes: Buffer.byteLength(text), tmux: false };
    },
  };
  const failures: unknown[] = [];
  const store = new Store({
    engine,
    initial: initialState(options, { columns: 80, rows: 24 }, Date.now()),
    linear,
    clock: () => Date.now(),
    clipboard,
    terminal: (wish) => wishes.push(wish),
    failed: (error) => failures.push(error),
  });
  opened.push(store);
  const drawn = vi.fn();
  store.subscribe(drawn);
  const press = (...keys: string[]) => {
    for (const key of keys) store.dispatch({ type: 'key', key: keyOf(key) });
  };
  return { engine, store, copied, wishes, failures, drawn, press };
}

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  vi.useRealTimers();
});

describe('copying', () => {
  it('asks for what there is, copies the chosen, and says so', async () => {
    const { engine, store, copied, press } = start();
    engine.show(waitingRoom());
    press('2', 'c');
    expect(engine.requests.at(-1)?.detail).toMatchObject({ of: 'connection' });
    const [row] = waitingRoom().lists.clients.rows;
    engine.show({ ...waitingRoom(), detail: connectionDetail({ row: row as ClientRow }) });
    expect(store.frame().lines.join('\n')).toContain('Copy of c1');
    press('Enter');
    expect(copied).toHaveLength(1);
    expect(copied[0]).toContain('ESTABLISHED');
    await vi.waitFor(() =>
      expect(store.frame().lines.join('\n')).toContain("B to the terminal's clipboard"),
    );
    expect(engine.requests.at(-1)?.detail).toBeNull();
  });

  it('is offered in the details too, which stay open below', () => {
    const { engine, store, press } = start();
    const [row] = waitingRoom().lists.clients.rows;
    const detail = connectionDetail({ row: row as ClientRow });
    engine.show(waitingRoom());
    press('2', 'Enter');
    engine.show({ ...waitingRoom(), detail });
    press('c');
    expect(store.frame().lines.join('\n')).toContain('Copy of c1');
    // Keys of the panes below still do nothing here.
    press('Esc', 'q', '3');
    expect(store.state.stack.map(({ name }) => name)).toEqual(['details']);
    expect(store.state.focus).toBe('clients');
  });
});

describe('the store', () => {
  it('asks the engine at the start, and draws what it answers', () => {
    const { engine, store, drawn } = start();
    expect(engine.requests).toHaveLength(1);
    engine.show(waitingRoom());
    expect(drawn).toHaveBeenCalledTimes(1);
    expect(store.frame().lines.join('\n')).toContain('QUEUED');
  });

  it('draws nothing when a view changes nothing on the screen', () => {
    const { engine, store, drawn } = start();
    engine.show(viewOf({ listen: [udpRow()] }));
    const frame = store.frame();
    drawn.mockClear();
    engine.show(viewOf({ listen: [udpRow({ bytesReceived: 1, changedAt: 1 })] }));
    expect(drawn).not.toHaveBeenCalled();
    expect(store.frame()).toBe(frame);
  });

  it('ages tick once a second, and only while one is visible', () => {
    const { engine, drawn } = start();
    // All ages change together, at the full second of the clock.
    const since = Math.floor(NOW / 1000) * 1000 - 12_000;
    engine.show(viewOf({ listen: [tcpRow()], clients: [clientRow({ since })] }));
    drawn.mockClear();
    vi.advanceTimersByTime(5000);
    expect(drawn).toHaveBeenCalledTimes(5);
    engine.show(viewOf({ listen: [tcpRow()] }));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a row that changed is bright for a second, then not', () => {
    const { engine, store } = start();
    engine.show(viewOf({ listen: [tcpRow(), udpRow({ changedAt: NOW })] }));
    const row = () => store.frame().lines[3];
    expect(row()).toContain('\x1b[1mudp-1');
    vi.advanceTimersByTime(999);
    expect(row()).toContain('\x1b[1mudp-1');
    vi.advanceTimersByTime(2);
    expect(row()).not.toContain('\x1b[1m');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends commands, and shows the answer for a while', async () => {
    const { engine, store, press } = start();
    engine.show(waitingRoom());
    press('m');
    expect(engine.commands).toEqual([{ type: 'set-mode', endpoint: 'tcp-1', mode: 'concurrent' }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.frame().lines.at(-1)).toContain('tcp-1 accepts every client at once.');
    await vi.advanceTimersByTimeAsync(6000);
    expect(store.frame().lines.at(-1)).not.toContain('tcp-1');
    expect(store.frame().lines.at(-1)).toContain('help');
  });

  it('says what is pending only when the answer takes its time', async () => {
    const { engine, store, press } = start();
    engine.show(waitingRoom());
    engine.reply = null;
    press('o');
    expect(store.frame().pending).toBeNull();
    vi.advanceTimersByTime(200);
    expect(store.frame().pending).toBe('changing tcp-1');
    engine.answer({ ok: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(store.frame().pending).toBeNull();
  });

  it('draws once for many keys that came together', () => {
    const { engine, store, drawn } = start();
    engine.show(waitingRoom());
    drawn.mockClear();
    const keys = ['2', ...'jjjjkk'].map((key) => ({ type: 'key', key: keyOf(key) }) as const);
    store.dispatchAll(keys);
    expect(drawn).toHaveBeenCalledTimes(1);
    expect(store.state.lists.clients.cursor).toMatchObject({ index: 2 });
  });

  it('reports what goes wrong while drawing, once, and stops', () => {
    const { engine, store, failures } = start();
    engine.show({ ...waitingRoom(), totals: null } as never);
    engine.show(waitingRoom());
    expect(failures).toHaveLength(1);
    expect(failures[0]).toBeInstanceOf(TypeError);
    expect(engine.listening).toBe(false);
    expect(store.frame().lines.join()).not.toContain('QUEUED');
  });

  it('passes on what only the terminal can do', () => {
    const { wishes, press } = start();
    press('Ctrl-L', 'Ctrl-Z', 'q');
    expect(wishes).toEqual(['redraw', 'suspend', 'quit']);
  });

  it('does nothing any more once it is closed', () => {
    const { engine, store, drawn } = start();
    engine.show(waitingRoom());
    drawn.mockClear();
    store.close();
    expect(engine.listening).toBe(false);
    store.dispatch({ type: 'key', key: keyOf('?') });
    vi.advanceTimersByTime(60_000);
    expect(drawn).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('for a screen reader', () => {
  it('lets it finish a sentence before data changes it, and answers keys at once', () => {
    const { engine, store, drawn, press } = start(true);
    engine.show(waitingRoom());
    vi.advanceTimersByTime(3000);
    drawn.mockClear();
    for (let served = 0; served < 10; served += 1) {
      engine.show(viewOf({ listen: [tcpRow({ served })] }));
      vi.advanceTimersByTime(100);
    }
    expect(drawn.mock.calls.length).toBeLessThanOrEqual(1);
    press('3');
    expect(store.frame().lines[1]).toBe('3 Datagrams');
    vi.advanceTimersByTime(2500);
    press('1');
    expect(store.frame().lines.join()).toContain('served 9');
  });
});
