// File descriptors run out: the program says so, serves those it has, lets the others wait in the kernel's
// queue, and takes them in as others leave.

import { afterEach, describe, expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import { Crowd, type Standing } from '../support/crowd.ts';
import { closeAll, newTerminal, portOf } from '../support/dashboard.ts';
import { atRest, descriptorsOf } from '../support/proc.ts';
import { Program } from '../support/program.ts';
import { commandLine } from '../support/pty.ts';
import { until } from '../support/wait.ts';

/** `ulimit -n`: soft and hard, or Node would raise the soft one. */
const LIMIT = 64;
const CLIENTS = 100;
/** Served while the limit holds: half is kept back, and two for the endpoint. */
const SERVED = LIMIT / 2 - 2;

const limited = ['sh', '-c', `ulimit -n ${LIMIT}; exec "$@"`, 'sh'];
const running: Program[] = [];

afterEach(async () => {
  closeAll();
  for (const program of running.splice(0)) await program.stop('SIGKILL');
});

function start(specs: readonly string[], environment: NodeJS.ProcessEnv = {}): Program {
  const program = new Program([...specs, '--json'], environment, limited);
  running.push(program);
  return program;
}

const pidOf = ({ child }: Program) => child.pid as number;

/** Everyone who was accepted is answered, and nobody who was not. */
async function expectServed(crowd: Crowd, count: number): Promise<Standing> {
  const standing = await crowd.until(`${count} answered`, ({ answered }) => answered >= count);
  expect(standing).toMatchObject({ answered: count, failed: 0, reset: 0, wrong: 0, ended: 0 });
  return standing;
}

describe.skipIf(process.platform !== 'linux' || !has('python3'))(
  'file descriptors run out (needs Linux and python3)',
  () => {
    test('it says so, serves those it has, and never spins', async () => {
      const program = start(['tcp:0']);
      const crowd = new Crowd(await program.port('tcp-1'));
      await crowd.connect(CLIENTS);
      const { notice } = await program.line('endpoint.changed', (line) => 'notice' in line);
      expect(notice).toMatchObject({ code: 'EMFILE', operation: 'accept' });
      expect(notice.message).toContain(`(limit ${LIMIT})`);
      await crowd.until('all connected', ({ connected }) => connected === CLIENTS);
      await crowd.say('here');
      await expectServed(crowd, SERVED);
      expect(descriptorsOf(pidOf(program))).toBeLessThan(LIMIT);

      await atRest(pidOf(program));
      await crowd.say(' and still here');
      await expectServed(crowd, SERVED);
    });

    test.each([
      'close',
      'reset',
    ] as const)('who waits gets in as others leave by %s', async (how) => {
      const program = start(['tcp:0']);
      const crowd = new Crowd(await program.port('tcp-1'));
      await crowd.connect(CLIENTS);
      await crowd.until('all connected', ({ connected }) => connected === CLIENTS);
      await crowd.say('here');
      let left = CLIENTS;
      for (; left > SERVED; left -= 10) {
        await expectServed(crowd, SERVED);
        await crowd.leave(10, how);
      }
      await expectServed(crowd, left);
      // Nobody was turned away, and none counted twice.
      expect(await program.stop()).toBe(0);
      expect(program.lines.at(-1)?.endpoints[0]).toMatchObject({ served: CLIENTS });
    });

    test('endpoints beside it take no more than their part', async () => {
      const others = Array.from({ length: 6 }, () => ['tcp:0', 'udp:0']).flat();
      const program = start(['tcp:0', ...others]);
      await until('all open', () => {
        const bound = program.lines.filter(({ type }) => type === 'endpoint.bound');
        return bound.length === others.length + 1 || null;
      });
      const crowd = new Crowd(await program.port('tcp-1'));
      await crowd.connect(CLIENTS);
      await program.line('endpoint.changed', (line) => line.notice?.code === 'EMFILE');
      await crowd.until('all connected', ({ connected }) => connected === CLIENTS);
      await crowd.say('here');
      await expectServed(crowd, SERVED - 2 * others.length);
    });

    test('over the portable layer Node turns clients away, and those it took are served', async () => {
      const program = start(['tcp:0'], { SOCKSCOPE_SOCKETS: 'portable' });
      const crowd = new Crowd(await program.port('tcp-1'));
      await crowd.connect(CLIENTS);
      await crowd.until('all decided', ({ connecting }) => connecting === 0);
      await crowd.say('here');
      const gone = (each: Standing) => each.reset + each.ended + each.failed;
      const standing = await crowd.until(
        'an answer or an end for each',
        (each) => each.answered + gone(each) === CLIENTS,
      );
      expect(standing.wrong).toBe(0);
      expect(standing.answered).toBeGreaterThan(0);
      await atRest(pidOf(program));
      // Who is here can still talk, and who comes when others have gone is taken in.
      const full = descriptorsOf(pidOf(program));
      await crowd.leave(10, 'close');
      await until('their descriptors', () => descriptorsOf(pidOf(program)) <= full - 10 || null);
      await crowd.connect(5);
      await crowd.until('five more', ({ connected }) => connected === standing.answered - 5);
      await crowd.say('again');
      await crowd.until('their answers', ({ answered }) => answered === standing.answered - 5);
      expect(await program.stop()).toBe(0);
    });

    test.skipIf(!has('tmux'))('the dashboard shows it (needs tmux)', async () => {
      const terminal = newTerminal();
      await terminal.run(`(ulimit -n ${LIMIT}; exec ${commandLine('tcp:0')})`);
      const crowd = new Crowd(await portOf(terminal, 'tcp-1'));
      await crowd.connect(CLIENTS);
      await terminal.waitForLine(new RegExp(`${SERVED} accepted.*${CLIENTS - SERVED} waiting`));
      await terminal.waitForLine(/1 Listen .* file descriptors short/);
      await crowd.say('here');
      await expectServed(crowd, SERVED);
      await crowd.leave(SERVED, 'close');
      await expectServed(crowd, SERVED);
      const pid = await terminal.child();
      await atRest(pid);
      expect(descriptorsOf(pid)).toBeLessThan(LIMIT);
    });
  },
);
