// The lives of TCP servers, of who connects to them, and of our own connections, over real sockets.

import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/wait.ts';
import { type Bench, bench } from '../outgoing/harness.ts';
import { Client, LAYERS, linux } from '../tcp/harness.ts';
import { allSaid, expectDated, said, statesOf, timelineOf } from './harness.ts';

async function client(port: number, send?: string): Promise<Client> {
  const options = send === undefined ? {} : { send };
  const made = new Client({ address: '127.0.0.1', port, family: 'IPv4' }, options);
  await made.connected;
  return made;
}

const portOf = (made: Bench, endpoint = 'tcp-1'): number => made.row(endpoint).local.port;

/** Whatever is in it, by a pattern. */
const like = (pattern: RegExp) => expect.stringMatching(pattern);

describe.each(LAYERS)('the timeline of a TCP server over the %s layer', (layer) => {
  const fd = layer === 'linux' ? '\\d+' : '\\?';

  test('has the calls that opened it, and each client it accepted', async () => {
    const began = Date.now();
    const made = await bench(layer);
    await made.open('tcp:127.0.0.1:0,backlog=5');
    const sockets = [await client(portOf(made)), await client(portOf(made))];
    await made.until('two clients', () => made.row('tcp-1').clients === 2);
    const timeline = timelineOf(made, 'endpoint', 'tcp-1');
    expectDated(timeline, began);
    const opened =
      layer === 'linux'
        ? [
            like(/^socket\(AF_INET, SOCK_STREAM\) = \d+$/),
            like(/^setsockopt\(\d+, SOL_SOCKET, SO_REUSEADDR, 1\) = 0$/),
            like(/^setsockopt\(\d+, IPPROTO_TCP, TCP_NODELAY, 1\) = 0$/),
            like(/^bind\(\d+, 127\.0\.0\.1:0\) = 0$/),
            like(/^listen\(\d+, 5\) = 0$/),
          ]
        : ['server.listen(127.0.0.1:0, 5) = 0'];
    const accepted = sockets.map(({ port }) =>
      like(new RegExp(`^accept\\(${fd}, 127\\.0\\.0\\.1:${port}\\) = ${fd}$`)),
    );
    expect(allSaid(timeline)).toEqual([...opened, ...accepted]);
    expect(statesOf(timeline).at(-1)).toBe('LISTEN');
    for (const { tookMicros, event } of timeline.rows) {
      const measured = event.of === 'call' && event.call !== 'accept';
      if (measured) expect(tookMicros).toBeGreaterThan(0);
      else expect(tookMicros).toBeNull();
    }
  });

  test('has what a name gave, and what went wrong with it', async () => {
    const made = await bench(layer);
    await made.open('tcp:localhost:0');
    expect(said(timelineOf(made, 'endpoint', 'tcp-1').rows[0] as never)).toMatch(
      /^getaddrinfo\("localhost"\) = (127\.0\.0\.1|::1)/,
    );
    await made.open('tcp:no-such-name.invalid:0');
    expect(allSaid(timelineOf(made, 'endpoint', 'tcp-2'))).toEqual([
      like(/^getaddrinfo\("no-such-name\.invalid"\) = -1 E/),
    ]);
  });

  test('has a call that failed, and goes on when it is tried again', async () => {
    const made = await bench(layer);
    const holder = createServer();
    await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
    const { port } = holder.address() as { port: number };
    onTestFinished(() => void holder.close());
    await made.open(`tcp:127.0.0.1:${port}`);
    const failed = timelineOf(made, 'endpoint', 'tcp-1');
    const call = layer === 'linux' ? 'bind' : 'server.listen';
    const at = allSaid(failed).findIndex((line) => line.includes('EADDRINUSE'));
    expect(allSaid(failed)[at]).toMatch(new RegExp(`^${call}\\(.*127\\.0\\.0\\.1:${port}.*= -1`));
    if (layer === 'linux') {
      expect(failed.rows[at]).toMatchObject({ before: 'CLOSED', after: 'CLOSED' });
      expect(allSaid(failed).at(-1)).toMatch(/^close\(\d+\) = 0$/);
    }
    await new Promise((done) => holder.close(done));
    await made.engine.dispatch({ type: 'retry', endpoint: 'tcp-1' });
    const again = timelineOf(made, 'endpoint', 'tcp-1');
    expect(allSaid(again).slice(0, failed.total)).toEqual(allSaid(failed));
    expect(again.rows.at(-1)).toMatchObject({ after: 'LISTEN' });
  });
});

