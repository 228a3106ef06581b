// The terminal, or the pipe, on the other side stops reading or goes away; the engine dies under load. The
// sockets are served as long as there is an engine, the program ends when it is to end, and a terminal
// that is still there is given back.

import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { has } from '../support/commands.ts';
import { Crowd } from '../support/crowd.ts';
import { pace, pressed, random, TIMED_MS } from '../support/faults.ts';
import { Held, type HeldOutput } from '../support/held.ts';
import { atRest, memoryOf } from '../support/proc.ts';
import { Program } from '../support/program.ts';
import { until } from '../support/wait.ts';

const KILL_ENGINE = new URL('../support/kill-engine.mjs', import.meta.url).href;
const TERMINALS: readonly HeldOutput[] = ['terminal', 'loose-terminal'];
/** Twice what frames that nobody reads could take before they are no longer drawn, and some heap. */
const GROWTH_BYTES = 100 << 20;

let talking = false;
afterEach(() => {
  talking = false;
});

/** The program with five clients that talk without an end; each is answered before it says more. */
async function busy(output: HeldOutput, nodeOptions: readonly string[] = []) {
  const held = await Held.start(output, ['tcp:0', 'udp:0'], nodeOptions);
  const [, port] = await held.line(/tcp-1 +\S+:([1-9]\d*) /);
  const crowd = new Crowd(Number(port));
  await crowd.connect(5);
  const all = { connected: 5, wrong: 0 };
  await crowd.until('five connected', ({ connected }) => connected === 5);
  let rounds = 0;
  const round = async () => {
    await crowd.say(`word ${rounds} `);
    rounds += 1;
    const { connected, wrong } = await crowd.until('answers', ({ answered }) => answered === 5);
    expect({ connected, wrong }).toEqual(all);
  };
  await round();
  return { held, crowd, round };
}

type Busy = Awaited<ReturnType<typeof busy>>;

/** Goes on talking until the program or the test has ended. */
function talk({ crowd }: Pick<Busy, 'crowd'>): void {
  talking = true;
  const again = async (): Promise<void> => {
    while (talking) {
      await crowd.say('on and on ');
      if ((await crowd.look()).connected === 0) return;
    }
  };
  // Who is cut off in the middle of a word is what the test is about.
  again().catch(() => {});
}

/** The terminal is no longer read, and full. */
async function fill({ held }: Busy): Promise<void> {
  await held.read(false);
  // One frame after the other: of keys that come together one is drawn.
  await until('a full terminal', async () => {
    await held.type('\f');
    return (await held.full()) || null;
  });
}

/** Nothing of the dashboard is left on the terminal. */
async function expectRestored(held: Held): Promise<string> {
  const { alternate, screen } = await held.emulated();
  expect(alternate).toBe(false);
  const bytes = await held.output();
  expect(bytes.lastIndexOf('\u001b[?25h')).toBeGreaterThan(bytes.lastIndexOf('\u001b[?25l'));
  return screen.join('\n');
}

describe.skipIf(process.platform !== 'linux' || !has('python3'))(
  'the terminal (needs Linux and python3)',
  () => {
    describe.each(TERMINALS)('%s goes away', (output) => {
      test('in the middle of a frame', async () => {
        const run = await busy(output);
        talk(run);
        await run.held.type('\f\f\f');
        await run.held.hangUp();
        expect(await run.held.exited()).toBe(0);
      });

      test('while it was not read', async () => {
        const run = await busy(output);
        await fill(run);
        await run.held.hangUp();
        expect(await run.held.exited()).toBe(0);
      });

      test('while nothing was drawn', async () => {
        const held = await Held.start(output, ['tcp:0']);
        await held.line(/tcp-1 .* LISTEN /);
        await atRest(await held.pid());
        await held.hangUp();
        expect(await held.exited()).toBe(0);
      });
    });

    test('is not read: a signal ends the program all the same', async () => {
      const run = await busy('terminal');
      await fill(run);
      process.kill(await run.held.pid(), 'SIGTERM');
      expect(await run.held.exited()).toBe(0);
    });

    test(
      'is not read for seconds: clients are served, then the newest picture is shown',
      { timeout: 60_000 },
      async () => {
        const run = await busy('terminal');
        const { held, round } = run;
        const pid = await held.pid();
        await fill(run);
        await atRest(pid);
        const before = memoryOf(pid);
        const end = performance.now() + TIMED_MS;
        while (performance.now() < end) await round();
        expect(memoryOf(pid) - before).toBeLessThan(GROWTH_BYTES);
        await run.crowd.leave(4, 'close');
        await held.read(true);
        await held.line(/ 2 Clients .* 1 accepted/);
        await held.type('q');
        await held.line(/1 client is connected/);
        await held.type('y');
        expect(await held.ended()).toBe(0);
        expect(await expectRestored(held)).toMatch(/tcp-1 +tcp:0\s+5 clients served/);
      },
    );

    test('is given back when the engine dies under load', { timeout: 120_000 }, async () => {
      const next = random('the engine dies');
      for (let round = 0; round < pressed(3, 20); round += 1) {
        const run = await busy('terminal', [`--import=${KILL_ENGINE}`]);
        talk(run);
        await pace(next() * 300);
        process.kill(await run.held.pid(), 'SIGUSR2');
        expect(await run.held.ended()).toBe(1);
        talking = false;
        expect(await expectRestored(run.held)).toMatch(/engine stopped: .*killed by the test/i);
        run.crowd.kill();
      }
    });
  },
);

