import { describe, expect, test } from 'vitest';
import { DescriptorBudget } from '../../../source/engine/descriptors.ts';
import { until } from '../../support/wait.ts';
import { type Bench, Client, LAYERS, serve } from './harness.ts';

const clientsOf = (bench: Bench): number => bench.server.row().clients;
const depthOf = (bench: Bench): number => bench.server.row().queueDepth ?? -1;

describe.each(LAYERS)('accept modes over the %s layer', (layer) => {
  test('concurrent accepts everyone at once and tells so', async () => {
    const bench = await serve(layer);
    const clients = await Promise.all([bench.client(), bench.client(), bench.client()]);
    await bench.until('three clients', () => clientsOf(bench) === 3);
    const accepted = bench.of('connection.accepted');
    expect(accepted.map(({ connection }) => connection)).toEqual(['c1', 'c2', 'c3']);
    expect(new Set(accepted.map(({ remote }) => remote.port))).toEqual(
      new Set(clients.map(({ port }) => port)),
    );
    expect(accepted[0]?.local).toEqual(bench.local);
    expect(bench.events.slice(0, 2).map(({ type }) => type)).toEqual([
      'endpoint.bound',
      'endpoint.listening',
    ]);
    expect(bench.server.row()).toMatchObject({ state: 'LISTEN', served: 3, mode: 'concurrent' });
  });

  test('sequential serves one; the others wait, with what they sent, until it ends', async () => {
    const bench = await serve(layer, { mode: 'sequential' });
    const first = await bench.client({ send: 'one' });
    await first.receives('one');
    const others: Client[] = [];
    for (const send of ['two', 'three', 'four']) others.push(await bench.client({ send }));
    await bench.until(
      'three waiting',
      () => bench.states().filter((s) => s === 'QUEUED').length === 3,
    );
    expect(clientsOf(bench)).toBe(1);
    expect(depthOf(bench)).toBe(3);
    expect(
      bench
        .of('connection.queued')
        .map(({ remote }) => remote.port)
        .sort(),
    ).toEqual(others.map(({ port }) => port).sort());
    expect(others.map(({ bytes }) => bytes)).toEqual([0, 0, 0]);

    // In the order they came.
    let current = first;
    for (const [i, next] of others.entries()) {
      current.socket.end();
      await next.receives(['two', 'three', 'four'][i] as string);
      expect(clientsOf(bench)).toBe(1);
      current = next;
    }
    const accepted = bench.of('connection.accepted');
    expect(accepted.map(({ remote }) => remote.port)).toEqual(
      [first, ...others].map(({ port }) => port),
    );
    for (const { waitedMs } of accepted.slice(1)) expect(waitedMs).toBeGreaterThanOrEqual(0);
  });

  test('only where clients can be left waiting is the queue to be looked at all the time', async () => {
    const { server } = await serve(layer, { mode: 'concurrent' });
    expect(server.watchful).toBe(false);
    server.setAccepting(false);
    expect(server.watchful).toBe(true);
    server.setAccepting(true);
    expect(server.watchful).toBe(false);
    server.setMode('sequential');
    expect(server.watchful).toBe(true);
  });

  test('manual accepts one for each time it is told to', async () => {
    const bench = await serve(layer, { mode: 'manual' });
    expect(bench.server.acceptNext()).toMatchObject({ code: 'ENOCLIENT' });
    for (let i = 0; i < 3; i += 1) await bench.client();
    await bench.until('three waiting', () => depthOf(bench) === 3);
    expect(clientsOf(bench)).toBe(0);
    expect(bench.server.acceptNext()).toBeNull();
    await bench.until('one accepted', () => clientsOf(bench) === 1);
    expect(bench.server.acceptNext()).toBeNull();
    expect(bench.server.acceptNext()).toBeNull();
    // Both were asked for before either was accepted; there is no third.
    expect(bench.server.acceptNext()).toMatchObject({ code: 'ENOCLIENT' });
    await bench.until('all accepted', () => clientsOf(bench) === 3 && depthOf(bench) === 0);
  });

  test('paused it accepts by hand alone, and goes on when told to', async () => {
    const bench = await serve(layer);
    expect(bench.server.acceptNext()).toMatchObject({ code: 'EAUTOMATIC' });
    await bench.client();
    await bench.until('one client', () => clientsOf(bench) === 1);
    expect(bench.server.setAccepting(false)).toBeNull();
    expect(bench.server.row()).toMatchObject({ state: 'PAUSED', accepting: false });
    await Promise.all([bench.client(), bench.client()]);
    await bench.until('two waiting', () => depthOf(bench) === 2);
    expect(bench.server.acceptNext()).toBeNull();
    await bench.until('one accepted by hand', () => clientsOf(bench) === 2 && depthOf(bench) === 1);
    expect(bench.server.setAccepting(true)).toBeNull();
    await bench.until('all accepted', () => clientsOf(bench) === 3);
    expect(bench.of('endpoint.changed').map(({ accepting }) => accepting)).toEqual([false, true]);
  });

  test('max-clients holds exactly so many; the rest wait for a place', async () => {
    const bench = await serve(layer, { maxClients: 3 });
    const clients = await Promise.all(Array.from({ length: 8 }, () => bench.client({ send: 'x' })));
    await bench.until('a full server', () => clientsOf(bench) === 3 && depthOf(bench) === 5);
    let most = 0;
    for (let left = 8; left > 0; left -= 1) {
      const served = await until('somebody served', () =>
        clients.find(({ bytes, ended }) => bytes === 1 && !ended),
      );
      served.socket.end();
      await served.seesEnd();
      most = Math.max(most, clientsOf(bench));
    }
    await bench.until(
      'all served',
      () => bench.server.row().served === 8 && clientsOf(bench) === 0,
    );
    expect(most).toBeLessThanOrEqual(3);
  });

  test('short of descriptors clients wait, and the row says why until some are free', async () => {
    const descriptors = new DescriptorBudget(4);
    expect(descriptors.free).toBe(2);
    const bench = await serve(layer, {}, { descriptors });
    const clients = await Promise.all(Array.from({ length: 4 }, () => bench.client()));
    await bench.until('two waiting', () => clientsOf(bench) === 2 && depthOf(bench) === 2);
    expect(bench.server.row().problem).toMatchObject({ code: 'EMFILE' });
    expect(bench.of('endpoint.changed').map(({ notice }) => notice?.code)).toEqual(['EMFILE']);
    for (const client of clients) client.socket.destroy();
    await bench.until('all gone', () => clientsOf(bench) === 0 && bench.server.row().served === 4);
    expect(bench.server.row().problem).toBeNull();
    expect(descriptors.free).toBe(2);
  });

  test('switching modes and pausing with clients connected and waiting loses nobody', async () => {
    const bench = await serve(layer, { backlog: 512 });
    const count = 200;
    const clients: Client[] = [];
    const modes = ['sequential', 'concurrent', 'manual', 'sequential'] as const;
    for (let i = 0; i < count; i += 1) {
      const client = new Client(bench.local, { send: `${i};` });
      clients.push(client);
      if (i % 7 === 0) bench.server.setMode(modes[(i / 7) % modes.length] ?? 'manual');
      if (i % 11 === 0) bench.server.setAccepting(i % 2 === 0);
      if (i % 5 === 0) bench.server.acceptNext();
      if (i % 3 === 0) await client.connected;
    }
    await Promise.all(clients.map(({ connected }) => connected));
    bench.server.setMode('concurrent');
    bench.server.setAccepting(true);
    await bench.until('all accepted', () => clientsOf(bench) === count);
    await Promise.all(clients.map((client, i) => client.receives(`${i};`)));
    const ports = bench.of('connection.accepted').map(({ remote }) => remote.port);
    expect(new Set(ports).size).toBe(count);
    expect(bench.of('connection.closed')).toEqual([]);
    expect(clients.every(({ error }) => error === null)).toBe(true);
  });

  test('sequential never holds two, with many clients who come and go', async () => {
    const bench = await serve(layer, { mode: 'sequential', close: 'reply', backlog: 256 });
    const clients = Array.from(
      { length: 150 },
      (_, i) => new Client(bench.local, { send: `${i}` }),
    );
    for (const client of clients) client.socket.on('end', () => client.socket.end());
    await bench.until('all served', () => bench.of('connection.closed').length === clients.length);
    let held = 0;
    let most = 0;
    for (const { type } of bench.events) {
      if (type === 'connection.accepted') held += 1;
      if (type === 'connection.closed') held -= 1;
      most = Math.max(most, held);
    }
    expect(most).toBe(1);
    expect(clients.map((client) => client.text())).toEqual(clients.map((_, i) => `${i}`));
  });

  test(
    'a thousand clients at once: each is accepted and answered',
    { timeout: 60_000 },
    async () => {
      const bench = await serve(layer, { backlog: 4096, service: 'upper' });
      const clients = Array.from(
        { length: 1000 },
        () => new Client(bench.local, { send: 'hello' }),
      );
      await Promise.all(clients.map((client) => client.receives('HELLO')));
      expect(clientsOf(bench)).toBe(1000);
      expect(bench.clients()).toHaveLength(1000);
      expect(bench.server.row()).toMatchObject({ served: 1000, bytesReceived: 5000 });
      await bench.until('all bytes counted', () => bench.server.row().bytesSent === 5000);
    },
  );
});
