import { createHash, randomBytes } from 'node:crypto';
import type { Socket as Stream } from 'node:net';
import { describe, expect, test } from 'vitest';
import { until } from '../../support/wait.ts';
import { bench } from '../outgoing/harness.ts';
import { Client, LAYERS } from '../tcp/harness.ts';
import { APART, echo, faults, openOnFreePort, relayTo, serving } from './harness.ts';

const sum = (parts: readonly Buffer[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

describe.each(LAYERS)('a TCP relay (%s)', (layer) => {
  test('passes on both ways and shows both sides as one conversation', async () => {
    const engine = await bench(layer);
    const target = await serving(echo);
    const relay = await relayTo(engine, target);
    const client = new Client(relay, { send: 'hello' });
    await client.receives('hello');
    const connected = await until('c2', () => engine.of('connection.connected')[0]);
    expect(connected).toMatchObject({
      endpoint: 'relay-1',
      connection: 'c2',
      client: 'c1',
      remote: target,
    });
    await engine.until('both rows', () => engine.clients('relay-1').length === 2);
    const [of, to] = ['c1', 'c2'].map((key) =>
      engine.clients('relay-1').find((row) => row.key === key),
    );
    expect(of).toMatchObject({ direction: 'in', bytesIn: 5, bytesOut: 5, service: null });
    expect(to).toMatchObject({ direction: 'out', remote: target, bytesIn: 5, bytesOut: 5 });
    expect(of?.relayed).toMatchObject({ connection: 'c2', local: to?.local, remote: target });
    expect(to?.relayed).toMatchObject({ connection: 'c1', remote: { port: client.port } });
    // The client has waited for the target, and a little more.
    expect(of?.relayed?.answerMs).toBeGreaterThanOrEqual(to?.relayed?.answerMs ?? Infinity);
    expect(engine.row('relay-1')).toMatchObject({
      kind: 'relay',
      transport: 'tcp',
      clients: 1,
      served: 1,
      bytesReceived: 5,
      bytesSent: 5,
      relay: { to: `127.0.0.1:${target.port}`, faults: '' },
    });
    client.socket.end();
    await client.seesEnd();
    await engine.until('the end', () => engine.of('connection.closed').length === 2);
    expect(engine.of('connection.closed').map(({ cause }) => cause)).toEqual(
      expect.arrayContaining(['peer', 'local']),
    );
  });

  test('10 MB arrive byte for byte, in chunks, at a rate and with jitter', async () => {
    const engine = await bench(layer);
    const target = await serving(echo);
    const relay = await relayTo(engine, target, ',chunk=1000,rate=40MB/s,jitter=2ms,seed=7');
    const data = randomBytes(10_000_000);
    const client = new Client(relay);
    await client.connected;
    client.socket.end(data);
    await client.seesEnd();
    expect(client.bytes).toBe(data.length);
    expect(sum(client.chunks)).toBe(sum([data]));
  });

  test('a half-close passes through, and the answer to it', async () => {
    const engine = await bench(layer);
    const target = await serving((socket) => {
      let heard = 0;
      socket.on('data', (data) => {
        heard += data.length;
      });
      socket.on('end', () => socket.end(`heard ${heard}`));
    });
    const relay = await relayTo(engine, target, ',delay=20ms');
    const client = new Client(relay, { send: 'what' });
    await client.connected;
    client.socket.end();
    await client.receives('heard 4');
    await client.seesEnd();
  });

  test.each(['up', 'down'] as const)('a reset passes through, %s', async (way) => {
    const engine = await bench(layer);
    const sockets: Stream[] = [];
    const target = await serving((socket) => sockets.push(socket));
    const relay = await relayTo(engine, target);
    const client = await new Client(relay);
    await client.connected;
    const server = await until('the target to be reached', () => sockets[0]);
    const errors: string[] = [];
    server.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
    server.resume();
    if (way === 'up') client.socket.resetAndDestroy();
    else server.resetAndDestroy();
    await until('the reset on the other side', () =>
      (way === 'up' ? errors[0] : client.error) === 'ECONNRESET' ? true : null,
    );
    await engine.until('the end', () => engine.of('connection.closed').length === 2);
    const causes = engine
      .of('connection.closed')
      .map(({ connection, cause }) => [connection, cause]);
    const [reset, passed] = way === 'up' ? ['c1', 'c2'] : ['c2', 'c1'];
    expect(causes).toEqual([
      [reset, 'reset'],
      [passed, 'relayed'],
    ]);
  });

  test('a target that refuses: the client is reset, and it is said why', async () => {
    const engine = await bench(layer);
    // It listens at another address only.
    const { port } = await serving(echo);
    await engine.open(`relay:0,to=${APART}:${port}`);
    const client = new Client(engine.row('relay-1').local);
    await until('the reset', () => (client.error === 'ECONNRESET' ? true : null));
    await engine.until('the end', () => engine.of('connection.closed').length === 1);
    expect(engine.of('connection.closed')[0]).toMatchObject({ connection: 'c1', cause: 'target' });
    expect(engine.of('connection.failed')[0]).toMatchObject({ error: { code: 'ECONNREFUSED' } });
    expect(engine.row('relay-1').problem?.message).toMatch(/c1 was reset.*nobody listens/);
  });

  test('is cut after exactly so many bytes', async () => {
    const engine = await bench(layer);
    let heard = 0;
    const target = await serving((socket) => {
      socket.on('data', (data) => {
        heard += data.length;
      });
    });
    const client = new Client(await relayTo(engine, target, ',cut-after=up:10kB'));
    await client.connected;
    client.socket.write(Buffer.alloc(9_999));
    await until('the first bytes', () => (heard === 9_999 ? true : null));
    client.socket.write('abc');
    await until('the reset', () => (client.error === 'ECONNRESET' ? true : null));
    await engine.until('the end', () => engine.of('connection.closed').length === 2);
    expect(engine.of('connection.closed').map(({ cause }) => cause)).toEqual(['cut', 'cut']);
    expect(engine.of('connection.closed').find((each) => each.connection === 'c2')?.bytesSent).toBe(
      10_000,
    );
    expect(engine.row('relay-1').relay?.onPurpose.up.cuts).toBe(1);
  });

  test('half-close ends one direction by its FIN, and the other goes on', async () => {
    const engine = await bench(layer);
    let heard = '';
    let other: Stream | null = null;
    const target = await serving((socket) => {
      other = socket;
      socket.on('data', (data) => {
        heard += data;
      });
      socket.on('end', () => socket.write('got it'));
    });
    const client = new Client(await relayTo(engine, target, ',cut-after=up:4B,half-close'));
    await client.connected;
    client.socket.write('1234567');
    await client.receives('got it');
    expect(heard).toBe('1234');
    client.socket.write('89');
    await engine.until(
      'the rest to be thrown away',
      () => engine.row('relay-1').relay?.onPurpose.up.dropped === 5,
    );
    expect(client.ended).toBe(false);
    (other as Stream | null)?.end();
    await client.seesEnd();
  });

  test('writes one byte at a time', async () => {
    const engine = await bench(layer);
    const client = new Client(await relayTo(engine, await serving(echo), ',chunk=up:1'));
    await client.connected;
    client.socket.write('abcdef');
    await client.receives('abcdef');
    const sent = engine.of('connection.sent').filter(({ connection }) => connection === 'c2');
    expect(sent.map(({ bytes }) => bytes)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('makes the sender wait while as much is held back as may be', async () => {
    const engine = await bench(layer);
    let heard = 0;
    const target = await serving((socket) => {
      socket.on('data', (data) => {
        heard += data.length;
      });
    });
    const client = new Client(await relayTo(engine, target, ',rate=up:1kB/s'));
    await client.connected;
    client.socket.write(Buffer.alloc(20 << 20));
    await engine.until('it to be full', () => {
      const [row] = engine.clients('relay-1').filter(({ key }) => key === 'c1');
      return (row?.bytesIn ?? 0) >= 1 << 20;
    });
    const before = engine.row('relay-1').bytesReceived;
    await until('more to arrive', () => (heard > 100 ? true : null));
    expect(engine.row('relay-1').bytesReceived).toBe(before);
    expect(before).toBeLessThan(3 << 20);
    const none = { type: 'set-faults', endpoint: 'relay-1', faults: faults('') } as const;
    expect(await engine.engine.dispatch(none)).toMatchObject({ ok: true });
    await until('all of it', () => (heard === 20 << 20 ? true : null));
  });

  test('faults change while it runs, and are told', async () => {
    const engine = await bench(layer);
    const client = new Client(await relayTo(engine, await serving(echo)), { send: 'a' });
    await client.receives('a');
    const set = (options: string) =>
      engine.engine.dispatch({ type: 'set-faults', endpoint: 'relay-1', faults: faults(options) });
    await set('delay=up:150ms');
    client.socket.write('b');
    await client.receives('ab');
    await engine.until('the answer time', () => {
      const row = engine.clients('relay-1').find(({ key }) => key === 'c1');
      return (row?.relayed?.answerMs ?? 0) >= 149;
    });
    expect(engine.of('endpoint.changed').at(-1)).toMatchObject({ faults: 'delay=up:150ms' });
    const detail = engine.detail('endpoint', 'relay-1');
    expect(detail).toMatchObject({ spec: expect.stringMatching(/,delay=up:150ms,seed=\d+$/) });
    const refused = await engine.engine.dispatch({
      type: 'set-faults',
      endpoint: 'relay-1',
      faults: { ...faults(''), drop: { up: 10, down: 0 } },
    });
    expect(refused).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/drop is for datagrams/) },
    });
  });

  test.each([
    '127.0.0.1',
    'localhost',
    '127.9.9.9',
  ])('does not pass on to itself at %s', async (host) => {
    const engine = await bench(layer);
    const answer = await openOnFreePort(
      engine,
      (port) => `relay:0.0.0.0:${port},to=${host}:${port}`,
    );
    expect(answer).toMatchObject({ ok: false, problem: { code: 'ELOOP' } });
    // Nothing listens any more.
    const [row] = engine.view().lists.listen.rows.slice(-1);
    expect(row?.state).toBe('FAILED');
    expect(engine.detail('endpoint', row?.key ?? '')).toMatchObject({ descriptor: null });
  });

  test('has no service that could be changed by hand; one side disconnected ends the other', async () => {
    const engine = await bench(layer);
    const client = new Client(await relayTo(engine, await serving(echo)), { send: 'a' });
    await client.receives('a');
    const by = async (command: Parameters<typeof engine.engine.dispatch>[0]) =>
      engine.engine.dispatch(command);
    const service = { type: 'set-service', connections: ['c1'], service: 'upper' } as const;
    expect(await by(service)).toMatchObject({ ok: false, problem: { code: 'ERELAYED' } });
    expect(await by({ type: 'set-delay', connections: ['c2'], delayMs: 5 })).toMatchObject({
      problem: { code: 'ERELAYED' },
    });
    expect(await by({ type: 'disconnect', connections: ['c2'] })).toMatchObject({ ok: true });
    await until('the end', () => (client.ended || client.closed ? true : null));
    await engine.until('both', () => engine.of('connection.closed').length === 2);
    expect(engine.of('connection.closed').map(({ cause }) => cause)).toEqual(['kicked', 'kicked']);
  });

  test('what one side holds back by hand the other keeps', async () => {
    const engine = await bench(layer);
    const client = new Client(await relayTo(engine, await serving(echo)), { send: 'a' });
    await client.receives('a');
    const hold = (reading: boolean) =>
      engine.engine.dispatch({ type: 'set-reading', connections: ['c2'], reading });
    await hold(false);
    client.socket.write('b');
    await engine.until(
      'it to be passed up',
      () =>
        engine.of('connection.sent', 'relay-1').filter(({ connection }) => connection === 'c2')
          .length === 2,
    );
    expect(client.text()).toBe('a');
    await hold(true);
    await client.receives('ab');
  });

  test('its end ends both sides', async () => {
    const engine = await bench(layer);
    const client = new Client(await relayTo(engine, await serving(echo)), { send: 'a' });
    await client.receives('a');
    await engine.engine.dispatch({ type: 'close', endpoint: 'relay-1' });
    await until('the end', () => (client.closed || client.ended ? true : null));
    expect(engine.of('connection.closed').map(({ cause }) => cause)).toEqual([
      'shutdown',
      'shutdown',
    ]);
  });
});
