// `npm run test:faults -- [--seed N] [--minutes M] [file…]`: the faults of test/faults in their long form,
// again and again with the next seed until the time is over, or until one fails. At least one round, of about
// five minutes; without a seed it is a new one each time. `npm test` has the brief form, always with seed 1.
// `npm run test:course` does the same with test/course.

import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/.bin/vitest', import.meta.url));

/** For tests that set none themselves: those that go by time take a quarter of a minute. */
const TEST_TIMEOUT_MS = 300_000;

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, minutes: { type: 'string', default: '0' } },
  allowPositionals: true,
});
// Names of files are passed on: vitest runs those alone.
const files = positionals.length > 0 ? positionals : ['test/faults'];
const first = whole('--seed', values.seed ?? `${randomInt(1, 1_000_000)}`);
const end = performance.now() + whole('--minutes', values.minutes) * 60_000;

for (let seed = first; seed === first || performance.now() < end; seed += 1) {
  console.log(`\n== ${files.join(' ')} with seed ${seed}`);
  const { status } = spawnSync(vitest, ['run', `--testTimeout=${TEST_TIMEOUT_MS}`, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SOCKSCOPE_FAULTS: 'long', SOCKSCOPE_SEED: `${seed}` },
  });
  if (status !== 0) {
    console.error(`== failed; again: npm run test:faults -- --seed ${seed} ${files.join(' ')}`);
    process.exit(1);
  }
}

function whole(name, text) {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`${name} takes a whole number, not "${text}".`);
  process.exit(2);
}
