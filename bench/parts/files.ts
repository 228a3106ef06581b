// How fast a file of 2 GiB is received, from its first byte to the server's end; and how much memory that
// takes. It goes to memory (/dev/shm) where there is such a place: the disk is the same for all, and
// sockscope alone waits until it has everything (fsync).

import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Candidate, Plan } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { DASHBOARD_NEEDS, Dashboard } from '../lib/dashboard.ts';
import { freePort, listening } from '../lib/ports.ts';
import { onGeneratorCore, output, Process, residentBytes } from '../lib/processes.ts';
import type { Part } from './index.ts';

const FILE_BYTES = 2 * 1024 ** 3;
const SAMPLE_MS = 50;
const SHARED_MEMORY = '/dev/shm';

export const files: Part = {
  name: 'files',
  title: 'a file of 2 GiB received over TCP',
  plans: () => [plan(compiled('load/tcp-file.c'))],
};

function plan(generator: string): Plan {
  return {
    title: 'A file of 2 GiB',
    figures: [
      { key: 'rate', title: 'bytes a second', unit: ' B/s' },
      { key: 'growth', title: 'memory more than before, at most', unit: ' B' },
    ],
    candidates: [
      candidate('sockscope', DASHBOARD_NEEDS, generator, startSockscope),
      candidate('socat', ['socat'], generator, startSocat),
    ],
    targets: [
      { figure: 'rate', of: 'sockscope', relation: 'at least', bound: 0.8, times: 'socat' },
      { figure: 'growth', of: 'sockscope', relation: 'at most', bound: 128 << 20 },
    ],
  };
}

interface Running {
  readonly pid: number;
  stop(): Promise<unknown>;
}

async function startSockscope(port: number, directory: string): Promise<Running> {
  return Dashboard.start([`tcp:${port},service=file-receive,dir=${directory}`]);
}

async function startSocat(port: number, directory: string): Promise<Running> {
  const to = `CREATE:${join(directory, 'file')}`;
  return new Process('socat', ['-u', `TCP4-LISTEN:${port},bind=127.0.0.1,reuseaddr`, to]);
}

function candidate(
  name: string,
  needs: readonly string[],
  generator: string,
  start: (port: number, directory: string) => Promise<Running>,
): Candidate {
  return {
    name,
    needs,
    async measure() {
      const directory = mkdtempSync(
        join(existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir(), 'sockscope-bench-'),
      );
      const port = await freePort();
      const running = await start(port, directory);
      try {
        await listening(port);
        const before = residentBytes(running.pid);
        let highest = before;
        const sampling = setInterval(() => {
          highest = Math.max(highest, residentBytes(running.pid) || 0);
        }, SAMPLE_MS);
        const words = [`${port}`, `${FILE_BYTES}`];
        const measured = await output(...onGeneratorCore(generator, words)).finally(() =>
          clearInterval(sampling),
        );
        await running.stop();
        const [file = ''] = readdirSync(directory);
        const { size } = statSync(join(directory, file));
        // The size itself stands before what socat writes.
        if (size < FILE_BYTES) throw new Error(`${name} wrote ${size} bytes`);
        return { ...JSON.parse(measured), growth: highest - before };
      } finally {
        await running.stop().catch(() => {});
        rmSync(directory, { recursive: true, force: true });
      }
    },
  };
}
