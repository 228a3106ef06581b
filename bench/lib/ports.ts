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
