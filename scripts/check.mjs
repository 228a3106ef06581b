// `npm test`: everything that must hold. Prints each step, the reason of each skipped test, and last,
// alone on its line, the counts: a step that fails counts as one failed.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const scratch = mkdtempSync(join(tmpdir(), 'sockscope-check-'));
const report = join(scratch, 'report.json');

const steps = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  {
    name: 'lint, format, import directions',
    command: [bin('biome'), 'check', '--error-on-warnings', '.'],
  },
  { name: 'build', command: [process.execPath, 'scripts/build.mjs'] },
  {
    name: 'key table of the readme',
    command: [process.execPath, 'scripts/readme-keys.mjs', '--check'],
  },
];

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { name, command } of steps) {
  if (!run(name, command)) counts.failed += 1;
}

const tests = run(
  'tests',
  [bin('vitest'), 'run', '--reporter=default', `--reporter=${join(root, 'scripts', 'report.mjs')}`],
  { SOCKSCOPE_REPORT: report },
);
const counted = readReport();
if (counted === null) {
  counts.failed += 1;
} else {
  counts.passed += counted.passed;
  counts.failed += counted.failed;
  counts.skipped += counted.skipped.length;
  for (const { name, reason } of counted.skipped) console.log(`skipped: ${name}: ${reason}`);
  // Nothing that vitest calls a failure may be lost, whatever its report says.
  if (!tests && counted.failed === 0) counts.failed += 1;
}
rmSync(scratch, { recursive: true, force: true });

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function run(name, [program, ...args], environment = {}) {
  console.log(`\n== ${name}`);
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  if (error) console.error(error.message);
  if (status !== 0) console.error(`== ${name}: failed`);
  return status === 0;
}

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    console.error('The tests left no report.');
    return null;
  }
}
