import { describe, expect, test } from 'vitest';
import type { Address } from '../../../source/protocol/address.ts';
import { until } from '../../support/wait.ts';
import { type Bench, bench } from '../outgoing/harness.ts';
import { LAYERS } from '../tcp/harness.ts';
import { Peer } from '../udp/harness.ts';
import { APART, faults, openOnFreePort } from './harness.ts';

const relayOf = async (engine: Bench, port: number, options = ''): Promise<Address> => {
  const answer = await engine.open(`relay:0,to=${port},transport=udp${options}`);
  if (!answer.ok) throw new Error(answer.problem.message);
  return engine.row(answer.endpoint ?? '').local;
};

/** One that answers, in upper case. */
async function answering(): Promise<Peer> {
  const peer = await Peer.on('127.0.0.1');
  peer.socket.on('message', (data, { port, address }) => {
    peer.socket.send(data.toString('latin1').toUpperCase(), port, address);
  });
  return peer;
}

/** Not 0: a ledger takes a 0 that comes second for a sender that began anew. */
const FIRST = 1000;

const numbered = (n: number): Buffer => {
  const data = Buffer.alloc(8);
  data.writeBigUInt64BE(BigInt(n));
  return data;
};

describe.each(LAYERS)('a UDP relay (%s)', (layer) => {
  test('passes on both ways, each client from a port of its own', async () => {
    const engine = await bench(layer);
    const target = await answering();
    const heardFrom = new Set<number>();
    target.socket.on('message', (_, { port }) => heardFrom.add(port));
    const relay = await relayOf(engine, target.socket.address().port);
    const clients = await Promise.all([Peer.on('127.0.0.1'), Peer.on('127.0.0.1')]);
    for (const [n, client] of clients.entries()) await client.send(`hello${n}`, relay);
    await until('the answers', () =>
      clients.every(({ heard }) => heard.length === 1) ? true : null,
    );
    expect(clients.map(({ heard }) => String(heard[0]))).toEqual(['HELLO0', 'HELLO1']);
    expect(heardFrom.size).toBe(2);
    await engine.until('rows', () => engine.clients('relay-1').length === 2);
    const rows = engine.clients('relay-1');
    for (const row of rows) {
      expect(row).toMatchObject({
        transport: 'udp',
        state: 'ESTABLISHED',
        bytesIn: 6,
        bytesOut: 6,
        relayed: { remote: { port: target.socket.address().port } },
      });
      expect(heardFrom.has(row.relayed?.local?.port ?? 0)).toBe(true);
      expect(row.relayed?.answerMs).toBeGreaterThan(0);
    }
    const seen = engine
      .datagrams('datagrams', 'relay-1')
      .map((row) => [row.direction, row.preview]);
    expect(seen.length).toBe(8);
    expect(seen).toEqual(
      expect.arrayContaining([
        ['in', 'hello0'],
        ['out', 'hello0'],
        ['in', 'HELLO0'],
        ['out', 'HELLO0'],
      ]),
    );
    expect(engine.row('relay-1')).toMatchObject({ clients: 2, served: 2, engineDrops: 0 });
    const detail = engine.detail('connection', rows[0]?.key ?? '');
    expect(detail).toMatchObject({ of: 'connection', row: { key: rows[0]?.key } });
  });

  test('does what the receiver sees: drops, doubles and swaps, by the seed', async () => {
    const engine = await bench(layer);
    const opened = await engine.open('udp:0,service=discard,sequence=u64be@0');
    expect(opened.ok).toBe(true);
    const { port } = engine.row('udp-1').local;
    const relay = await relayOf(engine, port, ',drop=up:10%,duplicate=up:5%,reorder=up:5%,seed=42');
    const client = await Peer.on('127.0.0.1');
    for (let n = 0; n < 1000; n += 1) {
      await client.send(numbered(FIRST + n), relay);
      // The kernel is to drop none: so many at once fit any buffer.
      if (n % 50 === 49) {
        await engine.until(
          'those to be read',
          () => engine.of('datagram.received', 'relay-1').length === n + 1,
        );
      }
    }
    const tally = () => engine.row('relay-1').relay?.onPurpose.up;
    await engine.until('all to arrive', () => {
      const { dropped = 0, duplicated = 0 } = tally() ?? {};
      return engine.row('udp-1').received === 1000 - dropped + duplicated;
    });
    const counts = tally();
    // What is swapped goes by time too: one that none overtakes in time keeps its place.
    expect(counts).toMatchObject({ dropped: 118, duplicated: 50, corrupted: 0, cuts: 0 });
    expect(counts?.reordered).toBeGreaterThan(0);
    const detail = engine.detail('endpoint', 'udp-1');
    if (detail?.of !== 'endpoint') throw new Error('no detail');
    // A number that is dropped at the very end would leave no gap that could be seen.
    const arrived = engine.of('datagram.received', 'udp-1').map(({ data }) => data);
    expect(arrived).toContain(numbered(FIRST + 999).toString('base64'));
    expect(detail.numbers).toMatchObject({
      gaps: counts?.dropped,
      duplicates: counts?.duplicated,
      late: counts?.reordered,
    });
    expect(engine.row('relay-1')).toMatchObject({ engineDrops: 0 });
    expect(engine.row('udp-1')).toMatchObject({ engineDrops: 0 });
    await engine.until('them to be told', () => engine.of('relay.faults').length > 0);
    expect(engine.of('relay.faults').at(-1)?.up).toEqual(counts);
  });

  test('faults change while it runs', async () => {
    const engine = await bench(layer);
    const target = await answering();
    const relay = await relayOf(engine, target.socket.address().port, ',drop=100%');
    const client = await Peer.on('127.0.0.1');
    await client.send('a', relay);
    await engine.until(
      'it to be dropped',
      () => engine.row('relay-1').relay?.onPurpose.up.dropped === 1,
    );
    expect(engine.row('relay-1').engineDrops).toBe(0);
    const set = {
      type: 'set-faults',
      endpoint: 'relay-1',
      faults: faults('delay=30ms', 'udp'),
    } as const;
    expect(await engine.engine.dispatch(set)).toMatchObject({ ok: true });
    await client.send('b', relay);
    await until('the answer', () => (String(client.heard[0]) === 'B' ? true : null));
    await engine.until(
      'the answer time',
      () => (engine.clients('relay-1')[0]?.relayed?.answerMs ?? 0) >= 59,
    );
    expect(engine.row('relay-1').relay?.faults).toBe('delay=30ms');
  });

  test('a conversation that is silent is over', async () => {
    const engine = await bench(layer);
    const target = await answering();
    const relay = await relayOf(engine, target.socket.address().port, ',idle=1ms');
    const client = await Peer.on('127.0.0.1');
    await client.send('a', relay);
    await engine.until('it to begin', () => engine.row('relay-1').served === 1);
    await engine.until('it to be over', () => engine.row('relay-1').clients === 0);
    expect(engine.clients('relay-1')).toEqual([]);
  });

  test('has no more conversations than it may, and says so', async () => {
    const engine = await bench(layer);
    const target = await answering();
    const relay = await relayOf(engine, target.socket.address().port, ',max-clients=1');
    const [first, second] = await Promise.all([Peer.on('127.0.0.1'), Peer.on('127.0.0.1')]);
    await first.send('a', relay);
    await until('the answer', () => first.heard[0]);
    await second.send('b', relay);
    await engine.until('it to be dropped', () => engine.row('relay-1').engineDrops === 1);
    expect(engine.row('relay-1').problem?.message).toMatch(
      /relay-1 has 1 conversations.*max-clients/,
    );
    await first.send('c', relay);
    await until('the first to go on', () => (first.heard.length === 2 ? true : null));
  });

  test.skipIf(layer === 'portable')(
    'says that nobody listens at the target, until somebody does',
    async () => {
      const engine = await bench(layer);
      const opened = await engine.open(`udp:${APART}:0`);
      const { port } = engine.row('udp-1').local;
      expect(await engine.engine.dispatch({ type: 'close', endpoint: 'udp-1' })).toMatchObject(
        opened,
      );
      await engine.open(`relay:0,to=${APART}:${port},transport=udp`);
      const relay = engine.row('relay-1').local;
      const client = await Peer.on('127.0.0.1');
      await client.send('a', relay);
      await engine.until('it to be said', () =>
        /refuses what is passed on/.test(engine.row('relay-1').problem?.message ?? ''),
      );
      await engine.open(`udp:${APART}:${port}`);
      await client.send('b', relay);
      await until('the answer', () => (String(client.heard[0]) === 'b' ? true : null));
      await engine.until('it to be taken back', () => engine.row('relay-1').problem === null);
    },
  );

  test('does not pass on to itself', async () => {
    const engine = await bench(layer);
    const answer = await openOnFreePort(
      engine,
      (port) => `relay:0.0.0.0:${port},to=localhost:${port},transport=udp`,
    );
    expect(answer).toMatchObject({ ok: false, problem: { code: 'ELOOP' } });
  });
});
