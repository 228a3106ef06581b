// Every state of a TCP connection on its row, beside what `ss -tan` says on the same host: with a second
// host on a cable, since only a network that loses what is sent shows those on the way. Skipped where
// network namespaces can't be made, or ss is missing.

import { describe, expect, test } from 'vitest';
import type { ClientRow } from '../../source/protocol/views.ts';
import { has } from '../support/commands.ts';
import { type EngineIn, found } from '../support/engine-in.ts';
import type { Namespace } from '../support/namespace.ts';
import { HERE, namespacesAllowed, Script, THERE, twoHosts } from '../support/two-hosts.ts';
import { until } from '../support/wait.ts';

const allowed = has('ss') && (await namespacesAllowed());

/** What ss writes for what the kernel's headers and our rows call otherwise. */
const WORDS: { readonly [word: string]: string } = {
  ESTAB: 'ESTABLISHED',
  'FIN-WAIT-1': 'FIN_WAIT1',
  'FIN-WAIT-2': 'FIN_WAIT2',
};

/** By the peer's address and port. */
type States = { readonly [peer: string]: string };

/** `ss -tan` on a host: the connections with one of its ports, or to one of the other's. */
async function ssStates(host: Namespace, filter: string): Promise<States> {
  const lines = (await host.run('ss', '-tanH', 'state', 'connected', filter)).trim().split('\n');
  return Object.fromEntries(
    lines
      .map((line) => line.trim().split(/\s+/))
      .filter((words) => words.length >= 5)
      .map(([word = '', , , , peer = '']) => [peer, WORDS[word] ?? word.replaceAll('-', '_')]),
  );
}

async function rowsOf(engine: EngineIn): Promise<readonly ClientRow[]> {
  return (await engine.view()).lists.clients.rows;
}

/** As ss has them: it knows no accept queue, and nothing of what the kernel has forgotten. */
const asSs = (rows: readonly ClientRow[]): States =>
  Object.fromEntries(
    rows
      .filter(({ state }) => state !== 'CLOSED')
      .map(({ remote, state }) => [
        `${remote.address}:${remote.port}`,
        state === 'QUEUED' ? 'ESTABLISHED' : (state ?? '--'),
      ]),
  );

/** Waits until the rows have these states, and ss the same ones. */
async function expectSame(
  { engine, host, filter }: { engine: EngineIn; host: Namespace; filter: string },
  states: readonly string[],
): Promise<readonly ClientRow[]> {
  let last = '';
  return until(
    `${states} on the rows and in ss`,
    async () => {
      const rows = await rowsOf(engine);
      const ss = await ssStates(host, filter);
      last = JSON.stringify({ rows: asSs(rows), ss });
      const there = Object.values(ss).toSorted();
      if (there.join() !== states.toSorted().join()) return null;
      return JSON.stringify(sorted(asSs(rows))) === JSON.stringify(sorted(ss)) ? rows : null;
    },
    () => last,
  );
}

const sorted = (states: States) => Object.entries(states).toSorted();

/** Connects so many times, says its ports, then ends (`fin`) or closes those that it is told to. */
const CLIENTS = `
import socket, sys
host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
held = [socket.create_connection((host, port)) for _ in range(count)]
for each in held: print(each.getsockname()[1], flush=True)
print('ready', flush=True)
for line in sys.stdin:
    word, which = line.split()
    if word == 'fin': held[int(which)].shutdown(socket.SHUT_WR)
    else: held[int(which)].close()
`;

/** A SYN from an address that nobody has: whatever is answered to it is lost (RFC 9293, 3.1). */
const SYN = `
import socket, struct, sys
source, to, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
pair = socket.inet_aton(source) + socket.inet_aton(to)
tcp = struct.pack('!HHIIBBHHH', 40000, port, 1, 0, 5 << 4, 2, 1024, 0, 0)
words = struct.unpack('!16H', pair + struct.pack('!HH', 6, len(tcp)) + tcp)
total = sum(words)
total = (total >> 16) + (total & 0xffff)
check = ~(total + (total >> 16)) & 0xffff
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
ip = struct.pack('!BBHHHBBH', 0x45, 0, 40, 1, 0, 64, 6, 0) + pair
s.sendto(ip + tcp[:16] + struct.pack('!H', check) + tcp[18:], (to, 0))
`;
const NOBODY = '10.9.0.77';