/** --json that nobody reads any more, and clients of its server. */
async function unread(output: HeldOutput, clients: number) {
  const held = await Held.start(output, ['tcp:0', '--json']);
  const { local } = await until('it to listen', async () =>
    (await held.lines()).find(({ type }) => type === 'endpoint.listening'),
  );
  await held.read(false);
  const crowd = new Crowd(local.port);
  await crowd.connect(clients);
  await crowd.until('all connected', ({ connected }) => connected === clients);
  const round = async (said: string) => {
    await crowd.say(said);
    await crowd.until('answers', ({ answered }) => answered === clients);
  };
  return { held, round };
}

describe.skipIf(process.platform !== 'linux' || !has('python3'))(
  '--json that is not read (needs Linux and python3)',
  () => {
    test(
      'costs lines in a pipe, which are counted, and nobody an answer',
      { timeout: 60_000 },
      async () => {
        const { held, round } = await unread('pipe', 5);
        const said = 'x'.repeat(50_000);
        const rounds = pressed(120, 1000);
        for (let each = 0; each < rounds; each += 1) await round(said);
        await held.read(true);
        process.kill(await held.pid(), 'SIGTERM');
        expect(await held.ended()).toBe(0);
        const lines = await held.lines();
        const bytes = rounds * 5 * said.length;
        expect(lines.at(-1)?.endpoints[0]).toMatchObject({
          bytesReceived: bytes,
          bytesSent: bytes,
        });
        const skipped = lines.filter(({ type }) => type === 'loss').at(-1)?.engineDrops ?? 0;
        const told = lines
          .filter(({ type }) => type === 'connection.received')
          .reduce((sum, line) => sum + line.bytes, 0);
        // More than may be under way: some had to be skipped, and that is said.
        expect(skipped).toBeGreaterThan(0);
        expect(told).toBeLessThan(bytes);
        expect(lines.filter(({ type }) => type === 'connection.accepted')).toHaveLength(5);
      },
    );

    test('says so when the engine dies under load', async () => {
      const program = new Program(['tcp:0', '--json'], { NODE_OPTIONS: `--import=${KILL_ENGINE}` });
      onTestFinished(() => program.stop('SIGKILL').then(() => {}));
      const crowd = new Crowd(await program.port('tcp-1'));
      await crowd.connect(5);
      await crowd.until('five connected', ({ connected }) => connected === 5);
      talk({ crowd });
      await program.line('connection.received');
      program.child.kill('SIGUSR2');
      expect(await program.exited()).toBe(1);
      expect(program.stderr).toMatch(/engine stopped: .*killed by the test/i);
      expect(program.lines.map(({ type }) => type)).not.toContain('summary');
    });

    test.each(['pipe', 'terminal'] as const)('a %s does not hold up the end', async (output) => {
      const { held, round } = await unread(output, 1);
      for (let each = 0; each < 10; each += 1) await round('x'.repeat(50_000));
      process.kill(await held.pid(), 'SIGTERM');
      expect(await held.exited()).toBe(0);
    });
  },
);
