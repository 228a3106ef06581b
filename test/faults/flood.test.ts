// As much as a sender can send, to everything at once. What was sent is what was received and what the
// ledger says was dropped, exactly; memory stays within its named bounds.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { VIEWS_PER_SECOND } from '../../source/protocol/views.ts';
import { growthBound, SMALL_HEAP } from '../support/bounds.ts';
import { has } from '../support/commands.ts';
import { Crowd } from '../support/crowd.ts';
import { pressed } from '../support/faults.ts';
import { memoryOf } from '../support/proc.ts';
import { Program } from '../support/program.ts';

const run = promisify(execFile);
const FLOOD = fileURLToPath(new URL('../support/flood.py', import.meta.url));
const GROUP = '239.255.77.10';
const SECONDS = pressed(2, 20);

const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await program.stop('SIGKILL');
});

function start(
  specs: readonly string[],
  prefix: readonly string[] = [],
  nodeOptions = '',
): Program {
  const program = new Program([...specs, '--json'], { NODE_OPTIONS: nodeOptions }, prefix);
  running.push(program);
  return program;
}

/** Floods an endpoint. @returns how many datagrams the kernel took */
async function flood(
  address: string,
  port: number,
  bytes: number,
  seconds = SECONDS,
): Promise<number> {
  const args = ['-B', FLOOD, address, `${port}`, `${seconds}`, `${bytes}`];
  return Number((await run('python3', args)).stdout);
}

interface Count {
  readonly endpoint: string;
  readonly datagramsReceived: number;
  readonly datagramsSent: number;
  readonly kernelDrops: number;
  readonly engineDrops: number;
}

/** Ended as asked; the totals by endpoint. */
async function totals(program: Program): Promise<{ readonly [endpoint: string]: Count }> {
  expect(await program.stop()).toBe(0);
  const { endpoints } = program.lines.at(-1) ?? { endpoints: [] };
  return Object.fromEntries(endpoints.map((each: Count) => [each.endpoint, each]));
}

describe.skipIf(process.platform !== 'linux' || !has('python3'))(
  'a flood (needs Linux and python3)',
  () => {
    test.each([
      ['discard', 64],
      ['discard', 1400],
      ['echo', 64],
    ] as const)(
      'to UDP %s, %i bytes each: the sum is what was sent',
      { timeout: 120_000 },
      async (service, bytes) => {
        const program = start([`udp:0,service=${service},buffer=64KiB`]);
        const sent = await flood('127.0.0.1', await program.port('udp-1'), bytes);
        // At once: what is still queued has been received by the kernel, and counts.
        const { 'udp-1': udp } = await totals(program);
        expect(sent).toBeGreaterThan(10_000);
        expect((udp?.datagramsReceived ?? 0) + (udp?.kernelDrops ?? 0)).toBe(sent);
        const answered = (udp?.datagramsSent ?? 0) + (udp?.engineDrops ?? 0);
        expect(answered).toBe(service === 'echo' ? udp?.datagramsReceived : 0);
      },
    );

    test(
      'of which nobody reads the lines: those printed and those skipped add up',
      { timeout: 120_000 },
      async () => {
        const program = start(['udp:0,service=discard']);
        const port = await program.port('udp-1');
        program.child.stdout?.pause();
        // Of that length a slow sender too sends more than is kept for a reader.
        await flood('127.0.0.1', port, 1400);
        program.child.stdout?.resume();
        const { 'udp-1': udp } = await totals(program);
        const printed = program.lines.filter(({ type }) => type === 'datagram.received').length;
        const skipped = program.lines
          .filter((line) => line.type === 'loss' && !line.endpoint)
          .at(-1);
        const told = printed + skipped?.engineDrops;
        // What was skipped may be a line about kernel drops as well: one for each look at the socket.
        expect(skipped?.engineDrops).toBeGreaterThan(0);
        expect(told).toBeGreaterThanOrEqual(udp?.datagramsReceived ?? 0);
        expect(told).toBeLessThanOrEqual(
          (udp?.datagramsReceived ?? 0) + (SECONDS + 5) * VIEWS_PER_SECOND,
        );
      },
    );

    test('to two receivers of a group: each has the sum', { timeout: 120_000 }, async () => {
      const spec = `multicast:${GROUP}:0,interface=loopback,buffer=64KiB`;
      const first = start([spec]);
      const port = await first.port('multicast-1');
      const second = start([spec.replace(':0,', `:${port},`)]);
      for (const each of [first, second]) await each.line('endpoint.joined');
      const sent = await flood(GROUP, port, 64);
      for (const each of [first, second]) {
        const { 'multicast-1': group } = await totals(each);
        expect((group?.datagramsReceived ?? 0) + (group?.kernelDrops ?? 0)).toBe(sent);
      }
    });

    test(
      'to everything at once, with little memory: it stays within its bounds',
      { timeout: 180_000 },
      async () => {
        const program = start(
          ['tcp:0', 'udp:0', `multicast:${GROUP}:0,interface=loopback`],
          [],
          SMALL_HEAP,
        );
        const [tcp, udp, group] = [
          await program.port('tcp-1'),
          await program.port('udp-1'),
          await program.port('multicast-1'),
        ];
        await program.line('endpoint.joined');
        const pid = program.child.pid as number;
        const before = memoryOf(pid);
        const crowd = new Crowd(tcp);
        await crowd.connect(20);
        await crowd.until('all connected', ({ connected }) => connected === 20);
        let talking = true;
        const talk = async () => {
          while (talking) {
            await crowd.say('x'.repeat(20_000));
            await crowd.until('answers', ({ answered }) => answered === 20);
          }
        };
        const [, sentUdp, sentGroup] = await Promise.all([
          talk(),
          flood('127.0.0.1', udp, 1400),
          flood(GROUP, group, 1400).finally(() => {
            talking = false;
          }),
        ]);
        expect((await crowd.look()).wrong).toBe(0);
        const growth = memoryOf(pid, 'VmHWM') - before;
        expect(growth).toBeLessThan(growthBound(20));
        const { 'udp-1': datagrams, 'multicast-1': receiver } = await totals(program);
        expect((datagrams?.datagramsReceived ?? 0) + (datagrams?.kernelDrops ?? 0)).toBe(sentUdp);
        expect((receiver?.datagramsReceived ?? 0) + (receiver?.kernelDrops ?? 0)).toBe(sentGroup);
        expect(program.stderr).toBe('');
      },
    );
  },
);
