// What a timeline says was called, against what strace(1) saw the process call.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { TimelineWindow } from '../../../source/protocol/views.ts';
import { said } from './harness.ts';

const PROGRAM = fileURLToPath(new URL('./traced.ts', import.meta.url));
const CALLS = 'trace=network,read,write,close';

/** It may be there and not be allowed to. */
const traces = spawnSync('strace', ['-e', CALLS, 'true'], { encoding: 'utf8' }).status === 0;

describe.skipIf(!traces)('a timeline (needs strace, and to be let use it)', () => {
  test('has the calls that strace saw, with what they answered', () => {
    const args = ['-f', '-s', '64', '-e', CALLS, process.execPath, PROGRAM];
    const { stdout, stderr, status } = spawnSync('strace', args, {
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 64 << 20,
    });
    expect(status, stderr.slice(-2000)).toBe(0);
    const [server, client] = stdout
      .trim()
      .split('\n')
      .map((line): TimelineWindow => JSON.parse(line));
    expect(called(server)).toEqual([
      'socket',
      'setsockopt',
      'setsockopt',
      'bind',
      'listen',
      'accept',
    ]);
    expect(called(client)).toEqual(['accept', 'recv', 'send', 'fin', 'shutdown', 'close']);
    for (const timeline of [server, client]) expectTraced(timeline, stderr);
  }, 90_000);
});

const linesOf = (timeline: TimelineWindow | undefined): string[] =>
  (timeline?.rows ?? []).map(said);

const called = (timeline: TimelineWindow | undefined): string[] =>
  linesOf(timeline).map((line) => line.split('(')[0] as string);

/** Each of its calls is there, in the same order. */
function expectTraced(timeline: TimelineWindow | undefined, trace: string): void {
  let at = 0;
  for (const line of linesOf(timeline)) {
    if (line === 'fin') continue;
    const found = asTraced(line).exec(trace.slice(at));
    expect(found?.[0], line).toBeDefined();
    at += (found?.index ?? 0) + 1;
  }
}

/** A line of ours as strace writes it: addresses as structures, recv and send as libuv calls them. */
function asTraced(line: string): RegExp {
  const [, call = '', args = '', answer = ''] = /^(\w+)\((.*)\) = (\S+)/.exec(line) ?? [];
  const [fd = '', second = '', third = '', fourth = ''] = args.split(', ');
  const address = (text: string): string =>
    `\\{sa_family=AF_INET, sin_port=htons\\(${text.split(':')[1]}\\), sin_addr=inet_addr\\("127\\.0\\.0\\.1"\\)\\}`;
  switch (call) {
    case 'socket':
      return new RegExp(`socket\\(${fd}, ${second}\\|.*\\) = ${answer}\\b`);
    case 'setsockopt': {
      // strace knows the level of TCP options by another of its names.
      const level = second.replace('IPPROTO_TCP', '(SOL_TCP|IPPROTO_TCP)');
      return new RegExp(
        `setsockopt\\(${fd}, ${level}, ${third}, \\[${fourth}\\], 4\\) = ${answer}\\b`,
      );
    }
    case 'bind':
      return new RegExp(`bind\\(${fd}, ${address(second)}, 16\\) = ${answer}\\b`);
    case 'listen':
    case 'shutdown':
      return new RegExp(`${call}\\(${fd}, ${second}\\) += ${answer}\\b`);
    case 'accept':
      // Node has a duplicate of the listening descriptor, and asks for the address afterwards.
      return new RegExp(
        `accept4\\(\\d+, NULL, NULL, .*\\) = ${answer}\\n.*getpeername\\(${answer}, ${address(second)}`,
      );
    case 'recv':
      return new RegExp(`read\\(${fd}, "twelve bytes", \\d+\\) = ${answer}\\b`);
    case 'send':
      return new RegExp(`write\\(${fd}, "twelve bytes", ${second}\\) = ${answer}\\b`);
    default:
      return new RegExp(`${call}\\(${fd}\\) += ${answer}\\b`);
  }
}
