// Why nothing arrives, shown with two hosts on a cable: network namespaces that the test makes. Skipped
// where that isn't allowed.

import { afterEach, describe, expect, test } from 'vitest';
import type { Diagnosis, Verdict } from '../../source/protocol/diagnosis.ts';
import { has } from '../support/commands.ts';
import { closeAll, open } from '../support/dashboard.ts';
import { found } from '../support/engine-in.ts';
import type { Namespace } from '../support/namespace.ts';
import { namespacesAllowed, Script, THERE, twoHosts } from '../support/two-hosts.ts';
import { until } from '../support/wait.ts';

const allowed = await namespacesAllowed();

const GROUP = '239.255.0.9';

/** Sends to a group on its eth0, from an address of its own, twenty times a second. */
const SEND = `
import socket, sys, threading
group, port, source = sys.argv[1], int(sys.argv[2]), sys.argv[3]
index = socket.if_nametoindex('eth0')
if ':' in group:
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    s.bind((source, 5000, 0, index))
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, bytes(8) + index.to_bytes(4, sys.byteorder))
    s.bind((source, 5000))
print('ready', flush=True)
pace = threading.Event()
while not pace.wait(0.05):
    s.sendto(b'x', (group, port))
`;

const sending = (from: Namespace, port: number, source = THERE, group = GROUP): Promise<Script> =>
  Script.on(from, SEND, group, `${port}`, source);

const about = (diagnosis: Diagnosis, check: string, verdict: Verdict): string =>
  found(diagnosis, verdict)
    .filter((line) => line.startsWith(`${check}:`))
    .join('\n');

