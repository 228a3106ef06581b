// Peers that behave badly, against the built program: the others are served all along, what they leave
// behind is cleared away, and the counts are those of the kernel.

import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { growthBound, SMALL_HEAP } from '../support/bounds.ts';
import { has } from '../support/commands.ts';
import { Crowd } from '../support/crowd.ts';
import { pace, pressed, random, TIMED_MS } from '../support/faults.ts';
import { Namespace } from '../support/namespace.ts';
import { atRest, descriptorsOf, memoryOf } from '../support/proc.ts';
import { Program } from '../support/program.ts';
import { until } from '../support/wait.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function start(specs: readonly string[], prefix: readonly string[] = []): Program {
  const program = new Program([...specs, '--json'], { NODE_OPTIONS: SMALL_HEAP }, prefix);
  cleanups.push(() => program.stop('SIGKILL'));
  return program;
}

const numbersOf = async (file: string) =>
  (await readFile(file, 'utf8')).match(/\d+/g)?.map(Number) ?? [];
const pidOf = ({ child }: Program) => child.pid as number;
const linesOf = ({ lines }: Program, type: string) => lines.filter((line) => line.type === type);

/** Somebody who behaves is served. */
async function expectService(port: number): Promise<void> {
  const crowd = new Crowd(port);
  await crowd.connect(3);
  await crowd.until('three connected', ({ connected }) => connected === 3);
  await crowd.say('still there?');
  const { wrong } = await crowd.until('three answers', ({ answered }) => answered === 3);
  expect(wrong).toBe(0);
  crowd.kill();
}

/** The socket the engine asks sock_diag with; where handshakes hang it does, and then keeps it. */
const OPENED_WHEN_NEEDED = 1;

/** All connections are closed, and with the descriptors of `before`. */
async function expectCleared(program: Program, before: number): Promise<void> {
  await until(
    'all of them closed',
    () => {
      const accepted = linesOf(program, 'connection.accepted').length;
      return linesOf(program, 'connection.closed').length === accepted || null;
    },
    () => `${linesOf(program, 'connection.closed').length} closed`,
    60_000,
  );
  const mayHold = before + OPENED_WHEN_NEEDED;
  await until('their descriptors', () => descriptorsOf(pidOf(program)) <= mayHold || null);
  expect(program.child.exitCode).toBeNull();
  expect(program.stderr).toBe('');
}

