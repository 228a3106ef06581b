// Echo for one client, on either side.

import { describe, expect, test } from 'vitest';
import { bench } from '../engine/outgoing/harness.ts';
import { LAYERS } from '../engine/tcp/harness.ts';
import { pressed } from '../support/faults.ts';
import { procNetTcp } from '../support/proc.ts';
import { until } from '../support/wait.ts';
import { course, linesOf, ran, sockscope, text } from './course.ts';

const HELLO = 'Hello, world';
const RUNS = pressed(50, 500);

describe('their client, our server', () => {
  test.each(['concurrent', 'sequential'])(`${RUNS} in a row, mode=%s`, async (mode) => {
    const program = sockscope(`tcp:0,service=echo,mode=${mode}`);
    const port = await program.port('tcp-1');
    const client = course('repeat.py', RUNS, 'echo.py', 'client', port);
    await client.says('repeated');
    expect(client.said('received')).toEqual(Array(RUNS).fill(`b'${HELLO}'`));
    const closed = await linesOf(program, 'connection.closed', RUNS);
    for (const line of closed) {
      expect(line).toMatchObject({ cause: 'peer', bytesReceived: 12, bytesSent: 12 });
    }
    // "The port switches at accept": the server's never does, only each client has another one.
    const accepted = program.lines.filter(({ type }) => type === 'connection.accepted');
    expect(new Set(accepted.map(({ local }) => local.port))).toEqual(new Set([port]));
    expect(new Set(accepted.map(({ remote }) => remote.port)).size).toBeGreaterThan(1);
    expect(await program.stop()).toBe(0);
  });

  test('without a server it is refused, and so is ours', async () => {
    const made = await bench(LAYERS[0] ?? 'portable');
    await made.open('tcp:0');
    const { port } = made.row('tcp-1').local;
    await made.engine.dispatch({ type: 'close', endpoint: 'tcp-1' });
    const theirs = await course('echo.py', 'client', port).ended();
    expect(theirs.status).toBe(1);
    expect(theirs.errors).toContain('ConnectionRefusedError');
    await made.open(`tcp-client:${port},send=${HELLO.replace(',', '\\,')}`);
    expect(made.of('connection.failed')).toMatchObject([{ error: { code: 'ECONNREFUSED' } }]);
  });
});

describe('our client, their server', () => {
  const ours = (port: number, rest = '') => `tcp-client:${port},send=Hello\\, world${rest}`;

  test('as theirs, ours sends, is answered and ends; then the server exits', async () => {
    const server = course('echo.py', 'server', 0);
    const port = await server.port();
    const program = sockscope(ours(port, ',close=reply'));
    expect(text(await program.line('connection.received'))).toBe(HELLO);
    const connected = await program.line('connection.connected');
    expect(connected.remote.port).toBe(port);
    expect(await server.says('connected')).toBe(`${connected.local.port}`);
    expect(await server.ended()).toEqual({ status: 0, errors: '' });
    expect(await program.line('connection.closed')).toMatchObject({
      cause: 'local',
      bytesReceived: 12,
      bytesSent: 12,
    });
    expect(await program.stop()).toBe(0);
  });

  test('a second one connects, waits unread in the kernel, and is reset when the server exits', async () => {
    const server = course('echo.py', 'server', 0);
    const port = await server.port();
    const made = await bench(LAYERS[0] ?? 'portable');
    await made.open(ours(port));
    await made.until(
      'the first to be answered',
      () => made.row('tcp-client-1').bytesReceived === 12,
    );
    await made.open(ours(port));
    await until('the second to wait with its bytes', () =>
      procNetTcp(port).find(({ inode, unread }) => inode === 0 && unread === 12),
    );
    expect(made.clients('tcp-client-2')).toMatchObject([
      { state: 'ESTABLISHED', bytesOut: 12, bytesIn: 0 },
    ]);
    const [first] = made.clients('tcp-client-1');
    await made.engine.dispatch({ type: 'disconnect', connections: [first?.connection ?? ''] });
    await server.says('over');
    await made.until('the reset', () => made.of('connection.closed', 'tcp-client-2').length === 1);
    expect(made.of('connection.closed', 'tcp-client-2')).toMatchObject([
      { cause: 'reset', bytesReceived: 0, bytesSent: 12 },
    ]);
  });

  test('our reset kills it', async () => {
    const server = course('echo.py', 'server', 0);
    const made = await bench(LAYERS[0] ?? 'portable');
    await made.open(ours(await server.port()));
    await made.until('the answer', () => made.row('tcp-client-1').bytesReceived === 12);
    const [client] = made.clients('tcp-client-1');
    await made.engine.dispatch({ type: 'reset', connections: [client?.connection ?? ''] });
    const { status, errors } = await server.ended();
    expect(status).toBe(1);
    expect(errors).toContain('ConnectionResetError');
  });

  test(`${RUNS} servers in a row, each with a client of ours`, async () => {
    const made = await bench(LAYERS[0] ?? 'portable');
    const servers = course('repeat.py', RUNS, 'echo.py', 'server', 0);
    for (let run = 1; run <= RUNS; run += 1) {
      const port = Number((await servers.saysAll('listening', run))[run - 1]);
      const endpoint = `tcp-client-${run}`;
      expect(await made.open(ours(port))).toEqual({ ok: true, endpoint });
      await made.until('the answer', () => made.row(endpoint).bytesReceived === 12);
      await made.engine.dispatch({ type: 'close', endpoint });
    }
    await servers.says('repeated');
    expect(servers.said('over')).toHaveLength(RUNS);
    expect(servers.said('failed')).toEqual([]);
  });
});

test('several clients at once are echoed each its own', async () => {
  const program = sockscope('tcp:0');
  const port = await program.port('tcp-1');
  const crowds = Array.from({ length: 4 }, () => ran('repeat.py', RUNS, 'echo.py', 'client', port));
  for (const lines of await Promise.all(crowds)) {
    expect(lines.filter((line) => line === `received b'${HELLO}'`)).toHaveLength(RUNS);
  }
});
