import { render } from 'ink-testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../source/ui/app.tsx';
import { initialState } from '../../source/ui/state/state.ts';
import { Store } from '../../source/ui/state/store.ts';
import { makeTheme } from '../../source/ui/theme.ts';
import { FakeEngine } from './support/fake-engine.ts';
import { tcpRow, viewOf, waitingRoom } from './support/views.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** The dashboard in a terminal of 100 columns, as ink-testing-library has them. */
function start() {
  const engine = new FakeEngine();
  const options = {
    readonly: false,
    hostName: 'lab01',
    theme: makeTheme({ color: 0, ascii: false }),
  };
  const wishes: string[] = [];
  const store = new Store({
    engine,
    initial: initialState(options, { columns: 100, rows: 24 }, Date.now()),
    linear: false,
    clock: Date.now,
    clipboard: { copy: () => expect.unreachable('nothing is copied here') },
    terminal: (wish) => wishes.push(wish),
    failed: (error) => expect.unreachable(String(error)),
  });
  const app = render(<App store={store} rows={24} ascii={false} linear={false} />);
  open.push(() => {
    app.unmount();
    store.close();
  });
  const frame = () => app.lastFrame() ?? '';
  const seen = (text: string) => vi.waitFor(() => expect(frame()).toContain(text));
  return { ...app, engine, store, wishes, frame, seen };
}

describe('the dashboard', () => {
  it('draws the panes of a view, one line each', async () => {
    const { engine, frame, seen } = start();
    engine.show(waitingRoom());
    await seen('127.0.0.1:51520');
    expect(frame().split('\n')).toHaveLength(24);
    expect(frame()).toMatch(/QUEUED.*12 B sent, unread/);
    expect(frame()).toContain('▮▮▮▯▯ 3/5');
  });

  it('acts on keys, repeated ones too', async () => {
    const { engine, stdin, store, seen } = start();
    engine.show(waitingRoom());
    await seen('QUEUED');
    stdin.write('2');
    await seen('━ 2 Clients');
    stdin.write('jjj');
    await vi.waitFor(() =>
      expect(store.state.lists.clients.cursor).toMatchObject({ key: 'tcp-1/127.0.0.1:51524' }),
    );
    stdin.write('m');
    await vi.waitFor(() =>
      expect(engine.commands).toEqual([
        { type: 'set-mode', endpoint: 'tcp-1', mode: 'concurrent' },
      ]),
    );
  });

  it('knows arrows, Tab and Enter as the terminal sends them', async () => {
    const { engine, stdin, store, seen } = start();
    engine.show(waitingRoom());
    await seen('QUEUED');
    stdin.write('\t');
    await seen('━ 2 Clients');
    stdin.write('\x1b[Z');
    await seen('━ 1 Listen');
    stdin.write('\x1b[B');
    await vi.waitFor(() => expect(store.state.lists.listen.cursor).toMatchObject({ key: 'udp-1' }));
    stdin.write('\r');
    await seen('Details of udp-1');
    stdin.write('\x1b');
    await seen('2 Clients');
  });

  it('opens the form, takes a pasted spec and sends it', async () => {
    const { engine, stdin, seen } = start();
    engine.show(viewOf({}));
    await seen('Press n');
    stdin.write('n');
    await seen('New endpoint');
    stdin.write('\x1b[200~udp:7001,service=upper\x1b[201~');
    await seen('udp:7001,service=upper');
    stdin.write('\r');
    await vi.waitFor(() =>
      expect(engine.commands).toMatchObject([
        { type: 'open', spec: { kind: 'udp', port: 7001, service: 'upper' } },
      ]),
    );
  });

  it('spins while an answer is pending, and says it when it comes', async () => {
    const { engine, stdin, seen, frame } = start();
    engine.show(viewOf({ listen: [tcpRow()] }));
    await seen('LISTEN');
    engine.reply = null;
    stdin.write('o');
    await seen('changing tcp-1');
    expect(frame().split('\n')).toHaveLength(24);
    engine.answer({ ok: true });
    await seen('tcp-1 stopped accepting');
  });

  it('finds a command by name', async () => {
    const { engine, stdin, seen } = start();
    engine.show(waitingRoom());
    await seen('QUEUED');
    stdin.write(':');
    await seen('Run a command');
    stdin.write('zoom');
    stdin.write('\r');
    await vi.waitFor(() => expect(engine.requests.at(-1)?.lists.clients.height).toBe(0));
  });

  it('quits at Ctrl-C', async () => {
    const { engine, stdin, wishes, seen } = start();
    engine.show(viewOf({}));
    await seen('Press n');
    stdin.write('\x03');
    await vi.waitFor(() => expect(wishes).toEqual(['quit']));
  });
});
