// The built command where it ends at once: what it prints where, and its exit status.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PROGRAM } from '../support/program.ts';

function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    timeout: 15_000,
  });
}

test('--version', () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  expect(run(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
});

test('--help goes to stdout', () => {
  const { status, stdout, stderr } = run(['--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/sockscope \[endpoint \.\.\.\] \[options\]/);
});

test.each([
  [['--jsno'], /nearest is --json/],
  [['tcp:70000'], /0 to 65535/],
  [['tcp:0,mode=sequental', '--json'], /sequential/],
  [['multicast:10.0.0.1:5', '--json'], /224\.0\.0\.0 to 239\.255\.255\.255/],
  [['--for', 'soon', '--json'], /250ms/],
])('%j: one line on stderr, status 2', (args, message) => {
  const { status, stdout, stderr } = run(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^sockscope: [^\n]*\n$/);
});

test.each([
  ['[[rule]]\nreply = "{2}"\n', /^sockscope: \S+:2:9: "\{2\}" names no capture of this rule/],
  ['[[rule]\n', /^sockscope: \S+:2:1: this is no TOML/],
  [null, /^sockscope: the rules file \S+ can't be read: no such file or directory \(ENOENT\)/],
])('a wrong rules file is refused before anything is opened: %j', (text, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'sockscope-rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'rules.toml');
  if (text !== null) writeFileSync(path, text);
  const { status, stdout, stderr } = run([
    'tcp:0',
    `udp:0,service=respond,rules=${path}`,
    '--json',
  ]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^[^\n]*\n$/);
});

test('the socket layer asked for in the environment is one there is', () => {
  expect(run(['--json'], { SOCKSCOPE_SOCKETS: 'linus' })).toMatchObject({ status: 2 });
});

test('without a terminal the dashboard is refused, naming --json', () => {
  const { status, stdout, stderr } = run(['tcp:0']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^sockscope: [^\n]*--json[^\n]*\n$/);
});
