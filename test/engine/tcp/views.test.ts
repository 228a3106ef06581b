import { describe, expect, test } from 'vitest';
import { clientColumns } from '../../../source/engine/filter/client-columns.ts';
import { RowFilter } from '../../../source/engine/filter/row-filter.ts';
import { StreamSearches } from '../../../source/engine/filter/stream-searches.ts';
import { Journal, STREAM_JOURNAL } from '../../../source/engine/journal.ts';
import type { TcpSample } from '../../../source/engine/kernel/layer.ts';
import { CLOSED_ROW_MS, MAX_CLOSED_ROWS } from '../../../source/engine/tcp/closed-clients.ts';
import { systemClock } from '../../../source/engine/world.ts';
import { SORT_COLUMNS } from '../../../source/protocol/views.ts';
import { until } from '../../support/wait.ts';
import { LAYERS, layerOf, linux, serve } from './harness.ts';

describe.each(LAYERS)('what views are made of over the %s layer', (layer) => {
  test('the list: accepted as accepted, then who waits, then the closed, newest first', async () => {
    const bench = await serve(layer, { maxClients: 2 });
    const clients = [await bench.client(), await bench.client()];
    await bench.until('two clients', () => bench.server.row().clients === 2);
    clients.push(await bench.client());
    await bench.until('one waiting', () => bench.states().includes('QUEUED'));
    clients[0]?.socket.end();
    await bench.until('the third served', () => bench.server.row().served === 3);
    clients.push(await bench.client());
    await bench.until('another waiting', () => bench.states().includes('QUEUED'));
    clients[1]?.socket.end();
    await bench.until('the fourth served', () => bench.server.row().served === 4);
    clients.push(await bench.client());
    await bench.until('another waiting', () => bench.states().includes('QUEUED'));
    expect(bench.rows().map(({ connection }) => connection)).toEqual([
      'c3',
      'c4',
      null,
      'c2',
      'c1',
    ]);
    expect(bench.rows().map(({ remote }) => remote.port)).toEqual(
      [2, 3, 4, 1, 0].map((i) => clients[i]?.port),
    );
  });

  test('every sort column has a value, and filters find what a row shows', async () => {
    const journal = new Journal(STREAM_JOURNAL);
    const bench = await serve(layer, { mode: 'sequential' }, { journal });
    const served = await bench.client({ send: 'abc' });
    await served.receives('abc');
    const waiting = await bench.client();
    await bench.until('one waiting', () => bench.states().includes('QUEUED'));
    const [open, queued] = bench.clients();
    for (const column of SORT_COLUMNS.clients) {
      expect(open?.sortValue(column)).not.toBeUndefined();
      if (column !== 'rtt' || layer === 'linux') expect(open?.sortValue(column)).not.toBeNull();
    }
    expect(open?.sortValue('in')).toBe(3);
    expect(open?.sortValue('port')).toBe(served.port);
    expect(queued?.sortValue('port')).toBe(waiting.port);
    expect(queued?.sortValue('out')).toBeNull();
    const found = (filter: string) => {
      const searches = new StreamSearches(journal);
      const columns = clientColumns(searches);
      const rowFilter = new RowFilter(filter, columns);
      searches.goOn();
      return rowFilter.judge(
        bench.clients().map((client) => ({ row: client.row(false), stream: client.stream })),
      );
    };
    for (const word of ['c1', `127.0.0.1:${served.port}`, 'established', `port:${served.port}`])
      expect(found(word)).toEqual([true, false]);
    for (const word of ['queued', String(waiting.port), 'state:queued', '-in:3'])
      expect(found(word)).toEqual([false, true]);
    for (const word of [bench.server.id, `endpoint:${bench.server.id}`, 'from:127.0.0.0/8'])
      expect(found(word)).toEqual([true, true]);
    expect(found('in>2 bytes<7')).toEqual([true, false]);
    expect(found('text:bc')).toEqual([true, false]);
    expect(found('-hex:6162')).toEqual([false, true]);
  });

  test('remote addresses sort by number, not as text', async () => {
    const bench = await serve(layer, { host: '0.0.0.0' });
    await bench.client();
    await bench.until('one client', () => bench.server.row().clients === 1);
    const value = bench.clients()[0]?.sortValue('remote');
    expect(value).toMatch(/^IPv4 7f000001 \d{5}$/);
  });

  test('a connection in detail: both directions, in order, with offsets', async () => {
    const bench = await serve(layer, { service: 'upper' });
    const client = await bench.client({ send: 'one' });
    await client.receives('ONE');
    client.socket.write('two');
    await client.receives('ONETWO');
    await bench.until('both counted', () => bench.server.row().bytesSent === 6);
    const detail = bench.server.connectionDetail('c1');
    expect(
      detail?.chunks.map(({ direction, offset, data }) => `${direction} ${offset} ${data}`),
    ).toEqual(['in 0 one', 'out 0 ONE', 'in 3 two', 'out 3 TWO']);
    expect(detail?.forgottenBytes).toBe(0);
    expect(detail?.row).toMatchObject({ connection: 'c1', bytesIn: 6, bytesOut: 6 });
    expect(bench.server.connectionDetail('c2')).toBeNull();

    // It can still be read after the end.
    client.socket.end();
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    const after = bench.server.connectionDetail('c1');
    expect(after?.chunks).toHaveLength(4);
    expect(after?.row.cause).toBe('peer');
  });

  test('what the journal could not keep is said to be forgotten', async () => {
    const journal = new Journal({ bytes: 64 << 10, entries: 64, snap: 1024 });
    const bench = await serve(layer, { service: 'discard' }, { journal });
    const client = await bench.client();
    client.socket.end(Buffer.alloc(500_000, 'z'));
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    const detail = bench.server.connectionDetail('c1');
    const kept = detail?.chunks.reduce((all, { data }) => all + data.length, 0) ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(detail?.forgottenBytes).toBe(500_000 - kept);
  });

  test('a client that waits has a detail as well', async () => {
    const bench = await serve(layer, { mode: 'manual' });
    await bench.client({ send: 'hello' });
    await bench.until('it waiting', () => bench.states().includes('QUEUED'));
    const key = bench.rows()[0]?.key ?? '';
    expect(bench.server.connectionDetail(key)).toMatchObject({
      acceptedAt: null,
      kernel: null,
      chunks: [],
      row: { key, state: 'QUEUED' },
    });
  });

  test('closed connections go after their time, and there are never too many', async () => {
    let ahead = 0;
    const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + ahead };
    const bench = await serve(layer, { close: 'reply', backlog: 512 }, { clock });
    for (let i = 0; i < MAX_CLOSED_ROWS + 20; i += 1) {
      const client = await bench.client({ send: 'x' });
      client.socket.on('end', () => client.socket.end());
    }
    const total = MAX_CLOSED_ROWS + 20;
    await bench.until('all closed', () => bench.of('connection.closed').length === total);
    expect(bench.clients()).toHaveLength(MAX_CLOSED_ROWS);
    expect(bench.server.connectionDetail('c1')).toBeNull();
    ahead = CLOSED_ROW_MS;
    bench.server.sample();
    expect(bench.clients()).toEqual([]);
  });

  test('rates and totals', async () => {
    let now = 0;
    const clock = { ...systemClock, monotonic: () => now };
    const bench = await serve(layer, {}, { clock });
    bench.server.sample();
    const client = await bench.client({ send: Buffer.alloc(1000) });
    await until('an answer', () => client.bytes === 1000 || null);
    await until('it counted', () => bench.server.row().bytesSent === 1000 || null);
    now = 1000;
    bench.server.sample();
    expect(bench.server.row()).toMatchObject({
      bytesInPerSecond: 1000,
      bytesOutPerSecond: 1000,
      messagesPerSecond: 1,
      received: 0,
      sent: 0,
    });
    expect(bench.server.summary()).toMatchObject({
      served: 1,
      bytesReceived: 1000,
      bytesSent: 1000,
      engineDrops: 0,
    });
  });

  test('payload is made into events only when somebody reads them', async () => {
    const bench = await serve(layer, {}, { wantsEvents: false });
    const client = await bench.client({ send: 'quiet' });
    await client.receives('quiet');
    expect(bench.of('connection.accepted')).toHaveLength(1);
    expect(bench.of('connection.received')).toEqual([]);
  });
});

