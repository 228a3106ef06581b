// `npm run bench [-- part … --rounds N --json FILE]`: the program beside its peers, in one run. Prints a
// table for each comparison and writes all of it as JSON. Exit status 1 when a measurement failed;
// a missed target is a finding, printed as such, and fails only with --strict.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Comparison, compare } from './lib/compare.ts';
import { NoCompiler } from './lib/compile.ts';
import { machine } from './lib/machine.ts';
import { root } from './lib/paths.ts';
import { printed } from './lib/print.ts';
import { PARTS } from './parts/index.ts';

const names = PARTS.map(({ name }) => name);
const { values, positionals, rounds } = asked();

/** What the command line says; ends the process with a sentence where it can't be meant. */
function asked() {
  const usage = `npm run bench -- [${names.join(' | ')}] [--rounds N] [--json FILE] [--strict]`;
  try {
    const said = parseArgs({
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '5' },
        json: { type: 'string', default: join(root, 'bench', 'results', 'latest.json') },
        strict: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (said.values.help) {
      console.log(usage);
      process.exit(0);
    }
    const unknown = said.positionals.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`There is no part "${unknown}".`);
    const times = Number(said.values.rounds);
    if (!Number.isInteger(times) || times < 1) throw new Error('--rounds takes a number from 1.');
    return { ...said, rounds: times };
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

const parts: { name: string; comparisons: Comparison[]; leftOut?: string }[] = [];
const note = (progress: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${progress}`);
};
for (const part of PARTS) {
  if (positionals.length > 0 && !positionals.includes(part.name)) continue;
  const comparisons: Comparison[] = [];
  try {
    console.log(`## ${part.name}: ${part.title}\n`);
    for (const plan of part.plans()) {
      const comparison = await compare(plan, rounds, note);
      note('');
      console.log(printed(comparison));
      comparisons.push(comparison);
    }
    parts.push({ name: part.name, comparisons });
  } catch (error) {
    if (!(error instanceof NoCompiler)) throw error;
    console.log(`Left out: ${error.message}.\n`);
    parts.push({ name: part.name, comparisons, leftOut: error.message });
  }
}

mkdirSync(dirname(values.json), { recursive: true });
writeFileSync(
  values.json,
  `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, parts }, null, 2)}\n`,
);
console.log(`Written to ${values.json}.`);

const all = parts.flatMap(({ comparisons }) => comparisons);
const failed = all.some(({ failures }) => failures.length > 0);
const missed = all.some(({ verdicts }) => verdicts.some(({ met }) => met === false));
process.exitCode = failed || (values.strict && missed) ? 1 : 0;
