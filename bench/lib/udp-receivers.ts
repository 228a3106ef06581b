// Receivers of datagrams: ours with its dashboard drawing, and those it is compared with. All ask for the
// same receive buffer where they can be told to.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled } from './compile.ts';
import { DASHBOARD_NEEDS, Dashboard } from './dashboard.ts';
import { root } from './paths.ts';
import { bound, joined } from './ports.ts';
import { Process } from './processes.ts';

export const GROUP = '239.255.77.77';
const BUFFER_BYTES = 4 << 20;
const BUFFER = '4MiB';

export interface UdpReceiver {
  readonly name: string;
  readonly needs: readonly string[];
  /** Resolves when it is bound (and, for a group, joined on the loopback interface). */
  start(target: Target): Promise<RunningReceiver>;
}

export interface Target {
  /** 127.0.0.1, or GROUP. */
  readonly address: string;
  readonly port: number;
  /** Bytes of each datagram that will come: some can only be asked how many bytes they got. */
  readonly size: number;
}

export interface RunningReceiver {
  /** Ends it. @returns datagrams that it says it got; what it dropped by itself counts apart */
  stop(): Promise<{ readonly received: number; readonly ownDrops: number }>;
}

export const sockscope: UdpReceiver = {
  name: 'sockscope',
  needs: DASHBOARD_NEEDS,
  async start({ address, port }) {
    const spec =
      address === GROUP
        ? `multicast:${GROUP}:${port},interface=loopback,buffer=${BUFFER}`
        : `udp:${address}:${port},service=discard,buffer=${BUFFER}`;
    const dashboard = await Dashboard.start([spec]);
    await ready(address, port);
    return {
      async stop() {
        const [report] = await dashboard.stop();
        if (report?.datagramsIn == null) throw new Error(`no count in the closing report`);
        return { received: report.datagramsIn, ownDrops: report.engineDrops };
      },
    };
  },
};

/** One that writes its count as JSON when it ends. */
function counting(
  name: string,
  command: (target: Target) => readonly [string, ...string[]],
): UdpReceiver {
  return {
    name,
    needs: [],
    async start(target) {
      const [path, ...words] = command(target);
      const child = new Process(path, words);
      await ready(target.address, target.port);
      return {
        async stop() {
          await child.stop();
          return { received: JSON.parse(child.output).received, ownDrops: 0 };
        },
      };
    },
  };
}

const words = ({ address, port }: Target) => [address, `${port}`, `${BUFFER_BYTES}`];

export const recvmmsg = counting('C recvmmsg', (target) => [
  compiled('peers/udp-sink.c'),
  'recvmmsg',
  ...words(target),
]);

export const recvfrom = counting('C recvfrom', (target) => [
  compiled('peers/udp-sink.c'),
  'recvfrom',
  ...words(target),
]);

export const nodeDgram = counting('Node dgram', (target) => [
  process.execPath,
  join(root, 'bench', 'peers', 'dgram-sink.mjs'),
  ...words(target),
]);

/** One that writes the payload to its standard output, here a file. */
function copying(
  name: string,
  needs: readonly string[],
  command: (target: Target) => string,
): UdpReceiver {
  return {
    name,
    needs,
    async start(target) {
      const folder = mkdtempSync(join(tmpdir(), 'sockscope-bench-'));
      const file = join(folder, 'payload');
      const child = new Process('sh', ['-c', `exec ${command(target)} > '${file}'`]);
      await ready(target.address, target.port);
      return {
        async stop() {
          await child.stop();
          const received = statSync(file).size / target.size;
          rmSync(folder, { recursive: true });
          return { received, ownDrops: 0 };
        },
      };
    },
  };
}

export const socat = copying('socat', ['socat'], ({ address, port }) => {
  const join = address === GROUP ? `,ip-add-membership=${GROUP}:127.0.0.1` : '';
  return `socat -u UDP4-RECV:${port},bind=${address}${join},rcvbuf=${BUFFER_BYTES} STDOUT`;
});

/** Its buffer can't be set, and it knows no groups. */
export const ncat = copying('ncat', ['ncat'], ({ address, port }) => `ncat -lu ${address} ${port}`);

async function ready(address: string, port: number): Promise<void> {
  await bound(port);
  if (address === GROUP) await joined(GROUP);
}
