// A frozen picture at past moments, over real sockets: held against the views that were made then.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../source/engine/engine.ts';
import { chooseLayer } from '../../source/engine/kernel/choose.ts';
import { systemClock } from '../../source/engine/world.ts';
import type { EndpointSpec } from '../../source/protocol/spec.ts';
import type { ListRequest, MomentRequest, View } from '../../source/protocol/views.ts';
import { viewRequest } from '../support/requests.ts';
import { tcpSpec, udpSpec } from '../support/specs.ts';
import { until } from '../support/wait.ts';

/** An engine whose clock goes on by a second when the test says so. */
class Bench {
  readonly engine: Engine;
  #ahead = 0;

  static async open(sockets: 'auto' | 'portable', ...specs: EndpointSpec[]): Promise<Bench> {
    const bench = new Bench(await chooseLayer(sockets));
    onTestFinished(async () => void (await bench.engine.shutdown()));
    for (const spec of specs) await bench.engine.dispatch({ type: 'open', spec });
    bench.view();
    return bench;
  }

  private constructor(sockets: Awaited<ReturnType<typeof chooseLayer>>) {
    const clock = {
      now: () => systemClock.now() + this.#ahead,
      monotonic: () => systemClock.monotonic() + this.#ahead,
    };
    this.engine = new Engine({ clock, sockets }, { emit: null, changed: () => {} });
  }

  view(): View {
    return this.engine.view(viewRequest());
  }

  port(endpoint: string): number {
    const row = this.view().lists.listen.rows.find(({ key }) => key === endpoint);
    return row?.local.port as number;
  }

  /** The view once it is as wanted, noted; then a second goes by. */
  async settled(what: string, holds: (view: View) => boolean): Promise<View> {
    const view = await until(what, () => {
      this.engine.sample();
      const now = this.view();
      return holds(now) ? now : null;
    });
    this.#ahead += 1000;
    this.engine.sample();
    return view;
  }

  at(moment: MomentRequest | null, clients: Partial<ListRequest> = {}): View {
    return this.engine.view(viewRequest({ clients }, { frozen: true, moment }));
  }
}

const client = (port: number): Socket => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
};

/** What a past moment knows of each client. */
const known = ({ lists }: View) =>
  lists.clients.rows.map(({ key, state, bytesIn, bytesOut, cause }) =>
    [key, state, bytesIn, bytesOut, cause].join(' '),
  );

