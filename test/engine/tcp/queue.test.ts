import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { procNetTcp } from '../../support/proc.ts';
import { until } from '../../support/wait.ts';
import { Client, LAYERS, linux, serve } from './harness.ts';

describe.skipIf(!linux)('the accept queue (kernel layer: linux only)', () => {
  test('depth, clients and the bytes they sent are those of /proc/net/tcp', async () => {
    const bench = await serve('linux', { mode: 'manual', backlog: 20 });
    for (let i = 0; i < 5; i += 1) await bench.client({ send: 'x'.repeat(i * 100 + 1) });
    await bench.client();
    const sent = () =>
      bench
        .rows()
        .map(({ bytesIn }) => bytesIn)
        .sort((a, b) => (a ?? 0) - (b ?? 0));
    await bench.until('all bytes', () => String(sent()) === '0,1,101,201,301,401');

    const facts = (rows: readonly { port: number; unread: number | null }[]) =>
      rows.map(({ port, unread }) => `${port} ${unread}`).sort();
    const shown = facts(
      bench.rows().map(({ remote, bytesIn }) => ({ port: remote.port, unread: bytesIn })),
    );
    // The file is read in pieces while the table changes under it (other tests): until it agrees.
    const kernel = await until('/proc/net/tcp to say the same', () => {
      const rows = procNetTcp(bench.local.port);
      const waiting = rows.filter(({ state, inode }) => state === 'ESTABLISHED' && inode === 0);
      const same = facts(waiting).join() === shown.join();
      return same ? rows : null;
    });
    const listener = kernel.find(({ state }) => state === 'LISTEN');
    expect(bench.server.row()).toMatchObject({ queueDepth: 6, backlog: 20 });
    expect(listener?.unread).toBe(6);
    for (const row of bench.rows()) {
      expect(row).toMatchObject({
        connection: null,
        state: 'QUEUED',
        bytesOut: null,
        rttMicros: null,
      });
      expect(row.key).toBe(`${bench.server.id}/127.0.0.1:${row.remote.port}`);
    }
  });

  test('a waiting client that has sent its FIN still waits, and is served in full', async () => {
    const bench = await serve('linux', { mode: 'manual' });
    const client = await bench.client();
    client.socket.end('all of it');
    // The kernel's own count has the FIN in it: ten.
    await until('the FIN to arrive', () =>
      procNetTcp(bench.local.port).find((row) => row.state === 'CLOSE_WAIT' && row.unread === 10),
    );
    await bench.until('its bytes', () => bench.rows()[0]?.bytesIn === 9);
    expect(bench.states()).toEqual(['QUEUED']);
    bench.server.acceptNext();
    await client.seesEnd();
    expect(client.text()).toBe('all of it');
  });

  test('a full queue takes one more than the backlog, and the host counts overflows', async () => {
    const bench = await serve('linux', { mode: 'manual', backlog: 2 });
    // Sampled once, the overflows before this are no part of the growth.
    bench.server.sample();
    const clients = Array.from({ length: 6 }, () => new Client(bench.local));
    await bench.until('a full queue', () => bench.server.row().queueDepth === 3);
    await bench.until('an overflow', () => (bench.server.row().overflows ?? 0) > 0);
    expect(bench.server.row()).toMatchObject({ queueDepth: 3, backlog: 2, clients: 0 });
    expect(bench.states().filter((state) => state === 'QUEUED')).toHaveLength(3);
    expect(bench.server.detail().hostListenDrops).toBeGreaterThan(0);
    for (const client of clients) client.socket.destroy();
  });

  test('how long somebody waited is told at accept', async () => {
    const bench = await serve('linux', { mode: 'manual' });
    await bench.client();
    await bench.until('it waiting', () => bench.states().includes('QUEUED'));
    const since = bench.rows()[0]?.since ?? 0;
    await until('50 ms of waiting', () => Date.now() - since >= 50 || null);
    bench.server.acceptNext();
    await bench.until('it accepted', () => bench.server.row().clients === 1);
    const [accepted] = bench.of('connection.accepted');
    expect(accepted?.waitedMs).toBeGreaterThanOrEqual(50);
    expect(bench.rows()).toHaveLength(1);
    expect(bench.rows()[0]).toMatchObject({ connection: 'c1', waitedMs: accepted?.waitedMs });
  });

  test('clients of a server on the same port at another address are not ours', async () => {
    const one = await serve('linux', { mode: 'manual' });
    const { port } = one.local;
    const two = await serve('linux', { mode: 'manual', host: '127.0.0.2', port });
    expect(two.server.row().state).toBe('LISTEN');
    await two.client();
    await two.until('one waiting', () => two.states().includes('QUEUED'));
    one.server.sample();
    expect(one.rows()).toEqual([]);
    expect(one.server.row().queueDepth).toBe(0);
  });
});

describe.each(LAYERS)('the waiting room over the %s layer', (layer) => {
  test('says where clients wait', async () => {
    const bench = await serve(layer);
    expect(bench.server.row().queuePlace).toBe(layer === 'linux' ? 'kernel' : 'program');
  });

  test('each is told of once', async () => {
    const bench = await serve(layer, { mode: 'manual' });
    for (let i = 0; i < 3; i += 1) await bench.client();
    await bench.until('three events', () => bench.of('connection.queued').length === 3);
    for (let i = 0; i < 5; i += 1) bench.server.sample();
    expect(bench.of('connection.queued')).toHaveLength(3);
    expect(bench.of('connection.queued').at(-1)).toMatchObject({ backlog: 128 });
  });
});

test('over the portable layer a full queue resets who comes, and counts it', async () => {
  const bench = await serve('portable', { mode: 'manual', backlog: 2 });
  const clients = Array.from({ length: 6 }, () => {
    const socket = connect(bench.local.port, '127.0.0.1').resume();
    const client = { gone: false };
    socket.on('error', () => {});
    socket.on('close', () => {
      client.gone = true;
    });
    onTestFinished(() => void socket.destroy());
    return client;
  });
  await bench.until('three resets', () => clients.filter(({ gone }) => gone).length === 3);
  expect(bench.server.row()).toMatchObject({ queueDepth: 3, backlog: 2, overflows: 3 });
  expect(bench.rows().map(({ bytesIn }) => bytesIn)).toEqual([null, null, null]);
});
