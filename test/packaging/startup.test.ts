// What the first frame waits for: one bundled file, and nothing of Node that it has no use for.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const dashboard = readdirSync(dist).filter((name) => /^start-\w+\.js$/.test(name));

test('the dashboard is one chunk that only a dashboard loads', () => {
  expect(dashboard).toHaveLength(1);
  const cli = readFileSync(`${dist}cli.js`, 'utf8');
  expect(cli).toContain(`import("./${dashboard[0]}")`);
  expect(cli).not.toMatch(/\bfrom ?"\.\/start-/);
});

test('loading it does not load an HTTP client', () => {
  const script = `import(${JSON.stringify(`${dist}${dashboard[0]}`)}).then(() =>
    console.log(process.moduleLoadList.filter((name) => name.includes('undici')).join()))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '\n', stderr: '' });
});

test('the command line is read without tables of licences', () => {
  const cli = readFileSync(`${dist}cli.js`, 'utf8');
  expect(cli).not.toMatch(/spdx|AGPL/i);
  expect(cli.length).toBeLessThan(120_000);
});
