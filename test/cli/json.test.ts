// The built program with --json, from outside: its lines, its end, its exit status.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { NetClient } from '../support/peers.ts';
import { Program } from '../support/program.ts';
import { until } from '../support/wait.ts';

const running: Program[] = [];
const clients: NetClient[] = [];

function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Program {
  const program = new Program([...args, '--json'], environment);
  running.push(program);
  return program;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const program of running.splice(0)) await program.stop('SIGKILL');
});

describe.each(['auto', 'portable'])('sockets %s', (sockets) => {
  const environment = { SOCKSCOPE_SOCKETS: sockets };

  test('a connection from its accept to its close, and the summary last', async () => {
    const program = start(['tcp:0,service=upper'], environment);
    const port = await program.port('tcp-1');
    const client = new NetClient(port);
    clients.push(client);
    client.send('hello');
    expect(String(await client.received(5))).toBe('HELLO');
    client.end();
    await program.line('connection.closed');
    expect(await program.stop()).toBe(0);

    const types = program.lines.map((line) => line.type);
    expect(types.filter((type) => !/queued|changed/.test(type))).toEqual([
      'endpoint.bound',
      'endpoint.listening',
      'connection.accepted',
      'connection.received',
      'connection.sent',
      'connection.ended',
      'connection.closed',
      'endpoint.closed',
      'summary',
    ]);
    const [bound, listening] = program.lines;
    expect(bound).toMatchObject({
      endpoint: 'tcp-1',
      kind: 'tcp',
      spec: 'tcp:0,service=upper',
      local: { address: '127.0.0.1', port, family: 'IPv4' },
    });
    expect(listening).toMatchObject({ mode: 'concurrent', backlog: 128 });
    const received = await program.line('connection.received');
    expect(received).toMatchObject({ connection: 'c1', bytes: 5 });
    expect(Buffer.from(received.data, 'base64').toString()).toBe('hello');
    expect(await program.line('connection.closed')).toMatchObject({
      cause: 'peer',
      bytesReceived: 5,
      bytesSent: 5,
    });
    expect(program.lines.at(-1)).toMatchObject({
      type: 'summary',
      endpoints: [{ endpoint: 'tcp-1', served: 1, bytesReceived: 5, bytesSent: 5 }],
    });
    for (const { time } of program.lines) expect(new Date(time).toISOString()).toBe(time);
  });

  test('a datagram and its answer', async () => {
    const program = start(['udp:0'], environment);
    const port = await program.port('udp-1');
    const socket = createSocket('udp4');
    try {
      const answer = once(socket, 'message');
      socket.send('ping', port, '127.0.0.1');
      expect(String((await answer)[0])).toBe('ping');
      const received = await program.line('datagram.received');
      const own = socket.address();
      expect(received.remote).toEqual({ address: '127.0.0.1', port: own.port, family: 'IPv4' });
      expect(received.bytes).toBe(4);
      await program.line('datagram.sent');
    } finally {
      socket.close();
    }
    expect(await program.stop()).toBe(0);
  });
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it as asked', async (signal) => {
  const program = start(['tcp:0', 'udp:0']);
  await program.port('tcp-1');
  await program.port('udp-1');
  expect(await program.stop(signal)).toBe(0);
  expect(program.lines.at(-1)?.type).toBe('summary');
  expect(program.stderr).toBe('');
});

test('--for ends it by itself', async () => {
  const program = start(['tcp:0', '--for', '100ms']);
  expect(await program.exited()).toBe(0);
  expect(program.lines.at(-1)?.type).toBe('summary');
});

describe('an endpoint that fails to open', () => {
  test('with no other: said on both outputs, status 1 at once', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    try {
      const program = start([`tcp:${port}`]);
      expect(await program.exited()).toBe(1);
      const failed = await program.line('endpoint.failed');
      expect(failed).toMatchObject({ endpoint: 'tcp-1', error: { code: 'EADDRINUSE' } });
      expect(program.stderr).toMatch(new RegExp(`^sockscope: tcp:${port}: .+\n$`));
    } finally {
      taken.close();
    }
  });

  test('beside others: they go on, and the status is 1 in the end', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    try {
      const program = start([`tcp:${port}`, 'tcp:0']);
      await program.line('endpoint.failed');
      const other = await program.port('tcp-2');
      const client = connect(other, '127.0.0.1');
      await once(client, 'connect');
      await program.line('connection.accepted');
      client.destroy();
      expect(await program.stop()).toBe(1);
    } finally {
      taken.close();
    }
  });
});

test('a reader that has gone ends it cleanly', async () => {
  const program = start(['udp:0']);
  const port = await program.port('udp-1');
  program.child.stdout?.destroy();
  const socket = createSocket('udp4');
  try {
    // Only a write shows that nobody reads: one datagram may still fit into the pipe being closed.
    const status = await until('the end', async () => {
      socket.send('x', port, '127.0.0.1');
      return program.child.exitCode;
    });
    expect(status).toBe(0);
    expect(program.stderr).toBe('');
  } finally {
    socket.close();
  }
});

test.runIf(existsSync('/dev/full'))('a full disk is a failure, and said', async () => {
  const program = new Program(['udp:0', '--json'], {}, ['sh', '-c', 'exec "$@" >/dev/full', 'sh']);
  running.push(program);
  expect(await program.exited()).toBe(1);
  expect(program.stderr).toMatch(/^sockscope: standard output can't be written \(ENOSPC\).*\n$/);
});

test('a reader that has stopped reading does not hold up the end for ever', async () => {
  const program = start(['udp:0,service=discard']);
  const port = await program.port('udp-1');
  program.child.stdout?.pause();
  const socket = createSocket('udp4');
  const payload = Buffer.alloc(8192, 'x');
  try {
    // More than a pipe holds.
    for (let i = 0; i < 100; i += 1) {
      await new Promise<void>((resolve) =>
        socket.send(payload, port, '127.0.0.1', () => resolve()),
      );
    }
    program.child.kill('SIGTERM');
    const told = performance.now();
    await until('the end', () => program.child.exitCode);
    expect(program.child.exitCode).toBe(0);
    // Two seconds of patience in all, not for each thing that is still to be written.
    expect(performance.now() - told).toBeLessThan(3900);
  } finally {
    socket.close();
    program.child.stdout?.resume();
  }
});

test('a slow reader loses lines, which are counted, and memory stays bounded', async () => {
  const program = start(['tcp:0,service=discard']);
  const port = await program.port('tcp-1');
  program.child.stdout?.pause();
  // As text more than twice what may be under way (OUTBOX_BYTES).
  const total = 64 << 20;
  const socket = connect(port, '127.0.0.1');
  socket.end(Buffer.alloc(total, 'x'));
  socket.resume();
  await once(socket, 'close');
  const status = readFileSync(`/proc/${program.child.pid}/status`, 'utf8');
  expect(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(500_000);

  program.child.stdout?.resume();
  const loss = await program.line('loss');
  expect(loss.endpoint).toBeUndefined();
  expect(loss.engineDrops).toBeGreaterThan(0);
  expect(await program.stop()).toBe(0);
  // Nothing that came was lost, only lines about it.
  const summary = await program.line('summary');
  expect(summary.endpoints[0]).toMatchObject({ served: 1, bytesReceived: total });
  const received = program.lines.filter((line) => line.type === 'connection.received');
  const printed = received.reduce((sum, line) => sum + line.bytes, 0);
  expect(printed).toBeGreaterThan(0);
  expect(printed).toBeLessThan(total);
});
