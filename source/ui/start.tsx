// Runs the dashboard on a terminal from its first frame to its last, and leaves the terminal as it was.

import { tmpdir } from 'node:os';
import { type Instance, render } from 'ink';
import type { EngineHandle } from '../bridge/engine-handle.ts';
import type { Problem } from '../protocol/problem.ts';
import type { View } from '../protocol/views.ts';
import type { ThemeName } from '../theme-names.ts';
import { App, type Suspend } from './app.tsx';
import { captureOutput } from './capture.ts';
import { makeClipboard } from './clipboard.ts';
import { Outlet } from './outlet.ts';
import { initialState, type Size } from './state/state.ts';
import { Store } from './state/store.ts';
import { type ColorBits, makeTheme } from './theme.ts';

export interface DashboardOptions {
  /** Look, but don't open, close, steer or disconnect. */
  readonly readonly: boolean;
  /** No character outside ASCII. */
  readonly ascii: boolean;
  /** False: none (`--no-color`, NO_COLOR); true: as many as the terminal has. */
  readonly color: boolean;
  /** The terminal's own colours when left out. */
  readonly theme?: ThemeName;
  readonly hostName: string;
}

export interface DashboardInput {
  readonly engine: EngineHandle;
  readonly options: DashboardOptions;
  /** Ends the dashboard from outside: `--for` is over, SIGTERM. */
  readonly signal?: AbortSignal;
  /** The terminal; the process's own when left out. */
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

type Why =
  | { readonly reason: 'quit' }
  | { readonly reason: 'aborted' }
  | { readonly reason: 'engine-died'; readonly problem: Problem };

/** Why it ended, and what the report after it may need. */
export type DashboardEnd = Why & {
  /** The last view, for totals; null when the engine never sent one. */
  readonly view: View | null;
};

const HOME_AND_CLEAR = '\x1b[H\x1b[2J';
/**
 * A frame that a key causes waits for the one before it no longer than this lets it: a step into rows that
 * only the engine has takes two. Data is limited by the engine.
 */
const MAX_FPS = 120;

/**
 * Shows the dashboard until it is quit, aborted or its engine dies; the terminal is then as it was, and
 * what was written to stderr meanwhile is written there. Both ends must be terminals: the caller has
 * made sure of that.
 * @throws what was thrown while drawing
 */
export async function startDashboard(input: DashboardInput): Promise<DashboardEnd> {
  const { engine, options, signal, stdin = process.stdin, stdout = process.stdout } = input;
  const linear = process.env.INK_SCREEN_READER === 'true';
  let suspend: Suspend | null = null;
  let instance: Instance | null = null;
  let why: Why | null = null;
  let failure: { readonly error: unknown } | null = null;
  let stopWatching = (): void => {};

  const end = (reason: Why): void => {
    why ??= reason;
    instance?.unmount();
  };
  const color = options.color ? (stdout.getColorDepth() as ColorBits) : 0;
  const theme = makeTheme({ color, ascii: options.ascii, name: options.theme ?? 'terminal' });
  const sizeNow = (): Size => ({ columns: stdout.columns, rows: stdout.rows });
  const outlet = new Outlet(stdout);
  const store = new Store({
    engine,
    initial: initialState(
      { readonly: options.readonly, hostName: options.hostName, theme },
      sizeNow(),
      performance.now(),
    ),
    linear,
    clock: () => performance.now(),
    whenTaken: (draw) => outlet.whenTaken(draw),
    clipboard: makeClipboard({
      write: (sequence) => stdout.write(sequence),
      folder: tmpdir(),
      tmux: process.env.TMUX !== undefined,
    }),
    terminal: (wish) => {
      if (wish === 'quit') end({ reason: 'quit' });
      else if (wish === 'redraw') outlet.whenTaken(redraw);
      else if (suspend !== null) void toShell(suspend);
    },
    failed: (error) => {
      failure ??= { error };
      instance?.unmount();
    },
  });

  const app = () => (
    <App
      store={store}
      rows={stdout.rows}
      ascii={options.ascii}
      linear={linear}
      onSuspendable={(given) => {
        suspend = given;
      }}
    />
  );
  // Ink's picture of the screen is forgotten and everything drawn anew: after a resize its own
  // increments would be counted from the wrong cells, and Ctrl-L is pressed when something else wrote.
  const redraw = (): void => {
    if (instance === null) return;
    instance.clear();
    stdout.write(HOME_AND_CLEAR);
    instance.rerender(app());
  };
  const resized = (): void => {
    store.dispatch({ type: 'resize', size: sizeNow() });
    outlet.whenTaken(redraw);
  };
  const aborted = (): void => end({ reason: 'aborted' });

  const captured = captureOutput();
  try {
    // Ink draws the old tree at the new size if its own listener comes first.
    stdout.prependListener('resize', resized);
    signal?.addEventListener('abort', aborted);
    instance = render(app(), {
      stdin,
      stdout,
      alternateScreen: !linear,
      incrementalRendering: !linear,
      // Ink goes silent where the environment variable CI is set.
      interactive: true,
      maxFps: MAX_FPS,
      // Ink would write console output above the frame, and scroll it.
      patchConsole: false,
      exitOnCtrlC: false,
    });
    stopWatching = engine.onDeath((problem) => end({ reason: 'engine-died', problem }));
    if (signal?.aborted === true) aborted();
    // What ended before there was anything to end.
    if (why !== null || failure !== null) instance.unmount();
    // Ink swallows what is thrown while drawing unless someone waits for it here.
    await instance.waitUntilExit();
    rethrow(failure);
    return { ...(why ?? { reason: 'quit' }), view: store.state.view };
  } finally {
    instance?.unmount();
    stopWatching();
    stdout.removeListener('resize', resized);
    signal?.removeEventListener('abort', aborted);
    store.close();
    captured.release();
  }
}

function rethrow(failure: { readonly error: unknown } | null): void {
  if (failure !== null) throw failure.error;
}

/** Ctrl-Z: the terminal goes back to the shell, the whole process group stops, `fg` comes back. */
async function toShell(suspend: Suspend): Promise<void> {
  await suspend(async () => {
    const continued = new Promise<void>((resolve) => process.once('SIGCONT', () => resolve()));
    process.kill(0, 'SIGTSTP');
    await continued;
  });
  // The terminal may have changed its size meanwhile, and told the shell alone.
  process.kill(process.pid, 'SIGWINCH');
}
