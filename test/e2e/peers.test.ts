// Programs that nobody here wrote talk to each kind of endpoint of the built program.

import { afterEach, describe, expect, test } from 'vitest';
import { has } from '../support/commands.ts';
import { exchange } from '../support/peers.ts';
import { Program } from '../support/program.ts';

const running: Program[] = [];

afterEach(async () => {
  for (const program of running.splice(0)) await program.stop('SIGKILL');
});

async function start(spec: string): Promise<{ program: Program; port: number }> {
  const program = new Program([spec, '--json']);
  running.push(program);
  const { local } = await program.line('endpoint.bound');
  return { program, port: local.port };
}

const TCP_CLIENT = `
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(sys.stdin.buffer.read())
s.shutdown(socket.SHUT_WR)
while True:
    data = s.recv(65536)
    if not data: break
    sys.stdout.buffer.write(data)
`;

const UDP_CLIENT = `
import socket, sys
host, port = sys.argv[1], int(sys.argv[2])
s = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(10)
s.sendto(sys.stdin.buffer.read(), (host, port))
sys.stdout.buffer.write(s.recv(65536))
`;

const MULTICAST_SENDER = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
s.sendto(sys.stdin.buffer.read(), (sys.argv[1], int(sys.argv[2])))
`;

interface Peer {
  readonly program: string;
  readonly args: (host: string, port: number) => readonly string[];
  readonly endsAfterAnswer?: boolean;
}

const python = (script: string): Peer => ({
  program: 'python3',
  args: (host, port) => ['-c', script, host, `${port}`],
});
const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);

const TCP: readonly Peer[] = [
  python(TCP_CLIENT),
  { program: 'ncat', args: (host, port) => [host, `${port}`] },
  // -t: how long it waits for the rest of the answer after its own end.
  { program: 'socat', args: (host, port) => ['-t10', '-', `TCP:${bracketed(host)}:${port}`] },
];

const UDP: readonly Peer[] = [
  python(UDP_CLIENT),
  { program: 'ncat', args: (host, port) => ['-u', host, `${port}`], endsAfterAnswer: true },
  { program: 'socat', args: (host, port) => ['-t1', '-', `UDP:${bracketed(host)}:${port}`] },
];

const MULTICAST: readonly Peer[] = [
  python(MULTICAST_SENDER),
  {
    program: 'socat',
    args: (host, port) => ['-u', '-', `UDP4-DATAGRAM:${host}:${port},ip-multicast-if=127.0.0.1`],
  },
];

describe.each(TCP)('$program over TCP', ({ program: command, args }) => {
  test.skipIf(!has(command)).each([
    ['tcp:0,service=upper', '127.0.0.1'],
    ['tcp:[::1]:0,service=upper', '::1'],
    ['tcp:0,service=upper,mode=sequential', '127.0.0.1'],
  ])(`%s (needs ${command})`, async (spec, host) => {
    const { program, port } = await start(spec);
    const sent = 'hello\u00e9\n'.repeat(2000);
    const answer = await exchange(command, args(host, port), sent);
    expect(answer.toString()).toBe(sent.replaceAll('hello', 'HELLO'));
    const closed = await program.line('connection.closed');
    const bytes = Buffer.byteLength(sent);
    expect(closed).toMatchObject({ cause: 'peer', bytesReceived: bytes, bytesSent: bytes });
    expect(await program.stop()).toBe(0);
  });
});

describe.each(UDP)('$program over UDP', ({ program: command, args, endsAfterAnswer }) => {
  test.skipIf(!has(command)).each([
    ['udp:0,service=upper', '127.0.0.1'],
    ['udp:[::1]:0,service=upper', '::1'],
  ])(`%s (needs ${command})`, async (spec, host) => {
    const { program, port } = await start(spec);
    const answer = exchange(command, args(host, port), 'hello', endsAfterAnswer);
    const received = await program.line('datagram.received');
    expect(Buffer.from(received.data, 'base64').toString()).toBe('hello');
    const sent = await program.line('datagram.sent');
    expect(Buffer.from(sent.data, 'base64').toString()).toBe('HELLO');
    expect(sent.remote).toEqual(received.remote);
    expect(String(await answer)).toBe('HELLO');
    expect(await program.stop()).toBe(0);
  });
});

describe.each(MULTICAST)('$program to a multicast group', ({ program: command, args }) => {
  test.skipIf(!has(command))(`joined on loopback (needs ${command})`, async () => {
    const group = '239.255.77.1';
    const { program, port } = await start(`multicast:${group}:0,interface=loopback`);
    await program.line('endpoint.joined');
    await exchange(command, args(group, port), 'temp=21.4');
    const received = await program.line('datagram.received');
    expect(received).toMatchObject({ bytes: 9, group });
    expect(Buffer.from(received.data, 'base64').toString()).toBe('temp=21.4');
    expect(await program.stop()).toBe(0);
  });
});
