import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Engine, MAX_ENDPOINTS } from '../../source/engine/engine.ts';
import { chooseLayer } from '../../source/engine/kernel/choose.ts';
import { systemClock } from '../../source/engine/world.ts';
import type { EngineEvent } from '../../source/protocol/events.ts';
import type { ListenRow } from '../../source/protocol/views.ts';
import { viewRequest } from '../support/requests.ts';
import { multicastSpec, tcpSpec, udpSpec } from '../support/specs.ts';

const engines: Engine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.shutdown()));
});

async function make(sockets: 'auto' | 'portable') {
  const events: EngineEvent[] = [];
  const world = { clock: systemClock, sockets: await chooseLayer(sockets) };
  const engine = new Engine(world, { emit: (event) => events.push(event), changed: () => {} });
  engines.push(engine);
  return { engine, events };
}

const rowOf = (engine: Engine, key: string): ListenRow => {
  const row = engine.view(viewRequest()).lists.listen.rows.find((one) => one.key === key);
  if (row === undefined) throw new Error(`no row ${key}`);
  return row;
};

describe.each(['auto', 'portable'] as const)('Engine over the %s layer', (sockets) => {
  test('opens one endpoint of each kind, named by kind, and sums up the run', async () => {
    const { engine, events } = await make(sockets);
    for (const spec of [tcpSpec(), udpSpec(), tcpSpec(), multicastSpec()]) {
      expect(await engine.dispatch({ type: 'open', spec })).toMatchObject({ ok: true });
    }
    const { listen, groups } = engine.view(viewRequest()).lists;
    expect(listen.rows.map(({ key, state }) => `${key} ${state}`)).toEqual([
      'tcp-1 LISTEN',
      'udp-1 BOUND',
      'tcp-2 LISTEN',
      'multicast-1 JOINED',
    ]);
    expect(groups.rows.map(({ key }) => key)).toEqual(['multicast-1']);
    const summary = await engine.shutdown();
    expect(summary.endpoints.map(({ endpoint }) => endpoint).sort()).toEqual([
      'multicast-1',
      'tcp-1',
      'tcp-2',
      'udp-1',
    ]);
    expect(events.filter(({ type }) => type === 'endpoint.closed')).toHaveLength(4);
  });

  test('what is not there, or is of another kind, is refused with a sentence', async () => {
    const { engine } = await make(sockets);
    await engine.dispatch({ type: 'open', spec: udpSpec() });
    const codes = await Promise.all([
      engine.dispatch({ type: 'close', endpoint: 'tcp-9' }),
      engine.dispatch({ type: 'disconnect', connections: ['c9'] }),
      engine.dispatch({ type: 'set-mode', endpoint: 'udp-1', mode: 'manual' }),
      engine.dispatch({ type: 'join', endpoint: 'udp-1', interface: 'lo' }),
      engine.dispatch({ type: 'retry', endpoint: 'udp-1' }),
    ]);
    for (const answer of codes) {
      expect(answer.ok).toBe(false);
      if (!answer.ok) expect(answer.problem.message).toMatch(/\w.*\.$/s);
    }
  });

  test('a port that is taken makes a FAILED row with a way out, and a retry opens it', async () => {
    const { engine, events } = await make(sockets);
    await engine.dispatch({ type: 'open', spec: tcpSpec() });
    const { port } = rowOf(engine, 'tcp-1').local;
    const answer = await engine.dispatch({ type: 'open', spec: tcpSpec({ port }) });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'EADDRINUSE' } });
    expect(rowOf(engine, 'tcp-2')).toMatchObject({
      state: 'FAILED',
      problem: { code: 'EADDRINUSE' },
    });
    expect(rowOf(engine, 'tcp-1').state).toBe('LISTEN');
    expect(events.filter(({ type }) => type === 'endpoint.failed')).toHaveLength(1);

    await engine.dispatch({ type: 'close', endpoint: 'tcp-1' });
    expect(await engine.dispatch({ type: 'retry', endpoint: 'tcp-2' })).toMatchObject({ ok: true });
    expect(rowOf(engine, 'tcp-2')).toMatchObject({ state: 'LISTEN', problem: null });
    const summary = await engine.shutdown();
    expect(summary.endpoints.find(({ endpoint }) => endpoint === 'tcp-2')?.failed).toBeUndefined();
  });

  test('clients and datagrams show in their lists, by filter and by detail', async () => {
    const { engine } = await make(sockets);
    await engine.dispatch({ type: 'open', spec: tcpSpec() });
    await engine.dispatch({ type: 'open', spec: multicastSpec() });
    await engine.dispatch({ type: 'open', spec: udpSpec() });
    const client = connect(rowOf(engine, 'tcp-1').local.port, '127.0.0.1');
    const sender = createSocket('udp4');
    client.write('Hello, stream');
    await once(client, 'data');
    sender.send('Hello, datagram', rowOf(engine, 'udp-1').local.port, '127.0.0.1');
    await once(sender, 'message');

    const view = await vi.waitFor(() => {
      const now = engine.view(viewRequest({ datagrams: { filter: 'HELLO' } }));
      expect(now.lists.datagrams.total).toBe(2);
      return now;
    });
    const row = view.lists.clients.rows[0];
    expect(row).toMatchObject({ key: 'c1', bytesIn: 13, bytesOut: 13 });
    expect(row?.remote.port).toBe(client.localPort);
    // Also where the Listen list has no room for it: keys act on it.
    const short = engine.view(viewRequest({ listen: { height: 0 }, clients: { height: 1 } }));
    expect(short.clientServer).toMatchObject({ key: 'tcp-1', mode: 'concurrent' });
    expect(view.lists.datagrams.rows.map(({ direction }) => direction)).toEqual(['in', 'out']);
    expect(view.lists.datagrams.rows[0]).toMatchObject({
      endpoint: 'udp-1',
      preview: 'Hello, datagram',
      bytes: 15,
    });
    expect(
      engine.view(viewRequest({ clients: { filter: 'no such' } })).lists.clients,
    ).toMatchObject({
      total: 0,
      all: 1,
    });

    const connection = { of: 'connection', key: 'c1' } as const;
    const { detail } = engine.view(viewRequest({}, { detail: connection }));
    expect(detail?.of === 'connection' && detail.chunks.map(({ data }) => data)).toEqual([
      'Hello, stream',
      'Hello, stream',
    ]);
    const key = view.lists.datagrams.rows[0]?.key ?? '';
    const datagram = { of: 'datagram', list: 'datagrams', key } as const;
    const shown = engine.view(viewRequest({}, { detail: datagram })).detail;
    expect(shown?.of === 'datagram' && shown.chunks[0]?.data).toBe('Hello, datagram');
    sender.close();
    client.destroy();
  });

  test('a frozen picture stands still while the engine goes on', async () => {
    const { engine } = await make(sockets);
    await engine.dispatch({ type: 'open', spec: tcpSpec() });
    const frozen = engine.view(viewRequest({}, { frozen: true }));
    expect(frozen.frozen).toBe(true);
    const client = connect(rowOf(engine, 'tcp-1').local.port, '127.0.0.1');
    // A live view thaws the picture: freeze again with somebody there, then let them go.
    await vi.waitFor(() => expect(engine.view(viewRequest()).totals.clients).toBe(1));
    const still = engine.view(viewRequest({}, { frozen: true }));
    client.end();
    await once(client, 'close');
    const later = engine.view(viewRequest({}, { frozen: true }));
    expect(later.lists).toEqual(still.lists);
    await vi.waitFor(() => expect(engine.view(viewRequest()).totals.clients).toBe(0));
  });

  test('the cursor follows a client from the queue through its accept', async () => {
    const { engine } = await make(sockets);
    await engine.dispatch({ type: 'open', spec: tcpSpec({ mode: 'manual' }) });
    const { port } = rowOf(engine, 'tcp-1').local;
    const clients = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    const keys = await vi.waitFor(() => {
      engine.sample();
      const { rows } = engine.view(viewRequest()).lists.clients;
      expect(rows).toHaveLength(2);
      return rows.map(({ key }) => key);
    });
    const first = clients.find(({ localPort }) => keys[0]?.endsWith(`:${localPort}`));
    const second = clients.find((client) => client !== first);
    const cursor = { at: 'row', key: `tcp-1/127.0.0.1:${second?.localPort}`, index: 1 } as const;
    await engine.dispatch({ type: 'set-mode', endpoint: 'tcp-1', mode: 'concurrent' });
    await vi.waitFor(() => {
      engine.sample();
      expect(engine.view(viewRequest()).totals.clients).toBe(2);
    });
    const { rows, cursorKey } = engine.view(viewRequest({ clients: { cursor } })).lists.clients;
    const selected = rows.find(({ key }) => key === cursorKey);
    expect(selected?.remote.port).toBe(second?.localPort);
    expect(selected?.connection).not.toBeNull();
    for (const client of clients) client.destroy();
  });

  test('all servers together: who is accepted before who waits', async () => {
    const { engine } = await make(sockets);
    await engine.dispatch({ type: 'open', spec: tcpSpec({ mode: 'manual' }) });
    await engine.dispatch({ type: 'open', spec: tcpSpec() });
    const waiting = connect(rowOf(engine, 'tcp-1').local.port, '127.0.0.1');
    const served = connect(rowOf(engine, 'tcp-2').local.port, '127.0.0.1');
    await vi.waitFor(() => {
      engine.sample();
      const { rows } = engine.view(viewRequest()).lists.clients;
      expect(rows.map(({ state }) => state)).toEqual(['ESTABLISHED', 'QUEUED']);
    });
    waiting.destroy();
    served.destroy();
  });

  test('endpoints are bounded', async () => {
    const { engine } = await make(sockets);
    const bad = tcpSpec({ host: '127.0.0.1', port: 1, backlog: 1 });
    for (let i = 0; i < MAX_ENDPOINTS; i += 1) {
      await engine.dispatch({ type: 'open', spec: { ...bad, port: 0 } });
    }
    const answer = await engine.dispatch({ type: 'open', spec: tcpSpec() });
    expect(answer).toMatchObject({ ok: false });
  });
});
