// What only a network of one's own can show: IPv6 groups on the loopback, interfaces that come and go.
// In a network namespace that the test makes; skipped where that isn't allowed.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { Namespace } from '../support/namespace.ts';
import { type Line, Program } from '../support/program.ts';
import { until } from '../support/wait.ts';

const probe = process.platform === 'linux' ? await Namespace.make() : null;
probe?.close();
const allowed = probe !== null;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function namespace(): Promise<Namespace> {
  const made = await Namespace.make();
  if (made === null) throw new Error('no namespace, though there was one before');
  cleanups.push(() => made.close());
  return made;
}

function start(within: Namespace, sockets: string, ...specs: string[]): Program {
  const environment = { SOCKSCOPE_SOCKETS: sockets };
  const program = new Program([...specs, '--json'], environment, within.prefix);
  cleanups.push(() => program.stop('SIGKILL'));
  return program;
}

const TALK = `
import socket, sys
to = (sys.argv[1], int(sys.argv[2]), 0, socket.if_nametoindex(sys.argv[3]))
u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
u.settimeout(10)
u.sendto(b'datagram', to)
u.recv(100)
t = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
t.settimeout(10)
t.connect(to)
t.send(b'stream')
t.recv(100)
`;

/** What arrives there for a group, a line each, after a first one that says it listens. */
function sniff(within: Namespace, on: string, group: string): readonly string[] {
  const [command = '', ...words] = [...within.prefix, 'python3', '-c', SNIFF, on, group];
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return lines;
}

/** Prints how each datagram to a group arrives on an interface: its TTL and its payload. */
const SNIFF = `
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
s.bind((sys.argv[1], 0x0800))
group = socket.inet_aton(sys.argv[2])
print('ready', flush=True)
while True:
    try:
        packet = s.recv(2000)
    except OSError:
        break  # the interface is gone
    if packet[16:20] == group and packet[9] == 17:
        print(packet[8], packet[28:].decode(), flush=True)
`;

const text = (line: Line) => Buffer.from(line.data, 'base64').toString();
const received = ({ lines }: Program) => lines.filter(({ type }) => type === 'datagram.received');
const sent = ({ lines }: Program) => lines.filter(({ type }) => type === 'datagram.sent');

