// From a key to the frame that shows what it did, at random moments (the same in every run): idle, under
// datagrams, and with rows that only the engine has, also filtered while more come. The key is written and its frame awaited by
// bench/load/terminal.c, so the figures hold what the terminal's side of a pseudo-terminal sees.

import type { Candidate, Plan, Target } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { freePort } from '../lib/ports.ts';
import { onGeneratorCore, output, Process, pause } from '../lib/processes.ts';
import { random } from '../lib/random.ts';
import { type Size, SMALL, sizeName, Terminal } from '../lib/terminal.ts';
import type { Part } from './index.ts';

const PRESSES = 120;
/** Apart enough for a person, and at no rhythm that frames may have. */
const LEAST_PAUSE_MS = 20;
const PAUSES_MS = 120;
/** Until rates and fresh rows stand still, or a load is under way. */
const SETTLE_MS = 1500;
const ROWS = 50_000;
/** More come at this rate while keys are pressed: in all fewer than the journal keeps. */
const MORE_ROWS_A_SECOND = 10_000;
/** A plain text, that a row has in its address: what costs most to look for. All pass. */
const FILTER = '127.0';
/** The first row's length and payload: its number, 0. No other row has both. */
const FIRST_ROW = ' 64 B  \\0\\0\\0\\0\\0\\0\\0\\0';
const SEED = 3;

export const keys: Part = {
  name: 'keys',
  title: 'key to picture',
  plans: () => [SMALL, { columns: 120, rows: 40 }].map(plan),
};

function plan(size: Size): Plan {
  const situations: readonly (readonly [Candidate, number])[] = [
    [underLoad('idle', size, 0), 33],
    [underLoad('100,000 datagrams/s', size, 100_000), 50],
    [amongRows('50,000 rows', size), 33],
    [filtered('50,000 rows filtered, 10,000 datagrams/s', size), 33],
    [underLoad('400,000 datagrams/s', size, 400_000), 150],
  ];
  return {
    title: `Key to picture at ${sizeName(size)}`,
    figures: [
      { key: 'p50', title: 'half within', unit: ' ms' },
      { key: 'p99', title: '99 of 100 within', unit: ' ms' },
      { key: 'max', title: 'the longest', unit: ' ms' },
    ],
    candidates: situations.map(([candidate]) => candidate),
    targets: situations.map(
      ([{ name }, bound]): Target => ({ figure: 'p99', of: name, relation: 'at most', bound }),
    ),
  };
}

/** Going from pane to pane, while datagrams come at a rate. */
function underLoad(name: string, size: Size, rate: number): Candidate {
  const panes = ['2 Clients', '3 Datagrams', '4 Multicast', '1 Listen'];
  return situation(name, size, async (terminal, port, moment) => {
    const words = ['127.0.0.1', `${port}`, '-r', `${rate}`, '-t', '60'];
    const sender = rate > 0 ? new Process(...onGeneratorCore(sendProgram(), words)) : null;
    try {
      await pause(SETTLE_MS);
      return await inTurn(PRESSES, async (press) => {
        const pane = panes[press % panes.length] as string;
        await pause(moment());
        // The rule of the pane that has the keys, and of no other, begins so.
        return terminal.pressed(pane.slice(0, 1), `━ ${pane} ━`);
      });
    } finally {
      await sender?.stop();
    }
  });
}

/** From the last of so many rows to the first, which only the engine has. */
function amongRows(name: string, size: Size): Candidate {
  return situation(name, size, async (terminal, port, moment) => {
    await output(sendProgram(), ['127.0.0.1', `${port}`, '-n', `${ROWS}`, '-r', '20000']);
    await terminal.pressed('3', '━ 3 Datagrams ━');
    await terminal.type('z');
    await pause(SETTLE_MS);
    // Alone, the pane has all lines but the header, its rule and the key bar.
    const first = `1-${size.rows - 3} of ${ROWS}`;
    return inTurn(PRESSES, async () => {
      await terminal.type('G');
      await pause(moment());
      return terminal.pressed('g', first);
    });
  });
}

/** The same with a filter set, while more rows come that pass it. */
function filtered(name: string, size: Size): Candidate {
  return situation(name, size, async (terminal, port, moment) => {
    await output(sendProgram(), ['127.0.0.1', `${port}`, '-n', `${ROWS}`, '-r', '20000']);
    await terminal.pressed('3', '━ 3 Datagrams ━');
    for (const key of ['z', '/', FILTER, '\r']) await terminal.type(key);
    const words = ['127.0.0.1', `${port}`, '-r', `${MORE_ROWS_A_SECOND}`, '-t', '60'];
    const sender = new Process(...onGeneratorCore(sendProgram(), words));
    try {
      await pause(SETTLE_MS);
      return await inTurn(PRESSES, async () => {
        await terminal.type('G');
        await pause(moment());
        return terminal.pressed('g', FIRST_ROW);
      });
    } finally {
      await sender.stop();
    }
  });
}

type Moment = () => number;

function situation(
  name: string,
  size: Size,
  press: (terminal: Terminal, port: number, moment: Moment) => Promise<readonly number[]>,
): Candidate {
  return {
    name,
    async measure() {
      const chance = random(SEED);
      const port = await freePort();
      const terminal = await Terminal.dashboard([`udp:${port},service=discard`], size);
      try {
        const times = await press(terminal, port, () => LEAST_PAUSE_MS + PAUSES_MS * chance());
        const sorted = times.toSorted((a, b) => a - b);
        const within = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] as number;
        return { p50: within(0.5), p99: within(0.99), max: within(1) };
      } finally {
        await terminal.close();
      }
    },
  };
}

const sendProgram = (): string => compiled('load/udp-send.c');

async function inTurn(
  times: number,
  measure: (turn: number) => Promise<number>,
): Promise<readonly number[]> {
  const results: number[] = [];
  for (let turn = 0; turn < times; turn += 1) results.push(await measure(turn));
  return results;
}
