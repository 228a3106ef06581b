// Specs for tests: the defaults, on loopback, on a port of the kernel's choice.

import type { MulticastSpec, TcpSpec, UdpSpec } from '../../source/protocol/spec.ts';

const receiving = { directory: 'received', maxSizeBytes: 4 * 1024 ** 3, stallMs: 30_000 } as const;

export const tcpSpec = (part: Partial<TcpSpec> = {}): TcpSpec => ({
  kind: 'tcp',
  host: '127.0.0.1',
  port: 0,
  mode: 'concurrent',
  backlog: 128,
  service: 'echo',
  strip: 'off',
  rules: null,
  nick: 'off',
  ...receiving,
  delayMs: 0,
  close: 'peer',
  maxClients: 10_000,
  idleMs: null,
  ...part,
});

export const udpSpec = (part: Partial<UdpSpec> = {}): UdpSpec => ({
  kind: 'udp',
  host: '127.0.0.1',
  port: 0,
  service: 'echo',
  strip: 'off',
  rules: null,
  nick: 'off',
  ...receiving,
  protocol: 'auto',
  delayMs: 0,
  bufferBytes: 4 << 20,
  sequence: 'auto',
  ...part,
});

export const multicastSpec = (part: Partial<MulticastSpec> = {}): MulticastSpec => ({
  kind: 'multicast',
  host: '239.255.0.1',
  port: 0,
  interface: 'loopback',
  source: null,
  bufferBytes: 4 << 20,
  sequence: 'auto',
  ...part,
});
