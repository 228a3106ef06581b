// An interface goes down and comes back while groups are joined on it: they are left and joined again,
// what is heard elsewhere goes on, and nothing is counted that was not sent.

import { afterEach, describe, expect, test } from 'vitest';
import { pressed } from '../support/faults.ts';
import { Namespace } from '../support/namespace.ts';
import { atRest } from '../support/proc.ts';
import { type Line, Program } from '../support/program.ts';
import { until } from '../support/wait.ts';

const IPV4 = '239.255.0.7';
const IPV6 = 'ff02::31';
const ENDPOINTS = ['multicast-1', 'multicast-2'] as const;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const count = ({ lines }: Program, fits: (line: Line) => boolean) => lines.filter(fits).length;

/** Waits until both groups have been joined, or left, on the interface so many times. */
async function times(program: Program, type: string, on: string, wanted: number): Promise<void> {
  for (const endpoint of ENDPOINTS) {
    const fits = (line: Line) =>
      line.type === type && line.interface === on && line.endpoint === endpoint;
    await until(
      `${type} of ${endpoint} on ${on}, ${wanted} times`,
      () => count(program, fits) === wanted || null,
      () => program.lines.map((line) => JSON.stringify(line)).join('\n'),
    );
  }
}

const probe = process.platform === 'linux' ? await Namespace.make() : null;
probe?.close();

describe.skipIf(probe === null).each(['auto', 'portable'])(
  'an interface goes down and comes back, over the %s layer (needs the right to make a network namespace)',
  (sockets) => {
    test(
      'groups are left and joined again, others heard all along',
      { timeout: 180_000 },
      async () => {
        const within = await Namespace.make();
        if (within === null) throw new Error('no namespace, though there was one before');
        cleanups.push(() => within.close());
        await within.routeIPv6Groups();
        await within.cable('here', 'there');
        await within.ip('addr add 10.9.0.1/24 dev here');
        const specs = [`multicast:${IPV4}:7000`, `multicast:[${IPV6}]:7001`];
        const environment = { SOCKSCOPE_SOCKETS: sockets };
        const program = new Program([...specs, '--json'], environment, within.prefix);
        cleanups.push(() => program.stop('SIGKILL'));
        await times(program, 'endpoint.joined', 'here', 1);
        await times(program, 'endpoint.joined', 'lo', 1);

        let sent = 0;
        /** Both groups hear what is sent; IPv6 may hear it at the cable's other end as well. */
        const expectHeard = async (on: string): Promise<void> => {
          sent += 1;
          const text = `${on} ${sent}`;
          await within.sendToGroup(IPV4, 7000, on, text);
          await within.sendToGroup(IPV6, 7001, on, text);
          const data = Buffer.from(text).toString('base64');
          for (const endpoint of ENDPOINTS) {
            const fits = (line: Line) => line.data === data && line.endpoint === endpoint;
            await program.line('datagram.received', fits);
          }
        };
        await within.linkLocal('here');
        await expectHeard('here');
        for (let round = 1; round <= pressed(1, 10); round += 1) {
          await within.ip('link set here down');
          await times(program, 'endpoint.left', 'here', round);
          await expectHeard('lo');
          await within.ip('link set here up');
          await times(program, 'endpoint.joined', 'here', round + 1);
          await within.linkLocal('here');
          await expectHeard('here');
        }
        await atRest(program.child.pid as number);
        await expectHeard('lo');
        expect(await program.stop()).toBe(0);
        expect(program.stderr).toBe('');
        const [summary] = program.lines.slice(-1);
        for (const { datagramsReceived, engineDrops } of summary?.endpoints ?? []) {
          expect(datagramsReceived).toBeGreaterThanOrEqual(sent);
          expect(engineDrops).toBe(0);
        }
      },
    );
  },
);
