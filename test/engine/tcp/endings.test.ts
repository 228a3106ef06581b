import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { SocketLayer } from '../../../source/engine/kernel/layer.ts';
import { CLOSE_LINGER_MS } from '../../../source/engine/tcp/connection.ts';
import { collect } from '../../support/collect.ts';
import { until } from '../../support/wait.ts';
import { type Bench, LAYERS, layerOf, linux, serve } from './harness.ts';

async function causeOf(bench: Bench): Promise<string> {
  await bench.until('a closed connection', () => bench.of('connection.closed').length === 1);
  expect(bench.server.row().clients).toBe(0);
  return bench.of('connection.closed')[0]?.cause ?? '';
}

describe.each(LAYERS)('how a connection ends over the %s layer', (layer) => {
  test('peer: its FIN came first', async () => {
    const bench = await serve(layer);
    const client = await bench.client({ send: 'bye' });
    await client.receives('bye');
    client.socket.end();
    expect(await causeOf(bench)).toBe('peer');
    const closed = bench.of('connection.closed')[0];
    expect(closed).toMatchObject({ connection: 'c1', bytesReceived: 3, bytesSent: 3 });
    expect(closed?.durationMs).toBeGreaterThanOrEqual(0);
    expect(bench.of('connection.ended')).toHaveLength(1);
    const types = bench.events.map(({ type }) => type).filter((type) => type.startsWith('conn'));
    expect(types).toEqual([
      'connection.accepted',
      'connection.received',
      'connection.sent',
      'connection.ended',
      'connection.closed',
    ]);
  });

  test('the row of a closed client does not hold on to its socket', async () => {
    const sockets = await layerOf(layer);
    let socket: WeakRef<Socket> | null = null;
    const watched: SocketLayer = {
      ...sockets,
      listenTcp: (at, backlog, { accepted, failed }) =>
        sockets.listenTcp(at, backlog, {
          accepted: (each) => {
            socket = new WeakRef(each);
            accepted(each);
          },
          failed,
        }),
    };
    const bench = await serve(watched);
    const client = await bench.client({ send: 'bye' });
    await client.receives('bye');
    client.socket.end();
    expect(await causeOf(bench)).toBe('peer');
    await until('it to be collected', () => {
      collect({ type: 'major' });
      return socket?.deref() === undefined || null;
    });
    expect(bench.states()).toHaveLength(1);
  });

  test('reset: the peer sent RST', async () => {
    const bench = await serve(layer);
    const client = await bench.client({ send: 'x' });
    await client.receives('x');
    client.socket.resetAndDestroy();
    expect(await causeOf(bench)).toBe('reset');
  });

  test('kicked: closed by command, and only that one', async () => {
    const bench = await serve(layer);
    const [first, second] = [await bench.client(), await bench.client()];
    await bench.until('two clients', () => bench.server.row().clients === 2);
    expect(bench.server.find('c99')).toBeNull();
    const id = bench.of('connection.accepted').find(({ remote }) => remote.port === first.port);
    bench.server.find(id?.connection ?? '')?.end('kicked');
    await first.seesEnd();
    await bench.until('one closed', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('kicked');
    expect(bench.server.find(id?.connection ?? '')).toBeNull();
    second.socket.write('still here');
    await second.receives('still here');
  });

  test('closing again waits for the same end', async () => {
    const bench = await serve(layer);
    await bench.client();
    await bench.until('one client', () => bench.server.row().clients === 1);
    void bench.server.close();
    await bench.server.close();
    expect(bench.of('connection.closed').map(({ cause }) => cause)).toEqual(['shutdown']);
    expect(bench.of('endpoint.closed')).toHaveLength(1);
  });

  test('idle: silent for so long, while a talking client stays', async () => {
    const bench = await serve(layer, { idleMs: 150 });
    const silent = await bench.client();
    await silent.seesEnd();
    silent.socket.end();
    expect(await causeOf(bench)).toBe('idle');
    const closed = bench.of('connection.closed')[0];
    expect(closed?.durationMs).toBeGreaterThanOrEqual(140);
  });

  test('idle: a client that never ends is not waited for', async () => {
    const bench = await serve(layer, { idleMs: 50 });
    await bench.client();
    expect(await causeOf(bench)).toBe('idle');
    expect(bench.of('connection.closed')[0]?.durationMs).toBeGreaterThan(CLOSE_LINGER_MS / 2);
  });

  test('local: after the first reply, with close=reply', async () => {
    const bench = await serve(layer, { close: 'reply', service: 'upper' });
    const client = await bench.client({ send: 'question' });
    await client.seesEnd();
    expect(client.text()).toBe('QUESTION');
    client.socket.end();
    expect(await causeOf(bench)).toBe('local');
  });

  test('shutdown: the endpoint was closed, also while clients wait', async () => {
    const bench = await serve(layer, { mode: 'sequential' });
    const served = await bench.client({ send: 'x' });
    await served.receives('x');
    const waiting = await bench.client();
    await bench.until('one waiting', () => bench.server.row().queueDepth === 1);
    await bench.server.close();
    expect(await causeOf(bench)).toBe('shutdown');
    expect(bench.events.at(-1)?.type).toBe('endpoint.closed');
    await until('the waiting client to hear of it', () => waiting.closed || waiting.ended || null);
    expect(bench.server.row()).toMatchObject({ state: 'CLOSED', clients: 0 });
    expect(bench.clients()).toEqual([]);
  });

  test('half-close: all that was sent before the FIN is answered, 1 MB of it', async () => {
    const bench = await serve(layer);
    const client = await bench.client();
    const sent = Buffer.alloc(1 << 20, 'half-close ');
    client.socket.end(sent);
    await client.seesEnd();
    expect(Buffer.concat(client.chunks).equals(sent)).toBe(true);
    expect(await causeOf(bench)).toBe('peer');
    expect(bench.of('connection.closed')[0]).toMatchObject({
      bytesReceived: sent.length,
      bytesSent: sent.length,
    });
  });

  test('half-close waits for delayed answers', async () => {
    const bench = await serve(layer, { delayMs: 200 });
    const client = await bench.client();
    const before = performance.now();
    client.socket.end('late');
    await client.seesEnd();
    expect(client.text()).toBe('late');
    expect(performance.now() - before).toBeGreaterThanOrEqual(190);
    expect(await causeOf(bench)).toBe('peer');
  });

  test('a delayed answer is no silence', async () => {
    const bench = await serve(layer, { delayMs: 400, idleMs: 100 });
    const client = await bench.client({ send: 'slow' });
    await client.receives('slow');
    expect(await causeOf(bench)).toBe('idle');
  });

  test('discard reads everything and answers nothing', async () => {
    const bench = await serve(layer, { service: 'discard' });
    const client = await bench.client();
    client.socket.end(Buffer.alloc(300_000));
    await client.seesEnd();
    expect(client.bytes).toBe(0);
    expect(await causeOf(bench)).toBe('peer');
    expect(bench.server.row()).toMatchObject({ bytesReceived: 300_000, bytesSent: 0 });
  });

  test('nothing a peer does throws: resets at every moment', async () => {
    const bench = await serve(layer, { delayMs: 5 });
    for (let i = 0; i < 60; i += 1) {
      const client = await bench.client({ send: Buffer.alloc(i * 1000 + 1) });
      if (i % 2 === 0) await until('an answer', () => client.bytes > 0 || null);
      if (i % 3 === 0) client.socket.destroy();
      else client.socket.resetAndDestroy();
    }
    await bench.until('all closed', () => {
      const { clients, queueDepth } = bench.server.row();
      return clients === 0 && queueDepth === 0;
    });
    for (const { cause } of bench.of('connection.closed'))
      expect(['peer', 'reset']).toContain(cause);
    const after = await bench.client({ send: 'alive' });
    await after.receives('alive');
  });
});

describe.each(LAYERS)('service none notices its peer’s end over the %s layer', (layer) => {
  test('a reset is noticed', async () => {
    const bench = await serve(layer, { service: 'none' });
    const client = await bench.client({ send: 'unread' });
    await bench.until('one client', () => bench.server.row().clients === 1);
    client.socket.resetAndDestroy();
    expect(await causeOf(bench)).toBe('reset');
  });

  test('a FIN is noticed where nothing was sent', async () => {
    const bench = await serve(layer, { service: 'none' });
    const client = await bench.client();
    client.socket.end();
    expect(await causeOf(bench)).toBe('peer');
    expect(client.error).toBeNull();
    expect(bench.of('connection.ended')).toHaveLength(1);
  });

  test('the FIN is noticed and answered with ours, though bytes are unread', async () => {
    const bench = await serve(layer, { service: 'none' });
    const client = await bench.client({ send: 'unread' });
    await bench.until('one client', () => bench.server.row().clients === 1);
    client.socket.end();
    await bench.until('the end', () => client.ended);
    expect(await causeOf(bench)).toBe('peer');
    expect(client.error).toBeNull();
    expect(bench.of('connection.ended')).toHaveLength(1);
  });
});

// What the kernel must be asked for is not known over the portable layer.
describe.skipIf(!linux)('service none, which reads nothing (kernel layer: linux only)', () => {
  test('bytes stay in the kernel, unread', async () => {
    const bench = await serve('linux', { service: 'none' });
    const client = await bench.client({ send: 'unread' });
    await bench.until(
      'six bytes in the receive queue',
      () => bench.server.connectionDetail('c1')?.kernel?.receiveQueue.bytes === 6,
    );
    expect(bench.server.row().bytesReceived).toBe(0);
    expect(client.bytes).toBe(0);
  });

  test('idle: who goes on sending is not silent, though nobody reads it', async () => {
    const idleMs = 200;
    const bench = await serve('linux', { service: 'none', idleMs });
    const client = await bench.client();
    const begin = performance.now();
    let lastSent = begin;
    await bench.until('three times the limit, sending', () => {
      client.socket.write('.');
      lastSent = performance.now();
      return lastSent - begin > 3 * idleMs;
    });
    expect(bench.of('connection.closed')).toHaveLength(0);
    expect(client.ended).toBe(false);
    await client.seesEnd();
    expect(await causeOf(bench)).toBe('idle');
    // The kernel counts in ticks of up to 10 ms.
    expect(performance.now() - lastSent).toBeGreaterThan(idleMs - 20);
  });

  test('it can be kicked', async () => {
    const bench = await serve('linux', { service: 'none' });
    const client = await bench.client({ send: 'unread' });
    await bench.until('one client', () => bench.server.row().clients === 1);
    bench.server.find('c1')?.end('kicked');
    expect(await causeOf(bench)).toBe('kicked');
    // Closed with bytes unread: the kernel says so with RST.
    await until('the reset', () => client.error);
    expect(client.error).toBe('ECONNRESET');
  });

  test('who comes after one asked for by hand was gone is not accepted in its place', async () => {
    const bench = await serve('linux', { mode: 'manual' });
    const gone = await bench.client({ send: 'x' });
    await bench.until('one waiting', () => bench.server.row().queueDepth === 1);
    gone.socket.resetAndDestroy();
    await bench.until('the reset', () => bench.clients().length === 0);
    expect(bench.server.acceptNext()).toBeNull();
    await bench.until('the queue empty', () => bench.server.row().queueDepth === 0);
    await bench.client({ send: 'y' });
    await bench.until('another waiting', () => bench.server.row().queueDepth === 1);
    expect(bench.server.acceptNext()).toBeNull();
    await bench.until('it served', () => bench.server.row().clients === 1);
    expect(bench.server.row()).toMatchObject({ served: 1, queueDepth: 0 });
  });

  test('a client that was reset while it waited is not served', async () => {
    const bench = await serve('linux', { mode: 'manual' });
    const gone = await bench.client({ send: 'x' });
    await bench.until('one waiting', () => bench.server.row().queueDepth === 1);
    gone.socket.resetAndDestroy();
    const next = await bench.client({ send: 'y' });
    await bench.until('two waiting', () => bench.server.row().queueDepth === 2);
    // Asked for once: it is the one who is still there that is meant.
    expect(bench.server.acceptNext()).toBeNull();
    await next.receives('y');
    expect(bench.server.row()).toMatchObject({ served: 1, clients: 1, queueDepth: 0 });
  });
});
