// The processor that a program takes while nothing happens: with nobody connected, and with connections
// on which nothing is said.

import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Candidate, Plan } from '../lib/compare.ts';
import { root } from '../lib/paths.ts';
import { freePort, listening } from '../lib/ports.ts';
import { Process, pause, processorSeconds } from '../lib/processes.ts';
import { Terminal } from '../lib/terminal.ts';
import type { Part } from './index.ts';

const QUIET = 100;
/** Until what came up has been drawn and has faded. What is drawn once a second is not yet compiled then. */
const SETTLE_MS = 5000;
/** Until it is: how a dashboard stands there that is left open. */
const LATER_MS = 60_000;
const SECONDS = 10;

export const idle: Part = {
  name: 'idle',
  title: 'processor while nothing happens',
  plans: () => [0, QUIET].map(plan),
};

function plan(connections: number): Plan {
  return {
    title: `Processor with ${connections === 0 ? 'nobody' : `${connections} quiet connections`}`,
    figures: [
      { key: 'first', title: 'of a core, the first seconds', unit: ' %' },
      { key: 'processor', title: 'of a core, after a minute', unit: ' %' },
    ],
    candidates: [
      candidate('sockscope', connections, async (port) => {
        const terminal = await Terminal.dashboard([`tcp:${port}`]);
        return { pid: await terminal.pid(), stop: () => terminal.close() };
      }),
      candidate('Node net', connections, async (port) => {
        const server = new Process(process.execPath, [
          join(root, 'bench', 'peers', 'net-echo.mjs'),
          `${port}`,
          '128',
        ]);
        return { pid: server.pid, stop: () => server.stop() };
      }),
    ],
    targets: [{ figure: 'processor', of: 'sockscope', relation: 'at most', bound: 1 }],
  };
}

interface Running {
  readonly pid: number;
  stop(): Promise<void>;
}

function candidate(
  name: string,
  connections: number,
  start: (port: number) => Promise<Running>,
): Candidate {
  return {
    name,
    async measure() {
      const port = await freePort();
      const { pid, stop } = await start(port);
      const clients: Socket[] = [];
      try {
        await listening(port);
        for (let n = 0; n < connections; n += 1) clients.push(await connected(port));
        await pause(SETTLE_MS);
        const first = await share(pid);
        await pause(LATER_MS - SETTLE_MS - SECONDS * 1000);
        return { first, processor: await share(pid) };
      } finally {
        for (const client of clients) client.destroy();
        await stop();
      }
    },
  };
}

/** Of a core, in percent, from now on. */
async function share(pid: number): Promise<number> {
  const before = processorSeconds(pid);
  await pause(SECONDS * 1000);
  return ((processorSeconds(pid) - before) / SECONDS) * 100;
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(socket));
    socket.once('error', reject);
  });
}
