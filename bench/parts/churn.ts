// How many clients a second: connect, 64 bytes there and back (checked), close, from 1, 64 and 512 at once.

import type { Candidate, Plan } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { onGeneratorCore, output } from '../lib/processes.ts';
import { ECHO_SERVERS, type EchoServer } from '../lib/tcp-servers.ts';
import type { Part } from './index.ts';

const SECONDS = 2;
/** Before them: what a server compiles while it runs is start-up, not its rate. */
const WARM_UP_SECONDS = 1;

export const churn: Part = {
  name: 'churn',
  title: 'accept + 64 B echo + close',
  plans: () => [1, 64, 512].map(plan),
};

function plan(clients: number): Plan {
  const generator = compiled('load/tcp-churn.c');
  return {
    title: `Clients served a second, ${clients} at once`,
    figures: [
      { key: 'rate', title: 'clients a second', unit: '/s' },
      { key: 'stall', title: 'longest answer', unit: ' ms' },
    ],
    candidates: ECHO_SERVERS.map((server) => candidate(server, generator, clients)),
    targets: [
      { figure: 'rate', of: 'sockscope', relation: 'at least', bound: 0.9, times: 'Node net' },
      ...(clients === 64
        ? [
            {
              figure: 'rate',
              of: 'sockscope',
              relation: 'at least' as const,
              bound: 7,
              times: 'socat,fork',
            },
          ]
        : []),
    ],
  };
}

function candidate(server: EchoServer, generator: string, clients: number): Candidate {
  return {
    name: server.name,
    needs: server.needs,
    async measure() {
      const running = await server.start();
      try {
        const churned = (seconds: number) => {
          const words = [running.port, clients, seconds].map(String);
          return output(...onGeneratorCore(generator, words));
        };
        await churned(WARM_UP_SECONDS);
        return JSON.parse(await churned(SECONDS));
      } finally {
        await running.stop();
      }
    },
  };
}