describe.each(LAYERS)('the timeline of a client over the %s layer', (layer) => {
  const fd = layer === 'linux' ? '\\d+' : '\\?';

  test('goes from the queue to the end, call by call', async () => {
    const began = Date.now();
    const made = await bench(layer);
    await made.open('tcp:127.0.0.1:0,mode=sequential');
    const first = await client(portOf(made), 'first');
    await made.until('the first', () => made.clients('tcp-1')[0]?.bytesOut === 5);
    const second = await client(portOf(made), 'second');
    await made.until('the second', () => made.clients('tcp-1').some(isWaiting));
    const waiting = made.clients('tcp-1').find(isWaiting)?.key ?? '';
    // What is in the queue of the program is not known to be so much.
    const sent = layer === 'linux' ? 6 : null;
    await made.until('what it sent', () => made.clients('tcp-1').find(isWaiting)?.bytesIn === sent);
    expect(timelineOf(made, 'connection', waiting).rows).toMatchObject([
      { event: { of: 'queued', bytes: sent }, after: 'QUEUED' },
    ]);
    first.socket.end();
    await made.until('its turn', () => made.clients('tcp-1').some(isServed('c2', 6)));
    second.socket.end();
    await made.until('its end', () => made.of('connection.closed').length === 2);
    const timeline = timelineOf(made, 'connection', 'c2');
    expectDated(timeline, began);
    expect(allSaid(timeline)).toEqual([
      'queued',
      like(new RegExp(`^accept\\(${fd}, 127\\.0\\.0\\.1:${second.port}\\) = ${fd}$`)),
      like(new RegExp(`^recv\\(${fd}\\) = 6$`)),
      like(new RegExp(`^send\\(${fd}, 6\\) = 6$`)),
      'fin',
      like(new RegExp(`^shutdown\\(${fd}, SHUT_WR\\) = 0$`)),
      like(new RegExp(`^close\\(${fd}\\) = 0$`)),
    ]);
    expect(statesOf(timeline)).toEqual(['QUEUED', 'ESTABLISHED', 'CLOSE_WAIT', 'LAST_ACK']);
    const [queued, , recv] = timeline.rows;
    expect(queued?.event).toEqual({ of: 'queued', bytes: sent });
    expect(queued?.tookMicros).toBeGreaterThanOrEqual(0);
    expect(recv?.event).toMatchObject({ preview: 'second' });
    // Whoever looked at it while it waited goes on looking at it.
    expect(allSaid(timelineOf(made, 'connection', waiting))).toEqual(allSaid(timeline));
  });

  test('says an RST, and whose it was', async () => {
    const made = await bench(layer);
    await made.open('tcp:127.0.0.1:0');
    const theirs = await client(portOf(made), 'x');
    await made.until('it to be served', () => made.clients('tcp-1').some(isServed('c1', 1)));
    theirs.socket.resetAndDestroy();
    await made.until('its end', () => made.of('connection.closed').length === 1);
    expect(allSaid(timelineOf(made, 'connection', 'c1')).slice(-2)).toEqual([
      like(/^recv\(.*\) = -1 ECONNRESET$/),
      like(/^close\(.*\) = 0$/),
    ]);
    expect(statesOf(timelineOf(made, 'connection', 'c1')).at(-1)).toBe('CLOSED');
    await client(portOf(made));
    await made.until('another', () => made.row('tcp-1').clients === 1);
    await made.engine.dispatch({ type: 'reset', connections: ['c2'] });
    await made.until('its end', () => made.of('connection.closed').length === 2);
    expect(allSaid(timelineOf(made, 'connection', 'c2')).slice(1)).toEqual([
      like(/^close\(.*\) = 0$/),
    ]);
    expect(statesOf(timelineOf(made, 'connection', 'c2')).at(-1)).toBe('CLOSED');
  });

  test('has our FIN behind what was still to be sent', async () => {
    const made = await bench(layer);
    await made.open('tcp:127.0.0.1:0,service=none');
    const theirs = connect({ host: '127.0.0.1', port: portOf(made), allowHalfOpen: true });
    onTestFinished(() => void theirs.destroy());
    // More than both kernels' buffers hold: it is not all taken before the client reads.
    theirs.pause();
    await made.until('a client', () => made.row('tcp-1').clients === 1);
    const data = Buffer.alloc(1 << 20, 'x').toString('base64');
    const send = { type: 'send', connections: ['c1'], payload: { of: 'bytes', data } } as const;
    for (let sent = 0; sent < 64; sent += 1) {
      if (!(await made.engine.dispatch(send)).ok) break;
    }
    await made.engine.dispatch({ type: 'half-close', connections: ['c1'] });
    const stuck = timelineOf(made, 'connection', 'c1').rows.at(-1);
    expect(said(stuck as never)).toMatch(/^shutdown\(.*\) = \?$/);
    expect(stuck).toMatchObject({ before: 'ESTABLISHED', after: 'ESTABLISHED' });
    theirs.resume();
    await new Promise((ended) => theirs.once('end', ended));
    await made.until('the FIN', () =>
      allSaid(timelineOf(made, 'connection', 'c1')).some((line) => /^shutdown.*0$/.test(line)),
    );
    const timeline = timelineOf(made, 'connection', 'c1');
    expect(allSaid(timeline).at(-2)).toMatch(/^send\(/);
    expect(timeline.rows.at(-1)).toMatchObject({ before: 'ESTABLISHED', after: 'FIN_WAIT1' });
    const times = timeline.rows.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  });

  test('stands still while the picture is frozen', async () => {
    const made = await bench(layer);
    await made.open('tcp:127.0.0.1:0');
    const theirs = await client(portOf(made), 'before');
    await made.until('it to be served', () => made.clients('tcp-1').some(isServed('c1', 6)));
    // What happens in the same millisecond is still in the picture.
    const seen = Date.now();
    await until('a later millisecond', () => Date.now() > seen || null);
    const frozen = () => allSaid(timelineOf(made, 'connection', 'c1', { frozen: true }));
    const before = frozen();
    expect(before).toHaveLength(3);
    const frozenAt = Date.now();
    await until('a later millisecond', () => Date.now() > frozenAt || null);
    theirs.socket.end('after');
    await made.until('its end', () => made.of('connection.closed').length === 1);
    expect(frozen()).toEqual(before);
    expect(timelineOf(made, 'connection', 'c1').total).toBeGreaterThan(before.length);
  });

  test('is cut to the lines that are asked for', async () => {
    const made = await bench(layer);
    await made.open('tcp:127.0.0.1:0,service=discard');
    const theirs = await client(portOf(made));
    for (let n = 1; n <= 20; n += 1) {
      theirs.socket.write('x');
      await made.until('it', () => made.clients('tcp-1')[0]?.bytesIn === n);
    }
    const end = timelineOf(made, 'connection', 'c1', { height: 4 });
    expect(end).toMatchObject({ total: 21, top: 17, cursor: 20, cursorKey: 'entry 19' });
    expect(end.rows).toHaveLength(4);
    const start = timelineOf(made, 'connection', 'c1', {
      height: 4,
      cursor: { at: 'index', index: 0 },
    });
    expect(start).toMatchObject({ top: 0, cursor: 0, cursorKey: 'accept' });
  });
});

const isWaiting = ({ connection }: { connection: string | null }): boolean => connection === null;
const isServed =
  (id: string, bytes: number) =>
  ({ connection, bytesOut }: { connection: string | null; bytesOut: number | null }): boolean =>
    connection === id && bytesOut === bytes;

describe.each(LAYERS)('the timeline of a connection of ours over the %s layer', (layer) => {
  test('has every address that was tried', async () => {
    const made = await bench(layer);
    await made.open('tcp:127.0.0.1:0');
    const port = portOf(made);
    await made.open(`tcp-client:127.0.0.1:${port},clients=2,send=hello`);
    await made.until('the answers', () => made.row('tcp-client-1').bytesReceived === 10);
    const [one] = made.clients('tcp-client-1');
    const timeline = timelineOf(made, 'connection', one?.key ?? '');
    const made2 = layer === 'linux' ? [like(/^socket\(AF_INET, SOCK_STREAM\) = \d+$/)] : [];
    expect(allSaid(timeline)).toEqual([
      ...made2,
      like(new RegExp(`^connect\\(.*, 127\\.0\\.0\\.1:${port}\\) = 0$`)),
      like(/^send\(.*, 5\) = 5$/),
      like(/^recv\(.*\) = 5$/),
    ]);
    expect(timeline.rows.at(-1)).toMatchObject({ after: 'ESTABLISHED' });
    const calls = allSaid(timelineOf(made, 'endpoint', 'tcp-client-1'));
    expect(calls.filter((line) => /^connect.* = 0$/.test(line))).toHaveLength(2);
  });

  test('says which address refused', async () => {
    const made = await bench(layer);
    const free = createServer();
    await new Promise<void>((done) => free.listen(0, '127.0.0.1', done));
    const { port } = free.address() as { port: number };
    await new Promise((done) => free.close(done));
    await made.open(`tcp-client:127.0.0.1:${port}`);
    const timeline = timelineOf(made, 'endpoint', 'tcp-client-1');
    expect(allSaid(timeline).at(-1)).toMatch(
      new RegExp(`^connect\\(.*, 127\\.0\\.0\\.1:${port}\\) = -1 ECONNREFUSED$`),
    );
    expect(timeline.rows.at(-1)?.tookMicros).toBeGreaterThan(0);
  });
});

describe.skipIf(!linux)('what is left in the kernel (kernel layer: linux only)', () => {
  test('TIME_WAIT stands at the end, as ss has it', async () => {
    const made = await bench('linux');
    await made.open('tcp:127.0.0.1:0,close=reply');
    const port = portOf(made);
    const theirs = await client(port, 'x');
    theirs.socket.once('end', () => theirs.socket.end());
    await made.until('its end', () => made.of('connection.closed').length === 1);
    const left = () => timelineOf(made, 'connection', 'c1').rows.at(-1);
    await made.until('TIME_WAIT', () => left()?.after === 'TIME_WAIT');
    expect(left()?.event).toMatchObject({ of: 'time-wait', leftMs: expect.any(Number) });
    expect(statesOf(timelineOf(made, 'connection', 'c1'))).toEqual([
      'ESTABLISHED',
      'FIN_WAIT1',
      'TIME_WAIT',
    ]);
    const filter = `( sport = :${port} and dport = :${theirs.port} )`;
    const { stdout, error } = spawnSync('ss', ['-tanH', filter], { encoding: 'utf8' });
    if (error === undefined) expect(stdout).toMatch(/^TIME-WAIT/);
  });

  test('the descriptors are those of /proc', async () => {
    const made = await bench('linux');
    await made.open('tcp:127.0.0.1:0');
    await client(portOf(made));
    await made.until('a client', () => made.row('tcp-1').clients === 1);
    const accept = allSaid(timelineOf(made, 'connection', 'c1'))[0] ?? '';
    const [, listener, accepted] = /^accept\((\d+), .*\) = (\d+)$/.exec(accept) ?? [];
    const sockets = [listener, accepted].map((fd) => readlinkSync(`/proc/self/fd/${fd}`));
    for (const link of sockets) expect(link).toMatch(/^socket:\[\d+\]$/);
    expect(sockets[0]).not.toBe(sockets[1]);
  });
});
