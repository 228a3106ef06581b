import { createSocket } from 'node:dgram';
import { describe, expect, test } from 'vitest';
import { listInterfaces } from '../../../source/engine/kernel/interfaces.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { DatagramDetail } from '../../../source/protocol/views.ts';
import { LAYERS, layerOf } from '../tcp/harness.ts';
import { type Bench, bench } from './harness.ts';

const text = (data: string) => Buffer.from(data, 'base64').toString('latin1');
const number = (data: string) => Number(Buffer.from(data, 'base64').readBigUInt64BE());
const portOf = (made: Bench, key: string) => made.row(key).local.port;
const counted = (n: number) => Array.from({ length: n }, (_, each) => each);

/** A UDP port of the loopback interface that nobody has. */
async function closedPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

describe.each(LAYERS)('udp-client over the %s layer', (layer) => {
  test('sends once from each of its sockets and shows the replies', async () => {
    const made = await bench(layer);
    await made.open('udp:0,service=upper');
    const port = portOf(made, 'udp-1');
    expect(await made.open(`udp-client:${port},clients=3,send=a\\,b`)).toMatchObject({ ok: true });
    await made.until('three replies', () => made.row('udp-client-1').received === 3);
    const bound = made.of('endpoint.bound', 'udp-client-1');
    expect(bound).toHaveLength(3);
    expect(bound).toMatchObject(Array(3).fill({ kind: 'udp-client', remote: { port } }));
    const ports = bound.map(({ local }) => local.port).toSorted();
    expect(new Set(ports).size).toBe(3);
    expect(made.detail('endpoint', 'udp-client-1')).toMatchObject({
      locals: bound.map(({ local }) => local),
    });
    for (const type of ['datagram.sent', 'datagram.received'] as const) {
      const events = made.of(type, 'udp-client-1');
      expect(events.map(({ local }) => local.port).toSorted()).toEqual(ports);
      expect(events.map(({ data }) => text(data))).toEqual(
        Array(3).fill(type === 'datagram.sent' ? 'a,b' : 'A,B'),
      );
    }
    expect(made.row('udp-client-1')).toMatchObject({
      state: 'CONNECTED',
      remote: { address: '127.0.0.1', port },
      clients: 3,
      sent: 3,
      bytesSent: 9,
    });
    const shown = made.datagrams('datagrams', 'udp-client-1');
    expect(shown.map(({ direction }) => direction).toSorted()).toEqual([
      ...Array(3).fill('in'),
      ...Array(3).fill('out'),
    ]);
  });

  test('what comes back to several sockets is numbered for each, and nothing came twice', async () => {
    const made = await bench(layer);
    await made.open('udp:0');
    const port = portOf(made, 'udp-1');
    await made.open(`udp-client:${port},clients=3,rate=500/s,count=40`);
    await made.until('all replies', () => made.row('udp-client-1').received === 120);
    expect(made.detail('endpoint', 'udp-client-1')).toMatchObject({
      numbers: { numbered: 120, gaps: 0, duplicates: 0, late: 0, restarts: 0 },
      row: { senders: 1 },
    });
  });

  test('names the own end of a datagram only where there is but one', async () => {
    const made = await bench(layer);
    const port = await closedPort();
    const sent = async (specs: string, endpoint: string, count: number) => {
      await made.open(`udp-client:${port},send=x${specs}`);
      await made.until('it to go', () => made.row(endpoint).sent === count);
      return made.newest('datagrams');
    };
    const { local } = (await sent('', 'udp-client-1', 1)) as DatagramDetail;
    expect(local).toEqual(made.of('endpoint.bound', 'udp-client-1')[0]?.local);
    expect(await sent(',clients=2', 'udp-client-2', 2)).toMatchObject({
      row: { endpoint: 'udp-client-2' },
      local: null,
    });
  });

  test('repeats at a rate, each socket with its own count', async () => {
    const made = await bench(layer);
    await made.open('udp:0,service=discard');
    const port = portOf(made, 'udp-1');
    await made.open(`udp-client:${port},clients=2,rate=5000/s,count=500,size=64`);
    await made.until('all of them', () => made.row('udp-1').received === 1000);
    const received = made.of('datagram.received', 'udp-1');
    expect(received.every(({ bytes }) => bytes === 64)).toBe(true);
    for (const { local } of made.of('endpoint.bound', 'udp-client-1')) {
      const mine = received.filter(({ remote }) => remote.port === local.port);
      expect(mine.map(({ data }) => number(data))).toEqual(counted(500));
    }
    expect(made.row('udp-client-1')).toMatchObject({ sent: 1000, engineDrops: 0 });
  });

  test('its count is one that a receiver can find losses by', async () => {
    const made = await bench(layer);
    await made.open('udp:0,service=discard,sequence=u64be@0');
    const port = portOf(made, 'udp-1');
    await made.open(`udp-client:${port},clients=2,rate=1000/s,count=100`);
    await made.until('all of them', () => made.row('udp-1').received === 200);
    expect(made.row('udp-1').gaps).toBe(0);
  });

  test('says that nobody listens, and goes on until somebody does', async () => {
    const made = await bench(layer);
    const port = await closedPort();
    await made.open(`udp-client:${port},every=10ms,send=x`);
    await made.until('the remark', () => made.row('udp-client-1').problem !== null);
    expect(made.row('udp-client-1')).toMatchObject({
      state: 'CONNECTED',
      problem: { code: 'ECONNREFUSED', address: `127.0.0.1:${port}` },
    });
    expect(made.of('endpoint.changed')).toMatchObject([{ notice: { code: 'ECONNREFUSED' } }]);
    const refusals = () => {
      const detail = made.detail('endpoint', 'udp-client-1');
      return detail?.of === 'endpoint' ? (detail.refusals ?? 0) : 0;
    };
    await made.until('more of them', () => refusals() > 3);
    expect(made.of('endpoint.changed')).toHaveLength(1);
    await made.open(`udp:${port}`);
    await made.until('a reply', () => made.row('udp-client-1').received > 0);
    expect(made.row('udp-client-1').problem).toBeNull();
  });

  test('sends one by hand, from each of its sockets', async () => {
    const made = await bench(layer);
    await made.open('udp:0,service=upper');
    const to = made.row('udp-1').local;
    await made.open(`udp-client:${to.port},clients=2`);
    const answer = await made.sendTo('udp-client-1', to, 'hi');
    expect(answer).toEqual({ ok: true, endpoint: 'udp-client-1' });
    await made.until('both replies', () => made.row('udp-client-1').received === 2);
    const events = made.of('datagram.sent', 'udp-client-1');
    expect(events.map(({ data, remote }) => [text(data), remote])).toEqual([
      ['hi', to],
      ['hi', to],
    ]);
    expect(new Set(events.map(({ local }) => local.port)).size).toBe(2);
    expect(made.row('udp-client-1')).toMatchObject({ sent: 2, bytesSent: 4, engineDrops: 0 });
  });

  test('says why one by hand did not go, and counts it nowhere', async () => {
    const made = await bench(layer);
    const port = await closedPort();
    await made.open(`udp-client:${port}`);
    const { remote } = made.row('udp-client-1');
    if (remote === null) throw new Error('no remote');
    const elsewhere = await made.sendTo('udp-client-1', { ...remote, port: port - 1 }, 'x');
    expect(elsewhere).toMatchObject({ ok: false, problem: { code: 'EISCONN' } });
    const long = await made.sendTo('udp-client-1', remote, 'x'.repeat(65_508));
    expect(long).toMatchObject({ ok: false, problem: { code: 'EMSGSIZE' } });
    expect(made.row('udp-client-1')).toMatchObject({ sent: 0, engineDrops: 0 });
    await made.open('tcp:0');
    expect(await made.sendTo('tcp-1', remote, 'x')).toMatchObject({
      ok: false,
      problem: { code: 'EKIND' },
    });
  });

  test('sends by hand on, though nobody listens yet', async () => {
    const made = await bench(layer);
    const port = await closedPort();
    await made.open(`udp-client:${port}`);
    const { remote } = made.row('udp-client-1');
    if (remote === null) throw new Error('no remote');
    await made.sendTo('udp-client-1', remote, 'a');
    await made.until('the remark', () => made.row('udp-client-1').problem !== null);
    await made.open(`udp:${port}`);
    expect(await made.sendTo('udp-client-1', remote, 'b')).toMatchObject({ ok: true });
    await made.until('the echo', () => made.row('udp-client-1').received === 1);
    expect(made.row('udp-client-1')).toMatchObject({ sent: 2, problem: null });
  });

  test('closing it ends its sending', async () => {
    const made = await bench(layer);
    await made.open('udp:0,service=discard');
    await made.open(`udp-client:${portOf(made, 'udp-1')},rate=1000/s`);
    await made.until('some', () => made.row('udp-1').received > 5);
    await made.engine.dispatch({ type: 'close', endpoint: 'udp-client-1' });
    const { length } = made.of('datagram.sent', 'udp-client-1');
    await made.open(`udp-client:${portOf(made, 'udp-1')},rate=1000/s,count=20`);
    await made.until('another to end', () => made.row('udp-client-2').sent === 20);
    expect(made.of('datagram.sent', 'udp-client-1')).toHaveLength(length);
  });

  test('a name without an address fails', async () => {
    const made = await bench(layer);
    expect(await made.open('udp-client:no-such-host.invalid:7000')).toMatchObject({ ok: false });
    expect(made.row('udp-client-1').state).toBe('FAILED');
  });
});