describe.skipIf(!allowed)('the doctor, with two hosts (needs the right to make namespaces)', () => {
  test('a group that is joined on the wrong interface is heard on the other', async () => {
    const { there, engine } = await twoHosts();
    await engine.open(`multicast:${GROUP}:7000,interface=lo`);
    await sending(there, 7000);
    const diagnosis = await engine.diagnose('multicast-1');
    expect(about(diagnosis, 'elsewhere', 'trouble')).toMatch(
      /\d+ datagrams for this group and port came on eth0 .* from 10\.9\.0\.2:5000/,
    );
    expect(about(diagnosis, 'membership', 'ok')).toContain('joined on lo, by this socket alone');
    expect(diagnosis.findings[0]?.advice).toContain(':join eth0');
    // What it advises helps, and what it did itself is undone.
    expect(await engine.send({ type: 'join', endpoint: 'multicast-1', interface: 'eth0' })).toEqual(
      { ok: true, endpoint: 'multicast-1' },
    );
    await until('a datagram', async () => {
      const [row] = (await engine.view()).lists.listen.rows;
      return (row?.received ?? 0) > 0 || null;
    });
  });

  test('it leaves the groups again that it joined to listen, and joins none when read only', async () => {
    const { here, engine } = await twoHosts();
    await engine.open(`multicast:${GROUP}:7000,interface=lo`);
    const members = async () =>
      (await here.run('cat', '/proc/net/igmp')).match(/0900FFEF/g)?.length ?? 0;
    expect(await members()).toBe(1);
    const readOnly = engine.diagnose('multicast-1', false);
    expect(await members()).toBe(1);
    expect(about(await readOnly, 'elsewhere', 'unknown')).toContain('--readonly');
    const listening = engine.diagnose('multicast-1');
    await until('the second membership', async () => (await members()) === 2 || null);
    expect(about(await listening, 'elsewhere', 'ok')).toContain('on eth0 either');
    await until('its end', async () => (await members()) === 1 || null);
  });

  test('rp_filter that drops a sender whose way back is another interface', async () => {
    const { here, there, engine } = await twoHosts();
    await here.run('sysctl', '-qw', 'net.ipv4.conf.eth0.rp_filter=1');
    await there.ip('addr add 192.0.2.7/32 dev eth0');
    await here.ip('route add 192.0.2.7/32 dev lo');
    await engine.open(`multicast:${GROUP}:7000,interface=eth0,source=192.0.2.7`);
    await sending(there, 7000, '192.0.2.7');
    const diagnosis = await engine.diagnose('multicast-1');
    const told = about(diagnosis, 'reverse-path', 'trouble');
    expect(told).toContain('The way back to 192.0.2.7 leads out of lo, so rp_filter=1 on eth0');
    expect(told).toMatch(/rp_filter has dropped \d+ packets? on this host meanwhile/);
    // With the way back as advised they arrive.
    await here.ip('route replace 192.0.2.7/32 dev eth0');
    await until('a datagram', async () => {
      const [row] = (await engine.view()).lists.listen.rows;
      return (row?.received ?? 0) > 0 || null;
    });
    const after = await engine.diagnose('multicast-1');
    expect(about(after, 'reverse-path', 'trouble')).toBe('');
    expect(about(after, 'arriving', 'ok')).toContain('does arrive');
  });

  test('a source that is not the one who sends', async () => {
    const { there, engine } = await twoHosts();
    await engine.open(`multicast:${GROUP}:7000,interface=eth0,source=10.9.0.77`);
    await sending(there, 7000);
    const diagnosis = await engine.diagnose('multicast-1');
    expect(about(diagnosis, 'source', 'trouble')).toMatch(
      /came on eth0 from 10\.9\.0\.2:5000 meanwhile, but only 10\.9\.0\.77 is let in/,
    );
    expect(about(diagnosis, 'source', 'ok')).toContain("the kernel's table says so too");
  });

  test('datagrams to the group at a port that nobody has', async () => {
    const { there, engine } = await twoHosts();
    await engine.open(`multicast:${GROUP}:7000,interface=eth0`);
    await sending(there, 7009);
    const diagnosis = await engine.diagnose('multicast-1');
    expect(about(diagnosis, 'other-ports', 'possible')).toMatch(
      /\d+ multicast datagrams reached this host within .* no socket took them/,
    );
    expect(about(diagnosis, 'interface', 'ok')).toContain('eth0 is up, has a carrier');
    expect(about(diagnosis, 'querier', 'unknown')).toContain('IGMPv3 is spoken on eth0');
  });

  test.each([
    'ff15::9',
    'ff02::9',
  ])('the IPv6 group %s: where it is heard, and that no querier asked', async (group) => {
    const { here, there, engine } = await twoHosts();
    const source = await there.linkLocal('eth0');
    await here.linkLocal('eth0');
    await engine.open(`multicast:[${group}]:7000,interface=lo`);
    await sending(there, 7000, source, group);
    const diagnosis = await engine.diagnose('multicast-1');
    expect(about(diagnosis, 'elsewhere', 'trouble')).toContain(`from [${source}%eth0]:5000`);
    expect(about(diagnosis, 'membership', 'ok')).toContain('joined on lo');
    await engine.send({ type: 'join', endpoint: 'multicast-1', interface: 'eth0' });
    await until('a datagram', async () => {
      const { rows } = (await engine.view()).lists.listen;
      return rows.some(({ received }) => received > 0) || null;
    });
    const joined = await engine.diagnose('multicast-1');
    expect(about(joined, 'arriving', 'ok')).toContain('does arrive');
    expect(about(joined, 'querier', 'possible')).toContain('No MLD query was heard on eth0');
  });

  test('a host without a route for the group', async () => {
    const { here, engine } = await twoHosts();
    await engine.open(`multicast:${GROUP}:7000,interface=eth0`);
    const without = await engine.diagnose('multicast-1');
    expect(about(without, 'way', 'possible')).toContain('There is no route for the group');
    await here.ip('route add 224.0.0.0/4 dev lo');
    const elsewhere = await engine.diagnose('multicast-1');
    expect(about(elsewhere, 'way', 'possible')).toContain('send to it out of lo, where it is not');
    await here.ip('route replace 224.0.0.0/4 dev eth0');
    const through = await engine.diagnose('multicast-1');
    expect(about(through, 'way', 'ok')).toContain('send to it out of eth0, where it is joined');
  });

  test('an interface that is down, or whose other end is', async () => {
    const { here, there, engine } = await twoHosts();
    await engine.open(`multicast:${GROUP}:7000,interface=eth0`);
    await there.ip('link set eth0 down');
    await until(
      'the carrier to go',
      async () => (await here.run('cat', '/sys/class/net/eth0/carrier')).trim() === '0' || null,
    );
    const unplugged = await engine.diagnose('multicast-1');
    expect(about(unplugged, 'interface', 'trouble')).toContain('eth0 is up, but has no carrier');
    await here.ip('link set eth0 down');
    await until('it to be left', async () => {
      const [row] = (await engine.view()).lists.listen.rows;
      return row?.state === 'BOUND' || null;
    });
    const down = await engine.diagnose('multicast-1');
    expect(about(down, 'interface', 'trouble')).toContain('eth0 is down');
    expect(about(down, 'membership', 'trouble')).toContain('not joined on eth0');
  });

  test('our own sender: other interface, loop off, and how far its ttl goes', async () => {
    const { engine } = await twoHosts();
    await engine.open(`multicast:${GROUP}:7000,interface=eth0`);
    await engine.open(`multicast-sender:${GROUP}:7000,interface=lo,send=x`);
    await engine.open(`multicast-sender:${GROUP}:7000,interface=eth0,loop=off,ttl=0,send=x`);
    const told = about(await engine.diagnose('multicast-1'), 'sender', 'trouble');
    expect(told).toContain('multicast-sender-1 sends on lo; this is joined on eth0');
    expect(told).toContain('multicast-sender-2 sends with loop=off');
    const sender = await engine.diagnose('multicast-sender-2');
    expect(about(sender, 'hops', 'possible')).toContain('does not leave this host');
    expect(about(sender, 'sender', 'trouble')).toContain('multicast-1 on this host does not hear');
  });

  test('a server that only its own host can reach, and one whose address is gone', async () => {
    const { here, engine } = await twoHosts();
    await engine.open('udp:7000');
    await engine.open('tcp:10.9.0.1:7001');
    const bound = await engine.diagnose('udp-1');
    expect(about(bound, 'bound', 'possible')).toContain('bound to 127.0.0.1');
    expect(bound.findings.find(({ check }) => check === 'bound')?.advice).toContain('10.9.0.1');
    const server = await engine.diagnose('tcp-1');
    expect(about(server, 'bound', 'ok')).toContain('bound to 10.9.0.1, on eth0');
    await here.ip('addr del 10.9.0.1/24 dev eth0');
    expect(about(await engine.diagnose('tcp-1'), 'bound', 'trouble')).toContain('10.9.0.1');
  });

  test('a client without a way, and one whose port nobody has', async () => {
    const { engine } = await twoHosts();
    await engine.open('tcp-client:192.0.2.9:7000');
    await engine.open('udp-client:10.9.0.2:7000,send=x');
    const nowhere = await engine.diagnose('tcp-client-1');
    expect(about(nowhere, 'way', 'trouble')).toContain('no way to 192.0.2.9 (ENETUNREACH)');
    const refused = await until('the ICMP answer', async () => {
      const told = await engine.diagnose('udp-client-1');
      return about(told, 'peer', 'trouble') === '' ? null : told;
    });
    expect(about(refused, 'peer', 'trouble')).toContain('ICMP port unreachable');
    expect(about(refused, 'way', 'ok')).toContain(
      '10.9.0.2 is reached through eth0, from 10.9.0.1',
    );
  });

  test('who has the port of an endpoint that could not open', async () => {
    const { here, engine } = await twoHosts();
    const holder = await Script.on(here, HOLD);
    expect((await engine.open('udp:0.0.0.0:7000')).ok).toBe(false);
    await engine.open('udp:127.0.0.1:7001');
    // On a busy machine the search for the process may take longer than it may: then nobody is named.
    const names = (endpoint: string, verdict: Verdict, sentence: string) =>
      until(
        sentence,
        async () =>
          about(await engine.diagnose(endpoint), 'port', verdict).includes(sentence) || null,
      );
    await names('udp-1', 'trouble', `(pid ${holder.pid}) has 0.0.0.0:7000`);
    await names('udp-2', 'possible', `(pid ${holder.pid}) has [::1]:7001 as well`);
  });
});

