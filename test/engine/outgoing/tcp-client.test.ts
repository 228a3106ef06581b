import { connect, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Dial } from '../../../source/engine/tcp/dial.ts';
import { CallLog } from '../../../source/engine/timeline/call-log.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { Address } from '../../../source/protocol/address.ts';
import { until } from '../../support/wait.ts';
import { LAYERS, layerOf, linux } from '../tcp/harness.ts';
import { type Bench, bench } from './harness.ts';

/** A server of the test's own; its clients are kept, and not read unless it says so. */
async function peer(taken: (socket: Socket) => void = () => {}) {
  const sockets: Socket[] = [];
  const server: Server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    sockets.push(socket.on('error', () => {}));
    taken(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  onTestFinished(stop);
  return { sockets, stop, port: (server.address() as { port: number }).port };
}

/** A port of the loopback interface that nobody listens on. */
async function closedPort(): Promise<number> {
  const { port, stop } = await peer();
  stop();
  return port;
}

const portOf = (made: Bench, key: string) => made.row(key).local.port;

describe.each(LAYERS)('tcp-client over the %s layer', (layer) => {
  test('plays the other side of a sequential server: one is served, the others wait', async () => {
    const made = await bench(layer);
    await made.open('tcp:0,mode=sequential');
    const answer = await made.open(`tcp-client:${portOf(made, 'tcp-1')},clients=5,send=hello`);
    expect(answer).toEqual({ ok: true, endpoint: 'tcp-client-1' });
    await made.until('one to be served and four to wait', () => {
      const states = made.clients('tcp-1').map(({ state }) => state);
      return states.join() === 'ESTABLISHED,QUEUED,QUEUED,QUEUED,QUEUED';
    });
    await made.until('the answer to the one', () =>
      made.clients('tcp-client-1').some(({ bytesIn }) => bytesIn === 5),
    );
    const ours = made.clients('tcp-client-1');
    expect(ours.map(({ direction, state }) => `${direction} ${state}`)).toEqual(
      Array(5).fill('out ESTABLISHED'),
    );
    // Both ends of a connection show the same ephemeral port.
    const sorted = (ports: number[]) => ports.toSorted((a, b) => a - b);
    expect(sorted(ours.map(({ local }) => local.port))).toEqual(
      sorted(made.clients('tcp-1').map(({ remote }) => remote.port)),
    );
    expect(made.row('tcp-client-1')).toMatchObject({ state: 'CONNECTED', clients: 5, served: 5 });
    expect(made.view().totals).toMatchObject({ clients: 1, waiting: 4, outgoing: 5 });
    expect(made.of('connection.connected')).toHaveLength(5);
    expect(made.of('connection.sent', 'tcp-client-1').map(({ data }) => atob(data))).toEqual(
      Array(5).fill('hello'),
    );
  });

  test('close=reply: each ends once it is answered, so that all have their turn', async () => {
    const made = await bench(layer);
    await made.open('tcp:0,mode=sequential');
    await made.open(
      `tcp-client:${portOf(made, 'tcp-1')},clients=20,send=hello,every=1ms,close=reply`,
    );
    await made.until('all to have ended', () => made.row('tcp-client-1').state === 'CLOSED');
    const ours = made.of('connection.closed', 'tcp-client-1');
    expect(ours.map(({ cause }) => cause)).toEqual(Array(20).fill('local'));
    expect(ours.every(({ bytesReceived }) => bytesReceived >= 5)).toBe(true);
    await made.until('the server to have served all', () => {
      const theirs = made.of('connection.closed', 'tcp-1');
      return theirs.length === 20 && theirs.every(({ cause }) => cause === 'peer');
    });
  });

  test('close=sent: ends our side after the last, and reads what comes later', async () => {
    const made = await bench(layer);
    await made.open('tcp:0,service=upper,delay=50ms');
    const port = portOf(made, 'tcp-1');
    await made.open(`tcp-client:${port},clients=3,send=ab,every=1ms,count=4,close=sent`);
    await made.until('all to have ended', () => made.row('tcp-client-1').state === 'CLOSED');
    expect(made.of('connection.closed', 'tcp-client-1')).toMatchObject(
      Array(3).fill({ cause: 'local', bytesSent: 8, bytesReceived: 8 }),
    );
  });

  test('a client that is disconnected makes room for the next', async () => {
    const made = await bench(layer);
    await made.open('tcp:0,mode=sequential');
    await made.open(`tcp-client:${portOf(made, 'tcp-1')},clients=2,send=hello`);
    const answered = () => made.clients('tcp-client-1').filter(({ bytesIn }) => bytesIn === 5);
    await made.until('one to be answered', () => answered().length === 1);
    const connection = answered()[0]?.connection ?? '';
    expect(
      await made.engine.dispatch({ type: 'disconnect', connections: [connection] }),
    ).toMatchObject({
      ok: true,
    });
    await made.until('the other to be answered', () => answered().length === 2);
    expect(made.of('connection.closed', 'tcp-client-1')).toMatchObject([{ cause: 'kicked' }]);
  });

  test('refused is said, and it can be tried again', async () => {
    const made = await bench(layer);
    const port = await closedPort();
    const answer = await made.open(`tcp-client:${port}`);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'ECONNREFUSED' } });
    expect(made.of('connection.failed')).toMatchObject([
      { remote: { address: '127.0.0.1', port }, error: { code: 'ECONNREFUSED' } },
    ]);
    expect(made.row('tcp-client-1')).toMatchObject({
      state: 'FAILED',
      remote: { address: '127.0.0.1', port },
      problem: { operation: 'connect', address: `127.0.0.1:${port}` },
    });
    expect(made.detail('endpoint', 'tcp-client-1')).toMatchObject({
      attempts: [{ remote: { port }, connected: 0, refused: 1, timedOut: 0 }],
    });
    expect(await made.open(`tcp:${port}`)).toMatchObject({ ok: true });
    const again = await made.engine.dispatch({ type: 'retry', endpoint: 'tcp-client-1' });
    expect(again).toMatchObject({ ok: true });
    expect(made.row('tcp-client-1')).toMatchObject({ state: 'CONNECTED', problem: null });
  });

  test('what the server ends stays ended, until it is connected anew by hand', async () => {
    const made = await bench(layer);
    const server = await peer((socket) => socket.resume().end());
    await made.open(`tcp-client:${server.port},clients=2`);
    await made.until('both to end', () => made.row('tcp-client-1').state === 'CLOSED');
    expect(made.of('connection.closed')).toMatchObject([{ cause: 'peer' }, { cause: 'peer' }]);
    expect(made.clients('tcp-client-1').map(({ cause }) => cause)).toEqual(['peer', 'peer']);
    expect(server.sockets).toHaveLength(2);
    const again = await made.engine.dispatch({ type: 'retry', endpoint: 'tcp-client-1' });
    expect(again).toMatchObject({ ok: true });
    expect(server.sockets.length).toBeGreaterThan(2);
  });

  test('closing it closes all its connections', async () => {
    const made = await bench(layer);
    await made.open('tcp:0');
    await made.open(`tcp-client:${portOf(made, 'tcp-1')},clients=3`);
    await made.until('all', () => made.row('tcp-client-1').clients === 3);
    await made.engine.dispatch({ type: 'close', endpoint: 'tcp-client-1' });
    const causes = made.of('connection.closed', 'tcp-client-1').map(({ cause }) => cause);
    expect(causes).toEqual(['shutdown', 'shutdown', 'shutdown']);
    expect(made.view().totals.outgoing).toBe(0);
    expect(made.clients('tcp-client-1')).toEqual([]);
    await made.until('the server to see it', () => made.row('tcp-1').clients === 0);
  });

  test('repeats at a rate, numbered, and obeys a peer that does not read', async () => {
    const made = await bench(layer);
    const server = await peer();
    const bytes: Buffer[] = [];
    await made.open(`tcp-client:${server.port},rate=1000/s,size=60000,count=300`);
    await made.until('back-pressure', () =>
      made.clients('tcp-client-1').some(({ backPressure }) => backPressure),
    );
    expect(made.of('connection.sent').length).toBeLessThan(300);
    for (const socket of server.sockets) {
      socket.on('data', (data) => void bytes.push(data)).resume();
    }
    const received = () => bytes.reduce((sum, { length }) => sum + length, 0);
    await until('all of it', () => received() === 300 * 60_000 || null);
    const stream = Buffer.concat(bytes);
    const numbers = Array.from({ length: 300 }, (_, n) => stream.readBigUInt64BE(n * 60_000));
    expect(numbers).toEqual(numbers.map((_, n) => BigInt(n)));
    expect(made.row('tcp-client-1').bytesSent).toBe(300 * 60_000);
  });

  test('after a half-close by hand it sends no more, and reads on', async () => {
    const made = await bench(layer);
    const server = await peer((socket) => socket.resume());
    await made.open(`tcp-client:${server.port},rate=1000/s`);
    await made.until('some', () => made.of('connection.sent').length > 3);
    const connection = made.clients('tcp-client-1')[0]?.connection ?? '';
    await made.engine.dispatch({ type: 'half-close', connections: [connection] });
    await until('the end of it', () => server.sockets[0]?.readableEnded || null);
    const { length } = made.of('connection.sent');
    server.sockets[0]?.end('bye');
    await made.until('the end', () => made.row('tcp-client-1').state === 'CLOSED');
    expect(made.of('connection.sent')).toHaveLength(length);
    expect(made.of('connection.received').map(({ data }) => atob(data))).toEqual(['bye']);
  });

  test('reads on while it can not write: an echo does not stop the two', async () => {
    const made = await bench(layer);
    await made.open('tcp:0,service=echo');
    const port = portOf(made, 'tcp-1');
    await made.open(`tcp-client:${port},rate=100000/s,size=65507,count=300`);
    await made.until('all to come back', () => {
      const [row] = made.clients('tcp-client-1');
      return row?.bytesIn === 300 * 65_507;
    });
  });

  test('a name without an address fails as it does for a server', async () => {
    const made = await bench(layer);
    const answer = await made.open('tcp-client:no-such-host.invalid:7000');
    expect(answer).toMatchObject({ ok: false, problem: { operation: 'getaddrinfo' } });
    expect(made.row('tcp-client-1').state).toBe('FAILED');
  });

  test('out of descriptors it connects as many as it may, and says so', async () => {
    const made = await bench(layer, (sockets) => ({ ...sockets, descriptorLimit: () => 12 }));
    await made.open('tcp:0,mode=manual');
    await made.open(`tcp-client:${portOf(made, 'tcp-1')},clients=5`);
    await made.until('the remark', () => made.row('tcp-client-1').problem !== null);
    const { clients, problem } = made.row('tcp-client-1');
    expect(clients).toBeGreaterThan(0);
    expect(clients).toBeLessThan(5);
    expect(problem?.code).toBe('EMFILE');
  });

  test('whom the kernel connects with himself is refused: nobody listens there', async () => {
    const port = await closedPort();
    const made = await bench(layer, (sockets) => ({
      ...sockets,
      // As the kernel does when it gives the port that is dialled to the one who dials.
      connectTcp: ({ address, port: to }) =>
        connect({ host: address, port: to, localAddress: address, localPort: to }).pause(),
    }));
    const answer = await made.open(`tcp-client:${port}`);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'ECONNREFUSED' } });
    expect(made.of('connection.connected')).toEqual([]);
  });

  test('descriptors are given back, however a client ends', async () => {
    const made = await bench(layer, (sockets) => ({ ...sockets, descriptorLimit: () => 12 }));
    const port = await closedPort();
    for (let round = 0; round < 4; round += 1) {
      await made.open(`tcp-client:${port},clients=2`);
      const endpoint = `tcp-client-${round + 1}`;
      expect(made.row(endpoint).problem?.code).toBe('ECONNREFUSED');
      await made.engine.dispatch({ type: 'close', endpoint });
    }
    const server = await peer();
    for (let round = 4; round < 8; round += 1) {
      const endpoint = `tcp-client-${round + 1}`;
      await made.open(`tcp-client:${server.port},clients=2`);
      await made.until('both', () => made.row(endpoint).clients === 2);
      await made.engine.dispatch({ type: 'close', endpoint });
    }
  });

  test('one who dials tries each address until one answers', async () => {
    const sockets = await layerOf(layer);
    const server = await peer();
    const at = (address: string): Address => ({ address, port: server.port, family: 'IPv4' });
    const said: string[] = [];
    const socket = await new Promise<Socket>((resolve, reject) => {
      const dial: Dial = new Dial(
        [at('127.0.0.2'), at('127.0.0.1'), at('127.0.0.3')],
        10_000,
        { world: { clock: systemClock, sockets }, calls: new CallLog(systemClock) },
        {
          trying: ({ address }) => void said.push(`trying ${address}`),
          failed: ({ address }, { code }) => void said.push(`${address} ${code}`),
          connected: (made, local, { address }) => {
            said.push(`connected ${address} from ${local.address}`);
            resolve(made);
          },
          gaveUp: () => reject(new Error('gave up')),
        },
      );
      dial.next();
    });
    onTestFinished(() => void socket.destroy());
    expect(said).toEqual([
      'trying 127.0.0.2',
      '127.0.0.2 ECONNREFUSED',
      'trying 127.0.0.1',
      'connected 127.0.0.1 from 127.0.0.1',
    ]);
  });
});

