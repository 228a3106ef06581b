// From the command to the first frame, whole, in a terminal of 80×24; and to the first client that is
// accepted and answered. The code is compiled and cached before the first start that counts.

import { connect } from 'node:net';
import { bareInk, unaidedInk } from '../lib/bare-ink.ts';
import type { Candidate, Figure, Plan } from '../lib/compare.ts';
import { PROGRAM } from '../lib/paths.ts';
import { freePort } from '../lib/ports.ts';
import { pause } from '../lib/processes.ts';
import { Terminal } from '../lib/terminal.ts';
import type { Part } from './index.ts';

/** A start is short and its time spreads. */
const ROUNDS = 25;
/** Between two tries to connect: what the answer may be late by. */
const TRY_EVERY_MS = 1;
const DEADLINE_MS = 10_000;

const TIME: Figure = { key: 'ms', title: 'from the command', unit: ' ms' };

export const start: Part = {
  name: 'start',
  title: 'command to first frame, command to first accept',
  plans: () => [firstFrame(), firstAccept()],
};

function firstFrame(): Plan {
  return {
    title: 'Command to first frame (`node -e 0`: to its end)',
    rounds: ROUNDS,
    figures: [TIME],
    candidates: [
      candidate('sockscope', async () => shown([PROGRAM, 'tcp:0'])),
      candidate('bare Ink', async () => shown(cached(await bare()))),
      candidate('bare Ink, bundled without our aids', async () => shown(cached(await unaided()))),
      candidate('node -e 0', nothing),
    ],
    targets: [
      { figure: 'ms', of: 'sockscope', relation: 'at most', bound: 1.25, times: 'bare Ink' },
    ],
  };
}

function firstAccept(): Plan {
  return {
    title: 'Command to first client accepted and answered (`node -e 0`: to its end)',
    rounds: ROUNDS,
    figures: [TIME],
    candidates: [candidate('sockscope', accepted), candidate('node -e 0', nothing)],
    targets: [{ figure: 'ms', of: 'sockscope', relation: 'at most', bound: 6, times: 'node -e 0' }],
  };
}

function candidate(name: string, measure: () => Promise<number>): Candidate {
  let warm = false;
  return {
    name,
    async measure() {
      if (!warm) await measure();
      warm = true;
      return { ms: await measure() };
    },
  };
}

const bare = once(bareInk);
const unaided = once(unaidedInk);

/** As bin/sockscope.cjs starts its bundle. */
const cached = (bundle: string): readonly string[] => [
  '-e',
  `require('node:module').enableCompileCache(); import(${JSON.stringify(bundle)})`,
];

async function shown(args: readonly string[]): Promise<number> {
  const terminal = new Terminal([process.execPath, ...args]);
  try {
    return await terminal.shown('Listen');
  } finally {
    await terminal.close();
  }
}

async function nothing(): Promise<number> {
  const terminal = new Terminal([process.execPath, '-e', '0']);
  try {
    return await terminal.ended();
  } finally {
    await terminal.close();
  }
}

async function accepted(): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const terminal = new Terminal([process.execPath, PROGRAM, `tcp:${port}`]);
  try {
    while (!(await answers(port))) {
      if (performance.now() - started > DEADLINE_MS) throw new Error('nobody accepted');
      await pause(TRY_EVERY_MS);
    }
    return performance.now() - started;
  } finally {
    await terminal.close();
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('x'));
    socket.once('data', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
