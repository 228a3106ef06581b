// Echo servers: ours with its dashboard drawing, and those it is compared with.

import { join } from 'node:path';
import { compiled } from './compile.ts';
import { DASHBOARD_NEEDS, Dashboard } from './dashboard.ts';
import { root } from './paths.ts';
import { freePort, listening } from './ports.ts';
import { Process } from './processes.ts';

export interface EchoServer {
  readonly name: string;
  readonly needs: readonly string[];
  /** Bytes of a stream that may be under way; more, and it stands still for good. */
  readonly window: number;
  /** Resolves when it listens on a free port of 127.0.0.1. */
  start(): Promise<RunningServer>;
}

/** Two of the largest pieces that are read at once: one comes in while another goes out. */
const WINDOW = 128 << 10;
/** Less than one pipe holds (64 KiB), into which both write blocking. */
const PIPE_WINDOW = 48 << 10;

export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Of every server that lets it be said. */
export const BACKLOG = 1024;

function program(
  name: string,
  command: (port: number) => readonly [string, ...string[]],
  needs: readonly string[] = [],
  window = WINDOW,
): EchoServer {
  return {
    name,
    needs,
    window,
    async start() {
      const port = await freePort();
      const [path, ...words] = command(port);
      const child = new Process(path, words);
      await listening(port);
      return { port, pid: child.pid, stop: () => child.stop() };
    },
  };
}

export const sockscope: EchoServer = {
  name: 'sockscope',
  needs: DASHBOARD_NEEDS,
  window: WINDOW,
  async start() {
    const port = await freePort();
    const dashboard = await Dashboard.start([`tcp:${port},backlog=${BACKLOG}`]);
    await listening(port);
    return {
      port,
      pid: dashboard.pid,
      stop: async () => {
        await dashboard.stop();
      },
    };
  },
};

export const nodeNet = program('Node net', (port) => [
  process.execPath,
  join(root, 'bench', 'peers', 'net-echo.mjs'),
  `${port}`,
  `${BACKLOG}`,
]);

export const epoll = program('C epoll', (port) => [
  compiled('peers/epoll-echo.c'),
  `${port}`,
  `${BACKLOG}`,
]);

export const socatFork = program(
  'socat,fork',
  (port) => [
    'socat',
    '-b65536',
    `TCP4-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=${BACKLOG}`,
    'PIPE',
  ],
  ['socat'],
  PIPE_WINDOW,
);

export const ncatExec = program(
  'ncat -lk -e',
  (port) => ['ncat', '-lk', '-m', '1000', '-e', '/bin/cat', '127.0.0.1', `${port}`],
  ['ncat'],
  PIPE_WINDOW,
);

export const ECHO_SERVERS: readonly EchoServer[] = [sockscope, nodeNet, epoll, socatFork, ncatExec];
