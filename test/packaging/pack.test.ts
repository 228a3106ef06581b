// The package as it would be published: what is in it, that it installs, what it says to an old Node.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAM } from '../support/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

let folder = '';
let packed: { filename: string; files: { path: string }[] };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockscope-pack-'));
  // The build is there already; building again would pull files from under other tests.
  const { stdout, stderr, status } = npm(
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    root,
  );
  if (status !== 0) throw new Error(stderr);
  [packed] = JSON.parse(stdout);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** npm as a person would run it: not as a child of the npm that runs the tests. */
function npm(args: readonly string[], cwd: string) {
  const environment = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return spawnSync('npm', args, {
    cwd,
    encoding: 'utf8',
    env: Object.fromEntries(environment),
    timeout: 120_000,
  });
}

test('it holds what is needed and no more', () => {
  const paths = packed.files.map(({ path }) => path).sort();
  const fixed = ['bin/sockscope.cjs', 'changelog.md', 'license', 'package.json', 'readme.md'];
  const ready = /^(dist\/|examples\/rules\/\w[\w-]*\.toml$)/;
  expect(paths.filter((path) => !ready.test(path))).toEqual(fixed);
  expect(paths).toContain('examples/rules/calculator.toml');
  const built = paths.filter((path) => path.startsWith('dist/'));
  expect(built).toEqual(expect.arrayContaining(['dist/cli.js', 'dist/worker.js']));
  for (const path of built) expect(path).toMatch(/^dist\/[\w-]+\.js$/);
});

test('it names nothing of the machine that built it', () => {
  for (const { path } of packed.files) {
    expect(readFileSync(join(root, path), 'utf8')).not.toContain(root);
  }
});

test('installed, the command runs', { timeout: 120_000 }, ({ skip }) => {
  const prefix = join(folder, 'prefix');
  const file = join(folder, packed.filename);
  const install = npm(
    [
      'install',
      '--global',
      '--prefix',
      prefix,
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      file,
    ],
    folder,
  );
  if (install.status !== 0 && /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/.test(install.stderr)) {
    skip('no package registry can be reached');
  }
  expect(install).toMatchObject({ status: 0 });
  expect(install.stderr).not.toMatch(/deprecated|EBADENGINE/);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(prefix, 'bin', 'sockscope'), '--version'],
    { encoding: 'utf8' },
  );
  expect({ stdout, stderr, status }).toEqual({ stdout: `${version}\n`, stderr: '', status: 0 });
  const run = spawnSync(
    process.execPath,
    [join(prefix, 'bin', 'sockscope'), 'tcp:0', '--json', '--for', '50ms'],
    { encoding: 'utf8' },
  );
  expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
  expect(run.stdout).toMatch(/"endpoint.listening"/);
});

test.each(['18.20.0', '20.19.5', '22.11.0'])('on Node %s it says what it needs', (old) => {
  const written: string[] = [];
  const process = {
    versions: { node: old },
    stderr: { write: (text: string) => written.push(text) },
    exitCode: 0,
  };
  vm.runInNewContext(readFileSync(PROGRAM, 'utf8').replace(/^#!.*/, ''), { process });
  expect(written.join('')).toBe(`sockscope: needs Node.js 22.12.0 or newer; this is ${old}.\n`);
  expect(process.exitCode).toBe(1);
});
