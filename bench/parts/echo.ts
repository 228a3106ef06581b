// How many bytes a second come back: streams that send and read at the same time, every byte checked.

import type { Candidate, Plan } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { onGeneratorCore, output } from '../lib/processes.ts';
import { ECHO_SERVERS, type EchoServer } from '../lib/tcp-servers.ts';
import type { Part } from './index.ts';

/** Of which the last three quarters are measured. */
const SECONDS = 4;

export const echo: Part = {
  name: 'echo',
  title: 'echo throughput',
  plans: () => [1, 64].map(plan),
};

function plan(connections: number): Plan {
  const generator = compiled('load/tcp-echo.c');
  return {
    title: `Bytes echoed a second, ${connections === 1 ? '1 connection' : `${connections} connections`}`,
    figures: [
      { key: 'rate', title: 'all', unit: ' MB/s' },
      ...(connections === 1 ? [] : [{ key: 'slowest', title: 'slowest of them', unit: ' MB/s' }]),
    ],
    candidates: ECHO_SERVERS.map((server) => candidate(server, generator, connections)),
    targets: [
      { figure: 'rate', of: 'sockscope', relation: 'at least', bound: 0.9, times: 'Node net' },
    ],
  };
}

function candidate(server: EchoServer, generator: string, connections: number): Candidate {
  return {
    name: server.name,
    needs: server.needs,
    async measure() {
      const running = await server.start();
      try {
        const words = [running.port, connections, SECONDS, server.window].map(String);
        const { rate, slowest } = JSON.parse(await output(...onGeneratorCore(generator, words)));
        return { rate: rate / 1e6, slowest: slowest / 1e6 };
      } finally {
        await running.stop();
      }
    },
  };
}
