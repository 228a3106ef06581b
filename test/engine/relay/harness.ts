// A relay in an engine, between peers that are no part of it.

import type { AddressInfo } from 'node:net';
import { createServer, type Socket as Stream } from 'node:net';
import { onTestFinished } from 'vitest';
import { parseFaults } from '../../../source/endpoint-spec.ts';
import type { Address } from '../../../source/protocol/address.ts';
import type { Answer } from '../../../source/protocol/commands.ts';
import type { Faults } from '../../../source/protocol/faults.ts';
import type { Bench } from '../outgoing/harness.ts';

/** A TCP server of the test's own; closed with all its connections when the test ends. */
export async function serving(serve: (socket: Stream) => void): Promise<Address> {
  const open = new Set<Stream>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  const { port } = server.address() as AddressInfo;
  return { address: '127.0.0.1', port, family: 'IPv4' };
}

export const echo = (socket: Stream): void => {
  socket.pipe(socket);
};

/** Opens a relay to a target. @returns where it listens */
export async function relayTo(
  engine: Bench,
  target: Pick<Address, 'port'>,
  options = '',
): Promise<Address> {
  const answer = await engine.open(`relay:0,to=${target.port}${options}`);
  if (!answer.ok) throw new Error(answer.problem.message);
  return engine.row(answer.endpoint ?? '').local;
}

/** As the options of a relay say: `delay=50ms,drop=10%`. */
export function faults(options: string, transport: 'tcp' | 'udp' = 'tcp'): Faults {
  const parsed = parseFaults(transport, options);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.faults;
}

/** An address that nobody else in the tests binds to. */
export const APART = '127.0.0.3';

/** Opens a spec with a port that nobody has: whoever else takes it meanwhile, it goes on to another one. */
export async function openOnFreePort(
  engine: Bench,
  specOn: (port: number) => string,
): Promise<Answer> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    const answer = await engine.open(specOn(port));
    if (answer.ok || answer.problem.code !== 'EADDRINUSE') return answer;
  }
}
