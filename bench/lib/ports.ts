// Ports: which are free, and when somebody stands at one. Looked up in the kernel's tables: a look
// that connects would be a client.

import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { until } from './processes.ts';

/** A port of 127.0.0.1 that nobody had a moment ago, for TCP and for UDP. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await freeTcpPort();
    if (await freeForUdp(port)) return port;
  }
}

/** Resolves when a TCP server listens there. */
export function listening(port: number): Promise<true> {
  // 0A is LISTEN (proc_net_tcp).
  return until(`a TCP server on port ${port}`, () => stands('tcp', port, ' 0A ') || null);
}

/** Resolves when a UDP socket is bound there. */
export function bound(port: number): Promise<true> {
  return until(`a UDP socket on port ${port}`, () => stands('udp', port, ' ') || null);
}

/** Resolves when somebody has joined the IPv4 group on the loopback interface (/proc/net/igmp). */
export function joined(group: string): Promise<true> {
  // As the kernel prints it: the address in network order, read as a number of this machine.
  const wanted = group
    .split('.')
    .toReversed()
    .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
    .join('');
  return until(`a member of ${group} on lo`, () => {
    const [, ofLoopback = ''] = readFileSync('/proc/net/igmp', 'utf8').split(/^\d+\tlo\b/m);
    return (ofLoopback.split(/^\d/m)[0] ?? '').includes(wanted) || null;
  });
}

/** Datagrams the kernel has dropped so far at the IPv4 sockets bound to a port (proc(5), /proc/net/udp). */
export function udpDrops(port: number): number {
  return udpSockets(port).reduce((sum, { drops }) => sum + drops, 0);
}

/** Resolves when the receive queues of the IPv4 sockets bound to a port are empty. */
export function udpDrained(port: number): Promise<true> {
  return until(
    `the end of the queue of port ${port}`,
    () => udpSockets(port).every(({ queued }) => queued === 0) || null,
  );
}

function udpSockets(port: number): readonly { queued: number; drops: number }[] {
  const at = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/udp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(at))
    .map((fields) => ({
      queued: Number.parseInt(fields[4]?.split(':')[1] ?? '', 16),
      drops: Number(fields[12]),
    }));
}

function stands(protocol: 'tcp' | 'udp', port: number, state: string): true | false {
  const at = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of [protocol, `${protocol}6`]) {
    for (const line of readFileSync(`/proc/net/${table}`, 'utf8').split('\n')) {
      const local = line.trim().split(/\s+/)[1];
      if (local?.endsWith(at) && line.includes(state)) return true;
    }
  }
  return false;
}

function freeTcpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });
}

function freeForUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}
