// Events into a file: the highest rate of datagrams of which `--json` writes a line for each. Every line
// is parsed, and what it says was received, dropped and skipped must add up to what was sent.

import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Candidate, Plan } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { highestLossless, type Trial } from '../lib/lossless.ts';
import { PROGRAM } from '../lib/paths.ts';
import { bound, freePort, udpDrained } from '../lib/ports.ts';
import { onGeneratorCore, output, Process } from '../lib/processes.ts';
import type { Part } from './index.ts';

const FLOOD_SECONDS = 0.5;
const WARM_UP = { rate: 20_000, seconds: 0.5 };
const ENOUGH = 100_000;

export const json: Part = {
  name: 'json',
  title: 'events into a file',
  plans: () => [plan()],
};

function plan(): Plan {
  const candidates = [64, 1400, 8192].map(candidate);
  const [smallest] = candidates as [Candidate];
  return {
    title: 'Datagrams of which --json writes every one',
    figures: [{ key: 'rate', title: 'datagrams a second without loss', unit: '/s' }],
    candidates,
    targets: [{ figure: 'rate', of: smallest.name, relation: 'at least', bound: ENOUGH }],
  };
}

function candidate(size: number): Candidate {
  return {
    name: `${size} B`,
    async measure() {
      const flood = await trial(size, null, FLOOD_SECONDS);
      const got = flood.sent - flood.lost;
      return {
        rate: await highestLossless(
          (rate, seconds) => trial(size, rate, seconds),
          got / FLOOD_SECONDS,
        ),
      };
    },
  };
}

/** One run of the program, warmed up first; without a rate as fast as it goes. */
async function trial(
  size: number,
  rate: number | null,
  seconds: number,
): Promise<Trial & { sent: number }> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'sockscope-bench-'));
  const file = join(folder, 'events');
  const command = `'${process.execPath}' '${PROGRAM}' --json udp:${port},service=discard > '${file}'`;
  const program = new Process('sh', ['-c', `exec ${command}`]);
  try {
    await bound(port);
    const send = async (...words: (string | number)[]) => {
      const all = ['127.0.0.1', port, '-s', size, ...words].map(String);
      const told = JSON.parse(await output(...onGeneratorCore(compiled('load/udp-send.c'), all)));
      await udpDrained(port);
      return told;
    };
    const first = await send('-r', WARM_UP.rate, '-t', WARM_UP.seconds);
    const pace = rate === null ? [] : ['-r', Math.round(rate)];
    const measured = await send('-t', seconds, ...pace);
    // After its end everything is in the file.
    await program.stop();
    const { lines, kernelDrops, skipped } = await counted(file, size);
    const lost = kernelDrops + skipped;
    const sent = first.sent + measured.sent;
    if (lines + lost !== sent) {
      throw new Error(
        `${sent} sent, but ${lines} lines, ${kernelDrops} dropped by the kernel, ${skipped} skipped`,
      );
    }
    return { rate: measured.rate, lost, sent: measured.sent };
  } finally {
    await program.stop('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

/** What the file says; each datagram's line must say how large it was and carry as much payload. */
async function counted(file: string, size: number) {
  let lines = 0;
  let skipped = 0;
  let kernelDrops: number | null = null;
  for await (const line of createInterface(createReadStream(file, { highWaterMark: 1 << 20 }))) {
    const event = JSON.parse(line);
    if (event.type === 'datagram.received') {
      if (event.bytes !== size || Math.floor((event.data.length * 3) / 4) < size) {
        throw new Error(`not a whole datagram: ${line.slice(0, 300)}`);
      }
      lines += 1;
    } else if (event.type === 'loss' && event.endpoint === undefined) {
      skipped = event.engineDrops;
    } else if (event.type === 'summary') {
      kernelDrops = event.endpoints[0].kernelDrops;
    }
  }
  if (kernelDrops === null) throw new Error('no summary');
  return { lines, kernelDrops, skipped };
}