/** Two UDP ports, for as long as it is let. */
const HOLD = `
import socket, threading
a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); a.bind(('0.0.0.0', 7000))
b = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); b.bind(('::1', 7001))
print('ready', flush=True)
threading.Event().wait()
`;

describe.skipIf(!has('tmux') || process.platform !== 'linux')(
  'the doctor in a terminal (needs tmux, and Linux)',
  () => {
    afterEach(closeAll);

    // Read only: the loopback is all that a test may speak on outside a namespace.
    test('D at a silent group that says so asks why, and Esc goes back', async () => {
      const terminal = await open(['multicast:239.255.0.7:0,interface=loopback', '--readonly']);
      await terminal.waitForLine(/No datagram yet: D asks why\./);
      terminal.press('4', 'D');
      await terminal.waitForLine(/ok +membership +The kernel lists it as joined on lo/);
      const screen = terminal.screen();
      expect(screen[1]).toMatch(/^━ Why does nothing arrive at multicast-1\? ━+/);
      expect(screen.join('\n')).toMatch(/maybe +reach +It is joined on the loopback/);
      expect(screen.join('\n')).toMatch(/-- +elsewhere +Other interfaces were not listened to/);
      expect(screen.at(-1)).toBe(' D ask again  Up/Down scroll  Esc back');
      terminal.press('Escape');
      await terminal.waitForLine(/No datagram yet: D asks why\./);
    });
  },
);