describe.each(['auto', 'portable'] as const)('a frozen picture over the %s layer', (sockets) => {
  test('shows who was there, with what they had sent by then, and the datagrams', async () => {
    const bench = await Bench.open(sockets, tcpSpec(), udpSpec());
    const nobody = await bench.settled('nothing', () => true);

    const [first, second] = [client(bench.port('tcp-1')), client(bench.port('tcp-1'))];
    first.write('12345');
    const both = await bench.settled(
      'two clients',
      ({ lists: { clients } }) =>
        clients.rows.length === 2 && clients.rows.some(({ bytesOut }) => bytesOut === 5),
    );
    const sender = createSocket('udp4');
    onTestFinished(() => void sender.close());
    sender.send('datagram', bench.port('udp-1'), '127.0.0.1');
    second.write('abc');
    const talk = await bench.settled(
      'all that is sent',
      ({ lists }) =>
        lists.datagrams.total === 2 && lists.clients.rows.every(({ bytesOut }) => bytesOut !== 0),
    );
    first.end();
    await once(first.resume(), 'close');
    const ended = await bench.settled('an end', ({ lists }) =>
      lists.clients.rows.some(({ cause }) => cause === 'peer'),
    );

    const frozen = bench.at(null);
    expect(frozen).toMatchObject({ frozenAt: frozen.time, notedAt: null });
    const then = (view: View) => bench.at({ from: view.time, steps: 0 });
    expect(then(nobody)).toMatchObject({ totals: { clients: 0 }, frozenAt: frozen.time });
    expect(known(then(nobody))).toEqual([]);
    expect(then(nobody).lists.datagrams).toMatchObject({ total: 0, all: 0 });
    expect(then(nobody).lists.datagrams.forgotten).toBeUndefined();

    expect(known(then(both))).toEqual(known(both));
    expect(then(both).totals.clients).toBe(2);
    expect(then(both).lists.datagrams.total).toBe(0);
    expect(then(talk).lists.datagrams.rows).toEqual(talk.lists.datagrams.rows);
    expect(known(then(talk))).toEqual(known(talk));
    // What the kernel still had of it then is not known.
    expect(known(then(ended))).toEqual(known(ended).map((row) => row.replace('CLOSED', '')));
    const [open] = then(ended).lists.clients.rows;
    expect(open).toMatchObject({ rttMicros: null, unread: null, service: null, file: null });
    // From there to the end, and to the present again.
    expect(known(bench.at(null))).toEqual(known(frozen));
    expect(bench.view().frozenAt).toBeNull();
  });

  test('goes from one moment at which something happened to the next, and back', async () => {
    const bench = await Bench.open(sockets, udpSpec({ service: 'discard' }));
    await bench.settled('nothing', () => true);
    const sender = createSocket('udp4');
    onTestFinished(() => void sender.close());
    const times: number[] = [];
    for (let count = 1; count <= 3; count += 1) {
      sender.send(`datagram ${count}`, bench.port('udp-1'), '127.0.0.1');
      const view = await bench.settled('it', ({ lists }) => lists.datagrams.total === count);
      times.push(view.lists.datagrams.rows.at(-1)?.time as number);
    }
    const { time, reach } = bench.at(null);
    const from = (steps: number, start = time) => bench.at({ from: start, steps }).time;
    expect([-1, -2, -3].map((steps) => from(steps))).toEqual(times.toReversed());
    // Before the first one there is what was noted first, and nothing before that.
    expect(from(-4)).toBe(reach);
    expect(from(-5)).toBe(reach);
    expect(from(0, 0)).toBe(reach);
    expect([1, 2, 3].map((steps) => from(steps, reach as number))).toEqual(times);
    expect(from(4, reach as number)).toBe(time);
    const second = bench.at({ from: time, steps: -2 });
    expect(second.lists.datagrams.rows.map(({ preview }) => preview)).toEqual([
      'datagram 1',
      'datagram 2',
    ]);
  });

  test('says when what endpoints and totals show was noted, and shows no other', async () => {
    const bench = await Bench.open(sockets, tcpSpec());
    const before = await bench.settled('one server', () => true);
    await bench.engine.dispatch({ type: 'open', spec: udpSpec() });
    const after = await bench.settled('two', ({ lists }) => lists.listen.total === 2);
    const [old, late] = [before, after].map(({ time }) => bench.at({ from: time, steps: 0 }));
    expect(old?.lists.listen.rows.map(({ key }) => key)).toEqual(['tcp-1']);
    expect(old?.totals.open).toBe(1);
    for (const view of [old, late]) {
      const { notedAt, time } = view as View;
      expect(notedAt).toBeLessThanOrEqual(time);
      expect(notedAt).toBeGreaterThan(time - 1100);
    }
  });
});

test('a client that is seen waiting is shown so, and accepted from then on', async () => {
  const bench = await Bench.open('auto', tcpSpec({ mode: 'manual' }));
  client(bench.port('tcp-1')).write('hello');
  const waits = await bench.settled('a waiting client', ({ lists }) =>
    lists.clients.rows.some(({ bytesIn }) => bytesIn === 5),
  );
  await bench.engine.dispatch({ type: 'accept-next', endpoint: 'tcp-1' });
  const served = await bench.settled('a served one', ({ lists }) =>
    lists.clients.rows.some(({ bytesOut }) => bytesOut === 5),
  );
  const then = bench.at({ from: waits.time, steps: 0 });
  const [row] = then.lists.clients.rows;
  // What it had sent by then nobody has kept.
  expect(row).toMatchObject({ key: waits.lists.clients.rows[0]?.key, bytesIn: null });
  expect(row?.state).toBe(waits.lists.clients.rows[0]?.state);
  expect(then.totals).toMatchObject({ clients: 0, waiting: 1 });
  expect(known(bench.at({ from: served.time, steps: 0 }))).toEqual(known(served));
});
