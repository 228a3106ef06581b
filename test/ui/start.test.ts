import { afterEach, describe, expect, it, vi } from 'vitest';
import { screenLines } from '../../source/ui/panes/screen.ts';
import { type DashboardEnd, startDashboard } from '../../source/ui/start.tsx';
import { initialState } from '../../source/ui/state/state.ts';
import { makeTheme } from '../../source/ui/theme.ts';
import { FakeEngine } from './support/fake-engine.ts';
import { FakeTerminal } from './support/terminal.ts';
import { datagramRow, tcpRow, udpRow, viewOf, waitingRoom } from './support/views.ts';

const aborts: AbortController[] = [];
const ends: Promise<DashboardEnd>[] = [];
afterEach(async () => {
  for (const abort of aborts.splice(0)) abort.abort();
  await Promise.allSettled(ends.splice(0));
});

function start(columns = 80, rows = 24) {
  const engine = new FakeEngine();
  const terminal = new FakeTerminal(columns, rows);
  const abort = new AbortController();
  const end = startDashboard({
    engine,
    options: { readonly: false, ascii: false, color: true, hostName: 'lab01' },
    signal: abort.signal,
    stdin: terminal.stdin,
    stdout: terminal.stdout,
  });
  aborts.push(abort);
  ends.push(end);
  const seen = (text: string) => vi.waitFor(() => expect(terminal.text).toContain(text), 5000);
  return { engine, terminal, abort, end, seen };
}

/** What the screen must be: the same view drawn without any terminal. */
function expected(columns: number, rows: number, view = waitingRoom()): string[] {
  const theme = makeTheme({ color: 0, ascii: false });
  const state = initialState({ readonly: false, hostName: 'lab01', theme }, { columns, rows }, 0);
  return screenLines({ ...state, view }).map((line) => line.trimEnd());
}

/** Nothing in it depends on the time. */
const still = viewOf({ listen: [tcpRow({ queueDepth: 3 }), udpRow()], datagrams: [datagramRow()] });

describe('on a terminal', () => {
  it('draws the whole screen, and nothing but it, on the alternate screen', async () => {
    const { engine, terminal, seen } = start();
    engine.show(still);
    await seen('drops 0');
    expect(terminal.alternate).toBe(true);
    expect(terminal.raw).toBe(true);
    await vi.waitFor(() => expect(terminal.screen).toEqual(expected(80, 24, still)));
  });

  it('leaves no wrong cell after any resize', async () => {
    const { engine, terminal, seen } = start(120, 20);
    engine.show(still);
    await seen('drops kernel');
    const sizes = [
      [80, 40],
      [250, 70],
      [59, 10],
      [60, 15],
      [130, 16],
      [80, 24],
    ] as const;
    for (const [columns, rows] of sizes) {
      await terminal.resize(columns, rows);
      engine.show(still);
      await vi.waitFor(() => expect(terminal.screen).toEqual(expected(columns, rows, still)), 5000);
    }
  });

  it('survives a storm of them', async () => {
    const { engine, terminal, seen } = start();
    engine.show(still);
    await seen('drops 0');
    for (let i = 0; i < 30; i += 1)
      await terminal.resize(60 + ((i * 37) % 90), 15 + ((i * 13) % 40));
    await terminal.resize(100, 30);
    engine.show(still);
    await vi.waitFor(() => expect(terminal.screen).toEqual(expected(100, 30, still)), 5000);
  });

  it('keeps what others write off the screen, and writes it afterwards', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const { engine, terminal, end, seen } = start();
      engine.show(still);
      await seen('drops 0');
      console.error('from the console');
      process.stderr.write('from stderr\n');
      expect(write).not.toHaveBeenCalled();
      terminal.type('q');
      await end;
      expect(write.mock.calls).toEqual([['from the console\nfrom stderr\n']]);
    } finally {
      write.mockRestore();
    }
  });

  it('quits at q, and leaves the terminal as it was', async () => {
    const { engine, terminal, end, seen } = start();
    engine.show(still);
    await seen('drops 0');
    terminal.type('q');
    const result = await end;
    expect(result.reason).toBe('quit');
    expect(result.view?.lists.listen.rows).toHaveLength(2);
    expect(terminal.alternate).toBe(false);
    expect(terminal.raw).toBe(false);
    expect(terminal.text.trim()).toBe('');
    expect(engine.listening).toBe(false);
  });

  it('asks while clients are connected; Ctrl-C twice does not', async () => {
    const { engine, terminal, end, seen } = start();
    engine.show(waitingRoom());
    await seen('QUEUED');
    terminal.type('\x03');
    await seen('Quit? 1 client');
    terminal.type('\x03');
    expect((await end).reason).toBe('quit');
  });

  it('ends when it is aborted, before the first view too', async () => {
    const { abort, end, terminal } = start();
    abort.abort();
    expect(await end).toMatchObject({ reason: 'aborted', view: null });
    expect(terminal.alternate).toBe(false);
  });

  it('ends with the reason when the engine dies', async () => {
    const { engine, terminal, end, seen } = start();
    engine.show(still);
    await seen('drops 0');
    const problem = { code: 'EENGINE', operation: 'engine', address: null, message: 'It died.' };
    engine.die(problem);
    expect(await end).toMatchObject({ reason: 'engine-died', problem });
    expect(terminal.alternate).toBe(false);
  });

  it('ends with the error when drawing fails', async () => {
    const { engine, terminal, end, seen } = start();
    engine.show(still);
    await seen('drops 0');
    engine.show({ ...still, totals: null } as unknown as typeof still);
    await expect(end).rejects.toThrow(TypeError);
    expect(terminal.alternate).toBe(false);
    expect(terminal.raw).toBe(false);
  });
});
