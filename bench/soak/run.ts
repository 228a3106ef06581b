// `npm run soak -- --minutes 30`: the built program with its dashboard under mixed load for a long time.
// Samples memory, descriptors, how late both threads' loops run and views a second, and checks at the end
// that every count adds up. Exit status 1 when something grew, was lost without a count, or broke.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Dashboard } from '../lib/dashboard.ts';
import { machine } from '../lib/machine.ts';
import { root } from '../lib/paths.ts';
import { random } from '../lib/random.ts';
import { endpoints, generate, playing, ready, somePorts } from './load.ts';
import { counts, table } from './print.ts';
import { probing, readProbes, watch } from './samples.ts';
import { boundedSeries, grown, unaccounted } from './verdict.ts';

/** The journals fill in the first minute: a third of the run has to be longer. */
const MINUTES_TO_TELL = 4;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string', default: join(root, 'bench', 'results', 'soak.json') },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes >= MINUTES_TO_TELL) || !Number.isInteger(seed)) {
  console.error(
    `npm run soak -- [--minutes N, at least ${MINUTES_TO_TELL}] [--seed N] [--json FILE]`,
  );
  process.exit(2);
}
const seconds = Math.round(minutes * 60);

const scratch = mkdtempSync(join(tmpdir(), 'sockscope-soak-'));
const probeFile = join(scratch, 'probe');
const ports = await somePorts();
const dashboard = await Dashboard.start(endpoints(ports), {
  columns: 120,
  rows: 40,
  environment: probing(probeFile),
});

await ready(ports);

const keys = playing(random(seed));
const [generated, samples] = await Promise.all([
  generate(ports, seconds),
  watch(dashboard, seconds, () => dashboard.type(keys.next().value)),
]);
const reports = await dashboard.stop();
const probes = readProbes(probeFile);
rmSync(scratch, { recursive: true, force: true });

const series = boundedSeries(samples, probes);
const complaints = [...grown(series), ...unaccounted(generated, reports)];

console.log(`Mixed load for ${minutes} minutes, seed ${seed}.\n`);
console.log(table(series, samples, probes));
console.log(`\n${counts(generated, reports)}\n`);
console.log(
  complaints.length === 0
    ? 'Nothing grew, and every count adds up.'
    : `FAILED:\n${complaints.map((each) => `- ${each}`).join('\n')}`,
);

const measuredAt = new Date().toISOString();
const all = { measuredAt, machine, minutes, seed, complaints, generated, reports, samples, probes };
mkdirSync(dirname(values.json), { recursive: true });
writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
console.log(`\nWritten to ${values.json}.`);
process.exitCode = complaints.length === 0 ? 0 : 1;