/** As to a neighbour that was there once: without a word, where none at all is found out and told of. */
const loseWhatIsSentTo = (address: string, from: Namespace): Promise<void> =>
  from.ip(`neigh add ${address} lladdr 02:00:00:00:00:77 dev eth0`);

describe.skipIf(!allowed)('beside ss -tan, with two hosts (needs ss and namespaces)', () => {
  test.each(['manual', 'concurrent'])(
    'SYN_RECV while our answer is lost, as long as it lasts (mode=%s)',
    { timeout: 90_000 },
    async (mode) => {
      const { here, there, engine } = await twoHosts();
      await engine.open(`tcp:${HERE}:7000,mode=${mode}`);
      const on = { engine, host: here, filter: '( sport = :7000 )' };
      // Its answers to SYNs are given up after two: the row is to go with it.
      await here.run('sysctl', '-qw', 'net.ipv4.tcp_synack_retries=2');
      await loseWhatIsSentTo(NOBODY, here);
      await there.run('python3', '-c', SYN, NOBODY, HERE, '7000');
      await expectSame(on, ['SYN_RECV']);
      const told = found(await engine.diagnose('tcp-1'), 'trouble').join('\n');
      expect(told).toContain(`1 handshake half done (SYN_RECV), one with ${NOBODY}`);
      expect(told).toContain('Our answer leaves by eth0.');
      await until(
        'it to be given up',
        async () => {
          const rows = await rowsOf(engine);
          return rows.length === 0 || null;
        },
        undefined,
        30_000,
      );
    },
  );

  test(
    'every state of a connection that ends, on the way and after',
    { timeout: 60_000 },
    async () => {
      const { here, there, engine } = await twoHosts();
      await engine.open(`tcp:${HERE}:7000,service=discard`);
      const clients = await Script.on(there, CLIENTS, HERE, '7000', '7');
      const on = { engine, host: here, filter: '( sport = :7000 )' };
      await expectSame(on, Array(7).fill('ESTABLISHED'));
      const rows = await rowsOf(engine);
      const named = (which: number): string => {
        const row = rows.find(({ remote }) => `${remote.port}` === clients.lines[which]);
        return row?.connection ?? expect.fail(`no row of client ${which}`);
      };
      const act = (type: 'half-close' | 'disconnect', which: number) =>
        engine.send({ type, connections: [named(which)] });
      const hold = (which: number) =>
        engine.send({ type: 'set-reading', connections: [named(which)], reading: false });

      // While everything arrives: 0 stays, 1 FIN_WAIT2, 2 and 3 CLOSE_WAIT, 4 TIME_WAIT.
      await act('half-close', 1);
      for (const which of [2, 3]) await hold(which);
      for (const which of [2, 3]) clients.tell(`fin ${which}`);
      await act('disconnect', 4);
      clients.tell('close 4');
      const before = await expectSame(on, [
        ...Array(3).fill('ESTABLISHED'),
        'FIN_WAIT2',
        'CLOSE_WAIT',
        'CLOSE_WAIT',
        'TIME_WAIT',
      ]);
      const left = before.find(({ state }) => state === 'TIME_WAIT')?.timeWaitMs;
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60_000);

      // What is sent from here is lost from now on: our FINs have no answer.
      await here.ip(`route add blackhole ${THERE}/32`);
      await act('disconnect', 3);
      await act('half-close', 5);
      await act('half-close', 6);
      const lost = ['ESTABLISHED', 'FIN_WAIT2', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'FIN_WAIT1'];
      await expectSame(on, [...lost, 'FIN_WAIT1']);
      // Its FIN, that does not answer ours.
      clients.tell('close 6');
      await expectSame(on, [...lost, 'CLOSING']);
    },
  );

  test('SYN_SENT while a server does not answer', async () => {
    const { here, engine } = await twoHosts();
    await loseWhatIsSentTo(NOBODY, here);
    const opening = engine.open(`tcp-client:${NOBODY}:7000,connect-timeout=15s`);
    await expectSame({ engine, host: here, filter: '( dport = :7000 )' }, ['SYN_SENT']);
    await engine.send({ type: 'close', endpoint: 'tcp-client-1' });
    await opening;
  });
});