describe.each(LAYERS)('multicast-sender over the %s layer', (layer) => {
  test('a group hears it on the interface it is sent on, numbered', async () => {
    const made = await bench(layer);
    await made.open('multicast:239.255.41.1:0,interface=loopback');
    const port = portOf(made, 'multicast-1');
    const sender = `multicast-sender:239.255.41.1:${port},interface=loopback`;
    expect(await made.open(`${sender},rate=1000/s,count=50`)).toMatchObject({ ok: true });
    await made.until('all', () => made.row('multicast-1').received === 50);
    const received = made.of('datagram.received', 'multicast-1');
    expect(received.map(({ data }) => number(data))).toEqual(counted(50));
    const [bound] = made.of('endpoint.bound', 'multicast-sender-1');
    expect(received[0]?.remote).toEqual(bound?.local);
    expect(made.row('multicast-sender-1')).toMatchObject({
      state: 'BOUND',
      remote: { address: '239.255.41.1', port },
      interfaces: ['lo'],
      sent: 50,
    });
    expect(made.of('datagram.sent', 'multicast-sender-1')[0]).toMatchObject({
      group: '239.255.41.1',
    });
    expect(made.datagrams('traffic', 'multicast-sender-1')).not.toEqual([]);
    expect(made.view().lists.groups.rows.map(({ key }) => key)).toEqual(['multicast-1']);
  });

  test('sends one by hand to its group', async () => {
    const made = await bench(layer);
    await made.open('multicast:239.255.41.5:0,interface=loopback');
    const to = made.row('multicast-1').local;
    await made.open(`multicast-sender:239.255.41.5:${to.port},interface=loopback`);
    expect(await made.sendTo('multicast-sender-1', to, 'hi')).toMatchObject({ ok: true });
    await made.until('it', () => made.row('multicast-1').received === 1);
    expect(made.of('datagram.received', 'multicast-1').map(({ data }) => text(data))).toEqual([
      'hi',
    ]);
    expect(made.row('multicast-sender-1')).toMatchObject({ sent: 1 });
  });

  /** A group that hears, and a sender to it whose interfaces can be taken away. */
  async function withInterfaces(options: string) {
    const hears = await bench(layer);
    await hears.open('multicast:239.255.41.6:0,interface=loopback');
    const group = hears.row('multicast-1').local;
    let there = listInterfaces().filter(({ loopback }) => loopback);
    const names = there.map(({ name }) => name);
    let ahead = 0;
    const clock = { now: systemClock.now, monotonic: () => systemClock.monotonic() + ahead };
    const made = await bench(layer, (sockets) => ({ ...sockets, interfaces: () => there }), clock);
    const before = there;
    const show = (now: typeof there) => {
      there = now;
      ahead += 2000;
      made.engine.sample();
    };
    await made.open(`multicast-sender:239.255.41.6:${group.port},${options}`);
    const sender = () => made.row('multicast-sender-1');
    return { hears, made, group, names, sender, go: () => show([]), come: () => show(before) };
  }

  test('pauses on an interface that goes, and goes on there when it comes back', async () => {
    const { hears, made, names, sender, go, come } = await withInterfaces('every=5ms');
    const heard = () => hears.row('multicast-1').received;
    await hears.until('some', () => heard() > 3);
    go();
    expect(sender()).toMatchObject({ state: 'BOUND', interfaces: [], clients: 0 });
    expect(sender().problem).toMatchObject({ code: 'ENODEV', operation: 'send' });
    expect(sender().problem?.message).toContain(names[0]);
    const { sent } = sender();
    await hears.until('all that was sent', () => heard() === sent);
    expect(
      await made.sendTo('multicast-sender-1', hears.row('multicast-1').local, 'x'),
    ).toMatchObject({
      ok: false,
      problem: { code: 'ENOTOPEN' },
    });
    come();
    await made.until('the way back', () => sender().problem === null);
    expect(sender()).toMatchObject({ interfaces: names, clients: 1 });
    await hears.until('more', () => heard() > sent + 3);
    const numbers = hears.of('datagram.received').map(({ data }) => number(data));
    expect(numbers).toEqual(counted(numbers.length));
  });

  test('sends nothing twice because an interface came back', async () => {
    const { hears, made, group, sender, go, come } = await withInterfaces('send=once');
    await hears.until('it', () => hears.row('multicast-1').received === 1);
    go();
    come();
    await made.until('the way back', () => sender().clients === 1);
    await made.sendTo('multicast-sender-1', group, 'by hand');
    await hears.until('what follows', () => hears.row('multicast-1').received > 1);
    const heard = hears.of('datagram.received').map(({ data }) => text(data));
    expect(heard).toEqual(['once', 'by hand']);
  });

  test('an interface that is not there is named, with those that are', async () => {
    const made = await bench(layer);
    const answer = await made.open('multicast-sender:239.255.41.3:7000,interface=nonesuch');
    expect(answer).toMatchObject({ ok: false, problem: { code: 'ENODEV' } });
    expect(made.row('multicast-sender-1').state).toBe('FAILED');
  });

  test('what the kernel does not take is counted, and the others go', async () => {
    const sockets = await layerOf(layer);
    const made = await bench(layer, () => ({
      ...sockets,
      openMulticastSender: async (family, on, options, handlers) => {
        const socket = await sockets.openMulticastSender(family, on, options, handlers);
        const send = socket.send.bind(socket);
        // Port 0 is no place to send to: the kernel answers EINVAL.
        let sent = 0;
        socket.send = (data, to) => {
          sent += 1;
          return send(data, sent === 2 ? { ...to, port: 0 } : to);
        };
        return socket;
      },
    }));
    await made.open('multicast-sender:239.255.41.4:7000,interface=loopback,rate=1000/s,count=5');
    await made.until('the end', () => made.row('multicast-sender-1').sent === 4);
    await made.until('the drop', () => made.of('loss').length > 0);
    expect(made.row('multicast-sender-1')).toMatchObject({ sent: 4, engineDrops: 1 });
  });
});