describe.skipIf(process.platform !== 'linux' || !has('python3'))(
  'peers that behave badly (needs Linux and python3)',
  () => {
    test('that never read: memory stays in its bounds, and the others are served', async () => {
      const program = start(['tcp:0']);
      const port = await program.port('tcp-1');
      await expectService(port);
      const before = memoryOf(pidOf(program));
      const crowd = new Crowd(port);
      const count = pressed(10, 100);
      await crowd.connect(count);
      await crowd.until('all connected', ({ connected }) => connected === count);
      let last = -1;
      await until('the kernel to take no more', async () => {
        const sent = await crowd.flood();
        const stalled = sent === 0 && last === 0;
        last = sent;
        return stalled || null;
      });
      await expectService(port);
      await atRest(pidOf(program));
      const growth = memoryOf(pidOf(program)) - before;
      expect(growth).toBeLessThan(growthBound(count));
      crowd.kill();
      await until('all gone', () => {
        const closed = linesOf(program, 'connection.closed');
        return closed.filter(({ cause }) => cause === 'reset').length === count || null;
      });
    });

    test('that send a byte now and then: each is answered, and no idle time runs out', async () => {
      const program = start(['tcp:0,idle=2s']);
      const port = await program.port('tcp-1');
      const crowd = new Crowd(port);
      await crowd.connect(5);
      await crowd.until('all connected', ({ connected }) => connected === 5);
      const end = performance.now() + TIMED_MS;
      for (let sent = 0; performance.now() < end; sent += 1) {
        await crowd.say(String(sent % 10));
        const { wrong, connected } = await crowd.until('answers', ({ answered }) => answered === 5);
        expect({ wrong, connected }).toEqual({ wrong: 0, connected: 5 });
        await pace(250);
      }
      await expectService(port);
      // Silent now: the time runs out for each of them.
      const { ended } = await crowd.until('their end', (each) => each.ended === 5);
      expect(ended).toBe(5);
    });

    test.each(['close', 'reset'] as const)(
      '5,000 that connect and %s at once',
      { timeout: 120_000 },
      async (how) => {
        // A queue that is long enough: who finds it full tries again only a second later.
        const program = start(['tcp:0,backlog=4096']);
        const port = await program.port('tcp-1');
        await expectService(port);
        await expectCleared(program, descriptorsOf(pidOf(program)));
        const before = descriptorsOf(pidOf(program));
        const crowd = new Crowd(port);
        const count = 5000 * pressed(1, 10);
        const connected = await crowd.passBy(new Array(count).fill(port), how);
        await expectService(port);
        await expectCleared(program, before);
        // Once it has ended every line is here: its clients were accepted before we knew of them.
        expect(await program.stop()).toBe(0);
        const { length } = linesOf(program, 'connection.accepted');
        expect(linesOf(program, 'connection.closed')).toHaveLength(length);
        expect(program.lines.at(-1)?.endpoints[0].served).toBe(length);
        // Three of each service. Who was reset before his accept was never a client.
        if (how === 'close') expect(length).toBe(connected + 6);
        else expect(length).toBeLessThanOrEqual(connected + 6);
      },
    );

    test('1,000 that are gone all at once', { timeout: 60_000 }, async () => {
      const program = start(['tcp:0,backlog=1000']);
      const port = await program.port('tcp-1');
      const before = descriptorsOf(pidOf(program));
      const crowd = new Crowd(port);
      await crowd.connect(1000);
      await crowd.until('all connected', ({ connected }) => connected === 1000);
      await crowd.say('here');
      await crowd.until('all answered', ({ answered }) => answered === 1000);
      crowd.kill();
      await expectCleared(program, before);
      const closed = () => linesOf(program, 'connection.closed').length;
      await until(
        'a line for each',
        () => closed() === 1000 || null,
        () => String(closed()),
      );
      await expectService(port);
    });

    test('a port scan over its ports and many more', { timeout: 60_000 }, async () => {
      const program = start(['tcp:0', 'tcp:0,mode=sequential', 'tcp:0,mode=manual', 'udp:0']);
      const ports = [];
      for (const name of ['tcp-1', 'tcp-2', 'tcp-3']) ports.push(await program.port(name));
      const [port = 0] = ports;
      await expectService(port);
      const next = random('port scan');
      // Below the ports the kernel gives away: there stand the servers of the tests that run beside this one.
      const [firstGivenAway = 0] = await numbersOf('/proc/sys/net/ipv4/ip_local_port_range');
      const others = Array.from(
        { length: pressed(5000, 60_000) },
        () => 1 + Math.floor(next() * (firstGivenAway - 1)),
      );
      const scanned = [...others.slice(0, 2000), ...ports, ...others.slice(2000), ...ports];
      const crowd = new Crowd(port);
      for (const how of ['close', 'reset'] as const) {
        expect(await crowd.passBy(scanned, how)).toBeGreaterThanOrEqual(2 * ports.length);
      }
      await expectService(port);
      await atRest(pidOf(program));
      expect(await program.stop()).toBe(0);
      expect(program.stderr).toBe('');
    });

    test('a half-open scan from raw sockets (needs a network namespace)', async ({ skip }) => {
      const within = await Namespace.make();
      if (within === null) return skip('network namespaces may not be made here');
      cleanups.push(() => within.close());
      const program = start(['tcp:0', 'tcp:0,mode=manual,backlog=2'], within.prefix);
      const ports = [await program.port('tcp-1'), await program.port('tcp-2')];
      const next = random('half-open scan');
      const others = Array.from(
        { length: pressed(2000, 20_000) },
        () => 1 + Math.floor(next() * 60_000),
      );
      const script = new URL('../support/scan.py', import.meta.url).pathname;
      const scanned = [...others, ...ports].map(String);
      const answered = await within.run('python3', '-B', script, ...scanned);
      expect(Number(answered)).toBeGreaterThanOrEqual(ports.length);
      // Nobody finished a handshake, so there is nobody to tell of.
      expect(linesOf(program, 'connection.accepted')).toEqual([]);
      expect(linesOf(program, 'connection.queued')).toEqual([]);
      await atRest(pidOf(program));
      expect(await program.stop()).toBe(0);
      expect(program.stderr).toBe('');
    });
  },
);
