// Command to first frame, in a real pseudo-terminal (script(1) of util-linux): sockscope, a bare Ink
// application bundled in the same way, and `node -e 0`, in turn. Prints medians with minimum and maximum,
// and the ratios.
//
//   node bench/first-frame.mjs [rounds]

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { BUNDLING, build } from '../scripts/build.mjs';

const rounds = Number(process.argv[2] ?? 15);
const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'sockscope-bench-'));
const bare = join(scratch, 'bare.mjs');

await build();
await esbuild.build({ ...BUNDLING, entryPoints: ['bench/bare-ink.tsx'], outfile: bare });
await esbuild.stop();

const node = process.execPath;
const cached = (file) => `-e "require('module').enableCompileCache(); import('${file}')"`;
const candidates = {
  sockscope: { command: `${node} ${join(root, 'bin/sockscope.cjs')} tcp:0`, until: 'Listen' },
  'bare Ink': { command: `${node} ${cached(bare)}`, until: 'Listen' },
  'node -e 0': { command: `${node} -e 0`, until: null },
};

const times = new Map(Object.keys(candidates).map((name) => [name, []]));
for (const [, candidate] of Object.entries(candidates)) await once(candidate);
for (let round = 0; round < rounds; round += 1) {
  for (const [name, candidate] of Object.entries(candidates)) {
    times.get(name).push(await once(candidate));
  }
}
rmSync(scratch, { recursive: true, force: true });

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rows = [...times].map(([name, values]) => ({
  name,
  'median ms': Math.round(median(values)),
  'min ms': Math.round(Math.min(...values)),
  'max ms': Math.round(Math.max(...values)),
  'to bare Ink': Number((median(values) / median(times.get('bare Ink'))).toFixed(2)),
}));
console.table(rows);

/** Milliseconds from spawn to the text on the terminal, or to the end. */
function once({ command, until }) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn('script', ['-qfec', `stty cols 80 rows 24; exec ${command}`, '/dev/null'], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    let seen = '';
    let at = null;
    child.on('error', reject);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      seen += text;
      if (until !== null && at === null && seen.includes(until)) {
        at = performance.now() - started;
        process.kill(-child.pid, 'SIGTERM');
        child.stdin.end('q');
      }
    });
    child.on('close', () => {
      if (until === null) resolve(performance.now() - started);
      else if (at === null) reject(new Error(`${command} ended without "${until}":\n${seen}`));
      else resolve(at);
    });
  });
}