test('a round-trip time that the kernel has not measured is not known', async () => {
  const sample: TcpSample = {
    state: 'ESTABLISHED',
    silentMs: 0,
    rttMicros: null,
  };
  const bench = await serve({ ...(await layerOf('portable')), sample: () => sample });
  await bench.client();
  await bench.until('one client', () => bench.server.row().clients === 1);
  const [source] = bench.clients();
  expect(source?.row(true).rttMicros).toBeNull();
  expect(source?.sortValue('rtt')).toBeNull();
});

describe.skipIf(!linux)('what the kernel says of connections (kernel layer: linux only)', () => {
  test('state and round-trip time are sampled for rows on the screen', async () => {
    const bench = await serve('linux');
    const client = await bench.client({ send: 'x' });
    await client.receives('x');
    const [source] = bench.clients();
    expect(source?.row(false).rttMicros).toBeNull();
    expect(source?.row(true).rttMicros).toBeGreaterThan(0);
    const detail = bench.server.connectionDetail('c1');
    expect(detail?.kernel?.congestionWindow).toBeGreaterThan(0);
    expect(detail?.kernel?.mss).toBeGreaterThan(0);
    expect(detail?.descriptor).toBeGreaterThan(2);
  });

  test('a peer that has sent its FIN is in CLOSE_WAIT while it is still answered', async () => {
    const bench = await serve('linux', { delayMs: 60_000 });
    const client = await bench.client({ send: 'x' });
    client.socket.end();
    await bench.until('CLOSE_WAIT', () => bench.states()[0] === 'CLOSE_WAIT');
    // The kernel knows it first.
    await bench.until('its event', () => bench.of('connection.ended').length === 1);
    expect(bench.of('connection.closed')).toEqual([]);
  });

  test('the side that closes first holds TIME_WAIT: ours after close=reply', async () => {
    const bench = await serve('linux', { close: 'reply' });
    const client = await bench.client({ send: 'x' });
    await client.seesEnd();
    await bench.until('FIN_WAIT2', () => bench.states()[0] === 'FIN_WAIT2');
    client.socket.end();
    await bench.until('TIME_WAIT', () => bench.states()[0] === 'TIME_WAIT');
    const row = bench.rows()[0];
    expect(row).toMatchObject({ cause: 'local', rttMicros: null });
    expect(row?.timeWaitMs).toBeGreaterThan(30_000);
    expect(row?.timeWaitMs).toBeLessThanOrEqual(61_000);
    expect((row?.timeWaitMs ?? 1) % 1000).toBe(0);
  });

  test('after the peer closed first nothing is left of it: CLOSED', async () => {
    const bench = await serve('linux');
    const client = await bench.client({ send: 'x' });
    await client.receives('x');
    client.socket.end();
    await bench.until('CLOSED', () => bench.states()[0] === 'CLOSED');
    expect(bench.rows()[0]).toMatchObject({ cause: 'peer', timeWaitMs: null });
  });

  test('kicked while it still talks: the kernel goes on with the FIN', async () => {
    const bench = await serve('linux');
    const client = await bench.client({ send: 'x' });
    await client.receives('x');
    bench.server.find('c1')?.end('kicked');
    await bench.until('FIN_WAIT2', () => bench.states()[0] === 'FIN_WAIT2');
    expect(bench.rows()[0]?.cause).toBe('kicked');
  });
});
