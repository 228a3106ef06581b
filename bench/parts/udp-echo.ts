// UDP echo: datagrams answered a second, with so many in flight that nobody waits and nothing is lost. The
// generator checks every byte of every answer; what our report says it answered must be what was answered.

import { join } from 'node:path';
import type { Candidate, Measured, Plan } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { DASHBOARD_NEEDS, Dashboard } from '../lib/dashboard.ts';
import { root } from '../lib/paths.ts';
import { bound, freePort } from '../lib/ports.ts';
import { onGeneratorCore, output, Process } from '../lib/processes.ts';
import type { Part } from './index.ts';

const SECONDS = 2;
const IN_FLIGHT = 128;
/** Enough to compile what is compiled at run time. */
const WARM_UP_SECONDS = 1;
const BUFFER_BYTES = 4 << 20;

interface Answers {
  readonly rate: number;
  readonly answered: number;
  readonly lost: number;
}

export const udpEcho: Part = {
  name: 'udp-echo',
  title: 'datagrams answered',
  plans: () => [plan(64), plan(1400)],
};

function plan(size: number): Plan {
  return {
    title: `UDP echo, ${size} B, ${IN_FLIGHT} in flight`,
    figures: [
      { key: 'rate', title: 'answered a second', unit: '/s' },
      { key: 'lost', title: 'lost', unit: '' },
    ],
    candidates: [
      sockscope(size),
      peer('C recvmmsg', size, (port) => [
        compiled('peers/udp-echo.c'),
        `${port}`,
        `${BUFFER_BYTES}`,
      ]),
      peer('Node dgram', size, (port) => [
        process.execPath,
        join(root, 'bench', 'peers', 'dgram-echo.mjs'),
        `${port}`,
        `${BUFFER_BYTES}`,
      ]),
    ],
    targets: [
      { figure: 'rate', of: 'sockscope', relation: 'at least', bound: 1.5, times: 'Node dgram' },
    ],
  };
}

function sockscope(size: number): Candidate {
  return {
    name: 'sockscope',
    needs: DASHBOARD_NEEDS,
    async measure(): Promise<Measured> {
      const port = await freePort();
      const dashboard = await Dashboard.start([`udp:${port}`]);
      await bound(port);
      const warm = await load(port, size, WARM_UP_SECONDS);
      const measured = await load(port, size, SECONDS);
      const [report] = await dashboard.stop();
      const { answered, lost } = sum(warm, measured);
      // The last ones in flight are answered after the generator has gone.
      const out = report?.datagramsOut ?? 0;
      if (out < answered || out > answered + lost + 2 * IN_FLIGHT) {
        throw new Error(`${answered} answers came, but ${out} were sent as it says`);
      }
      return { rate: measured.rate, lost: measured.lost };
    },
  };
}

function peer(
  name: string,
  size: number,
  command: (port: number) => readonly [string, ...string[]],
): Candidate {
  return {
    name,
    async measure(): Promise<Measured> {
      const port = await freePort();
      const [path, ...words] = command(port);
      const server = new Process(path, words);
      try {
        await bound(port);
        await load(port, size, WARM_UP_SECONDS);
        const { rate, lost } = await load(port, size, SECONDS);
        return { rate, lost };
      } finally {
        await server.stop();
      }
    },
  };
}

async function load(port: number, size: number, seconds: number): Promise<Answers> {
  const words = [port, size, IN_FLIGHT, seconds].map(String);
  return JSON.parse(await output(...onGeneratorCore(compiled('load/udp-echo-load.c'), words)));
}

const sum = (one: Answers, other: Answers) => ({
  answered: one.answered + other.answered,
  lost: one.lost + other.lost,
});
