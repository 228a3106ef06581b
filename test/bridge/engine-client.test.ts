import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type EngineClient, startEngine } from '../../source/bridge/engine-client.ts';
import type { Command } from '../../source/protocol/commands.ts';
import type { EngineEvent } from '../../source/protocol/events.ts';
import type { Problem } from '../../source/protocol/problem.ts';
import { VIEWS_PER_SECOND, type View } from '../../source/protocol/views.ts';
import { parsedLines } from '../support/lines.ts';
import { viewRequest } from '../support/requests.ts';
import { tcpSpec } from '../support/specs.ts';

const clients: EngineClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.stop()));
});

async function start(): Promise<EngineClient> {
  const client = await startEngine({ sockets: 'auto' });
  clients.push(client);
  return client;
}

describe('the bridge to an engine in a worker', () => {
  test('answers commands and shows views as things change', async () => {
    const engine = await start();
    const views: View[] = [];
    engine.onView((view) => views.push(view));
    expect(await engine.send({ type: 'open', spec: tcpSpec() })).toEqual({
      ok: true,
      endpoint: 'tcp-1',
    });
    engine.request(viewRequest({}, { serial: 7 }));
    await vi.waitFor(() => expect(views.at(-1)?.serial).toBe(7));
    const port = views.at(-1)?.lists.listen.rows[0]?.local.port ?? 0;
    const client = connect(port, '127.0.0.1');
    await vi.waitFor(() => expect(views.at(-1)?.totals.clients).toBe(1));
    client.destroy();
    await vi.waitFor(() => expect(views.at(-1)?.totals.clients).toBe(0));
  });

  test('requests that views lead to are answered no more often than views are sent', async () => {
    const engine = await start();
    const serials: number[] = [];
    const ask = (serial: number, byHand: boolean) =>
      engine.request(viewRequest({ clients: { top: serial } }, { serial, byHand }));
    engine.onView(({ serial }) => {
      serials.push(serial);
      if (serial < 10) ask(serial + 1, false);
    });
    const started = performance.now();
    ask(1, true);
    await vi.waitFor(() => expect(serials.at(-1)).toBe(10), 10_000);
    // The first three are at once; seven ticks follow, of which the first may be due.
    expect(performance.now() - started).toBeGreaterThan((6 * 1000) / VIEWS_PER_SECOND - 20);
  });

  test('hands events over in batches, the summary last', async () => {
    const engine = await start();
    const events: EngineEvent[] = [];
    engine.subscribe((lines, taken) => {
      events.push(...parsedLines<EngineEvent>(lines));
      taken();
    });
    await engine.send({ type: 'open', spec: tcpSpec() });
    const bound = await vi.waitFor(() => {
      const event = events.find(({ type }) => type === 'endpoint.bound');
      if (event?.type !== 'endpoint.bound') throw new Error('not yet');
      return event;
    });
    const client = connect(bound.local.port, '127.0.0.1');
    client.write('ping');
    await once(client, 'data');
    client.end();
    await once(client, 'close');
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('connection.closed'));
    const summary = await engine.stop();
    expect(summary?.endpoints[0]).toMatchObject({ served: 1, bytesReceived: 4, bytesSent: 4 });
    expect(events.at(-1)?.type).toBe('summary');
  });

  test('a dead worker is told once, and commands are then answered with the reason', async () => {
    const engine = await start();
    const problems: Problem[] = [];
    engine.onDeath((problem) => problems.push(problem));
    // No front end can send this; it stands for any fault inside the engine.
    const fault = { type: 'open', spec: null } as unknown as Command;
    expect(await engine.send(fault)).toMatchObject({ ok: false, problem: { code: 'EENGINE' } });
    expect(problems).toHaveLength(1);
    expect(await engine.send({ type: 'close', endpoint: 'tcp-1' })).toMatchObject({
      ok: false,
      problem: { code: 'EENGINE', operation: 'command' },
    });
    expect(await engine.stop()).toBeNull();
  });
});
