// Bytes to the terminal: what a person at the far end of a slow line pays for looking.

import { join } from 'node:path';
import type { Candidate, Measured, Plan, Target } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { root } from '../lib/paths.ts';
import { freePort } from '../lib/ports.ts';
import { Process, pause } from '../lib/processes.ts';
import { type Size, SMALL, sizeName, Terminal } from '../lib/terminal.ts';
import type { Part } from './index.ts';

const SETTLE_MS = 3500;
const SECONDS = 6;
const GROUP = '239.255.77.78';

export const terminal: Part = {
  name: 'terminal',
  title: 'bytes to the terminal',
  plans: () => [plan(SMALL, 1900), plan({ columns: 200, rows: 50 }, 4300)],
};

/** @param mcjoin bytes a second that mcjoin was seen to write at this size */
function plan(size: Size, mcjoin: number): Plan {
  const most = (of: string, figure: string, bound: number): Target => ({
    figure,
    of,
    relation: 'at most',
    bound,
  });
  return {
    title: `Bytes to a terminal of ${sizeName(size)}`,
    figures: [
      { key: 'bytes', title: 'bytes a second', unit: '/s' },
      { key: 'frames', title: 'frames a second', unit: '/s' },
      { key: 'most', title: 'most frames in one second', unit: '' },
    ],
    candidates: [
      dashboard('nobody connected', size, () => []),
      dashboard('five clients chatting', size, ({ tcp }) => [talk(tcp, 5, 1)]),
      dashboard('everything moving', size, ({ tcp, udp, group }) => [
        talk(tcp, 20, 5),
        send('127.0.0.1', udp, 5000),
        send(GROUP, group, 200),
      ]),
      other('htop', size, ['htop']),
      other('watch -n1 ss -tin', size, ['watch', '-n1', 'ss', '-tin']),
    ],
    targets: [
      most('nobody connected', 'bytes', 0),
      most('five clients chatting', 'bytes', mcjoin),
      most('everything moving', 'most', 15),
    ],
  };
}

interface Ports {
  readonly tcp: number;
  readonly udp: number;
  readonly group: number;
}

function dashboard(
  name: string,
  size: Size,
  load: (ports: Ports) => readonly Process[],
): Candidate {
  return {
    name,
    async measure() {
      const ports = { tcp: await freePort(), udp: await freePort(), group: await freePort() };
      const shown = await Terminal.dashboard(
        [
          `tcp:${ports.tcp}`,
          `udp:${ports.udp}`,
          `multicast:${GROUP}:${ports.group},interface=loopback`,
        ],
        size,
      );
      const loads = load(ports);
      try {
        return await written(shown, 'frames');
      } finally {
        await Promise.all(loads.map((each) => each.stop()));
        await shown.close();
      }
    },
  };
}

/** Programs that mark no frames: each burst of bytes is one. */
function other(name: string, size: Size, command: readonly [string, ...string[]]): Candidate {
  return {
    name,
    needs: command.filter((word) => /^[a-z]+$/.test(word)),
    async measure() {
      const shown = new Terminal(command, size);
      try {
        return await written(shown, 'bursts');
      } finally {
        await shown.close();
      }
    },
  };
}

async function written(shown: Terminal, counted: 'frames' | 'bursts'): Promise<Measured> {
  await pause(SETTLE_MS);
  await shown.written();
  await pause(SECONDS * 1000);
  const { bytes, mostFramesInASecond, ...rest } = await shown.written();
  return {
    bytes: bytes / SECONDS,
    frames: rest[counted] / SECONDS,
    ...(counted === 'frames' ? { most: mostFramesInASecond } : {}),
  };
}

function talk(port: number, clients: number, linesASecond: number): Process {
  const program = join(root, 'bench', 'load', 'tcp-talk.mjs');
  return new Process(process.execPath, [program, ...[port, clients, linesASecond, 60].map(String)]);
}

function send(address: string, port: number, rate: number): Process {
  return new Process(compiled('load/udp-send.c'), [
    address,
    `${port}`,
    '-r',
    `${rate}`,
    '-t',
    '60',
  ]);
}
