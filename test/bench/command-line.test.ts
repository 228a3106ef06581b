import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const bench = (...words: string[]) =>
  spawnSync(process.execPath, ['bench/run.ts', ...words], { encoding: 'utf8' });

test.each([
  [['nosuch'], 'There is no part "nosuch".'],
  [['udp', '--rounds', 'many'], '--rounds takes a number from 1.'],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused with a sentence and what may be said', (words, sentence) => {
  const { status, stdout, stderr } = bench(...words);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(sentence);
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^npm run bench -- \[churn \|.+--rounds N/);
});

test('--help says what may be said', () => {
  const { status, stdout, stderr } = bench('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^npm run bench -- \[/);
});
