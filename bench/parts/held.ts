// Connections that are held open: what each costs in memory, and whether 10,000 of them are all in the
// list, which still sorts and filters, and all are still answered.

import { execFileSync } from 'node:child_process';
import type { Candidate, Measured, Plan } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { freePort, listening } from '../lib/ports.ts';
import { Process, pause, residentBytes, until } from '../lib/processes.ts';
import { BACKLOG, type EchoServer, epoll, nodeNet } from '../lib/tcp-servers.ts';
import { Terminal } from '../lib/terminal.ts';
import type { Part } from './index.ts';

const HELD = 10_000;
/** What a server opens beside its clients, and keeps back for others. */
const OTHER_FILES = 700;
const CTRL_L = '\f';
/** Until what is left of opening them has been collected. */
const SETTLE_MS = 2000;

export const held: Part = { name: 'held', title: 'connections held', plans: () => [plan()] };

function plan(): Plan {
  return {
    title: `${HELD.toLocaleString('en-US')} connections held`,
    figures: [
      { key: 'memory', title: 'memory for each', unit: ' B' },
      { key: 'answer', title: 'all answered again', unit: ' ms' },
      { key: 'sort', title: 'key to sorted', unit: ' ms' },
      { key: 'filter', title: 'keys to filtered', unit: ' ms' },
    ],
    candidates: [sockscope, server(nodeNet), server(epoll)],
    targets: [
      { figure: 'memory', of: 'sockscope', relation: 'at most', bound: 2, times: 'Node net' },
    ],
  };
}

const sockscope: Candidate = {
  name: 'sockscope',
  async measure() {
    const port = await freePort();
    const terminal = await Terminal.dashboard([`tcp:${port},backlog=${BACKLOG}`]);
    try {
      await listening(port);
      return await hold(port, await terminal.pid(), async () => {
        // Drawn anew, since only what is written is seen.
        await terminal.pressed(CTRL_L, `${HELD} accepted`);
        await terminal.pressed('2', '━ 2 Clients ━');
        const sort = await terminal.pressed('s', 'by ');
        const wanted = `c${HELD - 1}`;
        return { sort, filter: await terminal.pressed(`/${wanted}`, `/${wanted} 1 of ${HELD}`) };
      });
    } finally {
      await terminal.close();
    }
  },
};

function server({ name, needs, start }: EchoServer): Candidate {
  return {
    name,
    needs,
    async measure() {
      const running = await start();
      try {
        return await hold(running.port, running.pid, async () => ({}));
      } finally {
        await running.stop();
      }
    },
  };
}

/** @param meanwhile what else is measured while they are held */
async function hold(
  port: number,
  pid: number,
  meanwhile: () => Promise<Measured>,
): Promise<Measured> {
  const limit = Number(execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }));
  if (limit < HELD + OTHER_FILES) throw new Error(`no more than ${limit} descriptors are allowed`);
  await pause(SETTLE_MS);
  const before = residentBytes(pid);
  const holder = new Process(compiled('load/tcp-hold.c'), [`${port}`, `${HELD}`]);
  const answered = (times: number) =>
    until(
      `${HELD} answers`,
      () => {
        if (!holder.running) throw new Error('connections were not held');
        return holder.output.split('\n').length > times || null;
      },
      60_000,
    );
  try {
    await answered(1);
    await pause(SETTLE_MS);
    const memory = (residentBytes(pid) - before) / HELD;
    const others = await meanwhile();
    const from = performance.now();
    holder.child.kill('SIGUSR1');
    await answered(2);
    return { memory, answer: performance.now() - from, ...others };
  } finally {
    await holder.stop();
  }
}