describe.skipIf(!allowed).each(['auto', 'portable'])(
  'in a network namespace (needs the right to make one), over the %s layer',
  (sockets) => {
    test.each([
      'ff15::7',
      'ff02::7',
      'ff01::7',
    ])('hears the IPv6 group %s, and no other', async (group) => {
      const within = await namespace();
      await within.routeIPv6Groups();
      const program = start(within, sockets, `multicast:[${group}]:7000,interface=loopback`);
      await program.line('endpoint.joined', (line) => line.interface === 'lo');
      await within.sendToGroup('ff15::8', 7000, 'lo', 'for others');
      await within.sendToGroup(group, 7000, 'lo', 'for us');
      const line = await program.line('datagram.received');
      expect(text(line)).toBe('for us');
      expect(line).toMatchObject({ group, bytes: 6, local: { port: 7000, family: 'IPv6' } });
      expect(received(program)).toHaveLength(1);
    });

    test('a link-scoped group is heard on the link where it was sent, and only there', async () => {
      const within = await namespace();
      await within.routeIPv6Groups();
      await within.cable('here', 'there');
      const program = start(within, sockets, 'multicast:[ff02::31]:7000,interface=all');
      for (const name of ['lo', 'here', 'there']) {
        await program.line('endpoint.joined', (line) => line.interface === name);
      }
      await within.sendToGroup('ff02::31', 7000, 'lo', 'once');
      await within.sendToGroup('ff02::31', 7000, 'lo', 'last');
      await program.line('datagram.received', (line) => text(line) === 'last');
      expect(received(program).map(text)).toEqual(['once', 'last']);
    });

    test('a link-local sender is named with its interface, over UDP as over TCP', async () => {
      const within = await namespace();
      await within.cable('here', 'there');
      const own = await within.linkLocal('here');
      const host = `[${own}%here]`;
      const program = start(within, sockets, `udp:${host}:7000`, `tcp:${host}:7000`);
      await program.line('endpoint.listening');
      await within.run('python3', '-c', TALK, own, '7000', 'here');
      const datagram = await program.line('datagram.received');
      const connection = await program.line('connection.accepted');
      expect(datagram.remote.address).toBe(`${own}%here`);
      expect(connection.remote.address).toBe(`${own}%here`);
    });

    test('with `all`, joins an interface that comes and leaves one that goes', async () => {
      const within = await namespace();
      const program = start(within, sockets, 'multicast:239.255.0.7:7000,interface=all');
      await program.line('endpoint.joined', (line) => line.interface === 'lo');
      await within.cable('here', 'there');
      await within.ip('addr add 10.9.0.1/24 dev here');
      await program.line('endpoint.joined', (line) => line.interface === 'here');
      await within.sendToGroup('239.255.0.7', 7000, 'here', 'through the new one');
      const heard = await program.line('datagram.received');
      expect(text(heard)).toBe('through the new one');
      expect(heard.remote.address).toBe('10.9.0.1');
      await within.ip('link del here');
      await program.line('endpoint.left', (line) => line.interface === 'here');
      await within.sendToGroup('239.255.0.7', 7000, 'lo', 'still here');
      await until('the loopback to go on', () => received(program)[1] ?? null);
      expect(received(program).map(text)).toEqual(['through the new one', 'still here']);
    });

    test('with `all`, sends on an interface that comes, and says when it goes', async () => {
      const within = await namespace();
      const sender = 'multicast-sender:239.255.0.8:7000,interface=all,every=20ms,send=hello';
      const program = start(within, sockets, sender);
      await program.line('endpoint.bound');
      await within.cable('here', 'there');
      const seen = sniff(within, 'there', '239.255.0.8');
      await until('the sniffer', () => seen.at(0));
      await within.ip('addr add 10.9.0.1/24 dev here');
      await program.line('endpoint.bound', (line) => line.local.address === '10.9.0.1');
      await until('what is sent there', () => seen.find((line) => line === '1 hello'));
      await within.ip('link del here');
      const { notice } = await program.line(
        'endpoint.changed',
        ({ notice }) => notice !== undefined,
      );
      expect(notice).toMatchObject({ code: 'ENODEV', operation: 'send' });
      expect(notice.message).toContain('here');
      const { length } = sent(program);
      await until('the loopback to go on', () => sent(program)[length] ?? null);
    });

    test('what is sent to a group leaves by the interface chosen alone, with its TTL', async () => {
      const within = await namespace();
      await within.cable('here', 'there');
      await within.ip('addr add 10.9.0.1/24 dev here');
      const seen = sniff(within, 'there', '239.255.0.9');
      await until('the sniffer', () => seen.at(0));
      const group = '239.255.0.9:7000';
      const program = start(
        within,
        sockets,
        // Linux keeps TTL 0 on the host only where somebody there has joined (ip_mc_output).
        `multicast:${group},interface=all`,
        `multicast-sender:${group},interface=lo,ttl=9,send=inside`,
        `multicast-sender:${group},interface=here,ttl=7,send=outside`,
        `multicast-sender:${group},interface=here,ttl=0,send=nowhere`,
        `multicast-sender:${group},interface=here,send=once more`,
      );
      await program.line('datagram.received', (line) => text(line) === 'inside');
      await until('the last', () => seen.find((line) => line.endsWith('once more')));
      expect(seen).toEqual(['ready', '7 outside', '1 once more']);
      const [bound] = program.lines.filter(({ endpoint }) => endpoint === 'multicast-sender-2');
      expect(bound?.local.address).toBe('10.9.0.1');
    });

    test('with loop=off receivers on this host do not hear it', async () => {
      const within = await namespace();
      await within.cable('here', 'there');
      await within.ip('addr add 10.9.0.1/24 dev here');
      const group = '239.255.0.9:7000';
      const program = start(
        within,
        sockets,
        `multicast:${group},interface=here`,
        `multicast-sender:${group},interface=here,loop=off,send=unheard`,
        `multicast-sender:${group},interface=here,send=heard`,
      );
      await program.line('datagram.received', (line) => text(line) === 'heard');
      expect(received(program).map(text)).toEqual(['heard']);
    });

    test('sends to an IPv6 group on the link that was chosen', async () => {
      const within = await namespace();
      await within.routeIPv6Groups();
      await within.cable('here', 'there');
      await within.linkLocal('here');
      await within.linkLocal('there');
      const group = '[ff02::31]:7000';
      const program = start(
        within,
        sockets,
        `multicast:${group},interface=there`,
        `multicast-sender:${group},interface=lo,send=elsewhere`,
        `multicast-sender:${group},interface=here,every=50ms,send=over the cable`,
      );
      await program.line('datagram.received', (line) => text(line) === 'over the cable');
      expect(received(program).map(text)).not.toContain('elsewhere');
    });

    test('no way to a server is told apart from a refusal', async () => {
      const within = await namespace();
      const program = start(
        within,
        sockets,
        'tcp:7000',
        'tcp-client:192.0.2.1:7000',
        'tcp-client:127.0.0.1:7001',
      );
      const failed = (endpoint: string) =>
        program.line('connection.failed', (line) => line.endpoint === endpoint);
      expect((await failed('tcp-client-1')).error.code).toBe('ENETUNREACH');
      expect((await failed('tcp-client-2')).error.code).toBe('ECONNREFUSED');
    });

    test('the kernel lists the membership while it lasts', async () => {
      const within = await namespace();
      const program = start(within, sockets, 'multicast:239.255.0.7:7000,interface=lo');
      await program.line('endpoint.joined');
      // 239.255.0.7 as the table writes it: hexadecimal, least significant byte first.
      expect(await within.run('cat', '/proc/net/igmp')).toContain('0700FFEF');
      await program.stop('SIGTERM');
      expect(await within.run('cat', '/proc/net/igmp')).not.toContain('0700FFEF');
    });
  },
);
