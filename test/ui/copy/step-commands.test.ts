import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TimelineEvent, TimelineStep } from '../../../source/protocol/views.ts';
import { isTypable, shellWord } from '../../../source/ui/copy/shell.ts';
import { stepCommands } from '../../../source/ui/copy/step-commands.ts';
import {
  address,
  client,
  connectionDetail,
  endpointDetail,
  endpointRow,
} from '../dialogs/details-support.ts';

const step = (event: TimelineEvent): TimelineStep => ({
  key: 'x',
  time: 0,
  tookMicros: null,
  event,
  before: null,
  after: 'CLOSE_WAIT',
});

const call = (name: string, ...args: string[]): TimelineStep =>
  step({ of: 'call', call: name, arguments: args, answer: '0', error: null, preview: null });

describe('what does the same elsewhere', () => {
  const connection = connectionDetail({
    row: client({ local: address(65432), remote: address(51514) }),
  });
  const server = endpointDetail({ row: endpointRow({ local: address(65432) }) });

  test.each([
    [step({ of: 'queued', bytes: 1 }), 'state established'],
    [step({ of: 'fin' }), 'state close-wait'],
    [step({ of: 'handshake' }), 'state syn-recv'],
    [call('recv', '24'), '-tni'],
    [call('close', '24'), '-tano'],
  ])('of a connection names both ports', (each, word) => {
    const [first] = stepCommands(each, connection);
    expect(first).toContain(word);
    expect(first).toContain("'( sport = :65432 and dport = :51514 )'");
  });

  test('of a server opens one', () => {
    const commands = stepCommands(call('listen', '21', '5'), server);
    expect(commands).toContain("ss -tln '( sport = :65432 )'");
    expect(commands).toContain("socat 'TCP-LISTEN:65432,bind=127.0.0.1,reuseaddr,fork' PIPE");
    expect(commands).toContain('nc -l 127.0.0.1 65432');
    expect(stepCommands(call('accept', '21', '[::1]:51514'), server)[0]).toContain(
      'dport = :51514',
    );
    expect(new Set(commands).size).toBe(commands.length);
  });

  test('takes a name and an interface for one word each', () => {
    const named = (host: string) =>
      stepCommands(call('getaddrinfo', JSON.stringify(host)), server)[0];
    expect(named('localhost')).toBe('getent ahosts localhost');
    expect(named("a'; rm -rf ~ #")).toBe("getent ahosts 'a'\\''; rm -rf ~ #'");
    const join = call('setsockopt', '33', 'IPPROTO_IP', 'MCAST_JOIN_GROUP', 'my lan', '239.1.1.1');
    expect(stepCommands(join, server)[0]).toBe("ip maddress show dev 'my lan'");
  });

  test('offers nothing that a terminal would take for a key', () => {
    const bad = stepCommands(call('getaddrinfo', JSON.stringify('a\x03\nb')), server);
    for (const command of bad) expect(isTypable(command)).toBe(true);
    expect(bad.some((command) => command.startsWith('getent'))).toBe(false);
  });
});

test('a shell reads a word as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 20 }), (text) => {
      fc.pre(!text.includes('\0'));
      const { stdout } = spawnSync('sh', ['-c', `printf %s ${shellWord(text)}`]);
      expect(stdout.toString('latin1')).toBe(text);
    }),
    { numRuns: 60 },
  );
});