describe.skipIf(!linux)('what only the kernel shows', () => {
  test('a full queue does not refuse: who dials it is SYN_SENT, then timed out', async () => {
    const made = await bench('linux');
    await made.open('tcp:0,mode=manual,backlog=1');
    const port = portOf(made, 'tcp-1');
    await made.open(`tcp-client:${port},clients=3,connect-timeout=3s`);
    await made.until('one to hang', () =>
      made.clients('tcp-client-1').some(({ state }) => state === 'SYN_SENT'),
    );
    const hanging = made.clients('tcp-client-1').find(({ state }) => state === 'SYN_SENT');
    expect(hanging).toMatchObject({ connection: null, direction: 'out', remote: { port } });
    expect(hanging?.local.port).toBeGreaterThan(0);
    expect(made.detail('connection', hanging?.key ?? '')).toMatchObject({ row: hanging });
    await made.until('its end', () => made.row('tcp-client-1').problem !== null);
    expect(made.of('connection.failed')).toMatchObject([{ error: { code: 'ETIMEDOUT' } }]);
    expect(made.row('tcp-client-1')).toMatchObject({
      state: 'CONNECTED',
      clients: 2,
      problem: { code: 'ETIMEDOUT' },
    });
    expect(made.row('tcp-client-1').problem?.message).toMatch(/^1 of 3 clients are not connected/);
    expect(made.detail('endpoint', 'tcp-client-1')).toMatchObject({
      attempts: [{ connected: 2, timedOut: 1, refused: 0, connecting: 0 }],
    });
  });

  test('the details go on showing how a connection is', async () => {
    const made = await bench('linux');
    const { port } = await peer();
    await made.open(`tcp-client:${port}`);
    await made.until('it connected', () => made.clients('tcp-client-1')[0]?.connection !== null);
    const key = made.clients('tcp-client-1')[0]?.key ?? '';
    await made.until('a second sample', () => {
      const detail = made.detail('connection', key);
      return detail?.of === 'connection' && (detail.kernel?.history.rttMicros.length ?? 0) > 1;
    });
  });
});
