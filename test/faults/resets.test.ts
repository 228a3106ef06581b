// Connections that are reset, in every state that one can be in, and clients that do anything in any
// order: nothing throws, nobody is forgotten, what was counted is what went over the wire.

import { describe, expect, test } from 'vitest';
import type { TcpSpec } from '../../source/protocol/spec.ts';
import { type Bench, Client, LAYERS, serve } from '../engine/tcp/harness.ts';
import { pace, pressed, random } from '../support/faults.ts';

interface State {
  readonly name: string;
  readonly spec: Partial<TcpSpec>;
  /** Brings a client into the state. */
  readonly enter: (bench: Bench) => Promise<Client>;
  /** How its connection ends; null where there never is one. */
  readonly causes: readonly string[] | null;
  /** Where the kernel can't be asked it is noticed only when the answer goes. */
  readonly kernelOnly?: true;
}

const counted = (bench: Bench) => bench.server.row();
const rowOf = (bench: Bench, state: string) => bench.rows().find((row) => row.state === state);

/** More than the kernel's buffers of both directions hold. */
const FLOOD = Buffer.alloc(32 << 20, 'flood ');

const STATES: readonly State[] = [
  {
    name: 'before it is accepted',
    spec: { mode: 'manual' },
    enter: async (bench) => {
      const client = await bench.client({ send: 'early' });
      await bench.until('it to wait', () => counted(bench).queueDepth === 1);
      return client;
    },
    causes: null,
  },
  {
    name: 'waiting for its turn of a sequential server',
    spec: { mode: 'sequential' },
    enter: async (bench) => {
      await bench.client({ send: 'first' });
      await bench.until('the first', () => counted(bench).bytesSent === 5);
      const client = await bench.client({ send: 'early' });
      await bench.until('it to wait', () => counted(bench).queueDepth === 1);
      return client;
    },
    causes: null,
  },
  {
    name: 'just connected',
    spec: {},
    enter: (bench) => bench.client(),
    causes: ['reset'],
  },
  {
    name: 'served by a sequential server',
    spec: { mode: 'sequential' },
    enter: async (bench) => {
      const client = await bench.client({ send: 'served' });
      await client.receives('served');
      return client;
    },
    causes: ['reset'],
  },
  {
    name: 'in the middle of an echo',
    spec: {},
    enter: async (bench) => {
      const client = await bench.client({ send: FLOOD });
      await bench.until('some of it back', () => client.bytes > 1 << 20);
      return client;
    },
    causes: ['reset'],
  },
  {
    name: 'not reading, with answers held back',
    spec: {},
    enter: async (bench) => {
      const client = await bench.client({ read: false, send: FLOOD });
      await bench.until('back-pressure', () => bench.rows()[0]?.backPressure === true);
      return client;
    },
    causes: ['reset'],
  },
  {
    name: 'half-closed by the client, its answer on the way',
    spec: { delayMs: 60_000 },
    enter: async (bench) => {
      const client = await bench.client({ send: 'last words' });
      client.socket.end();
      await bench.until('its FIN', () => bench.of('connection.ended').length === 1);
      return client;
    },
    causes: ['reset'],
    kernelOnly: true,
  },
  {
    name: 'not read any more, with too many answers held back',
    spec: { delayMs: 60_000 },
    enter: async (bench) => {
      const client = await bench.client({ send: FLOOD });
      await bench.until('back-pressure', () => bench.rows()[0]?.backPressure === true);
      return client;
    },
    causes: ['reset'],
    kernelOnly: true,
  },
  {
    name: 'half-closed by the server',
    spec: { close: 'reply' },
    enter: async (bench) => {
      const client = await bench.client({ send: 'one' });
      await client.seesEnd();
      return client;
    },
    causes: ['local'],
  },
  {
    name: 'with delayed replies waiting',
    spec: { delayMs: 60_000 },
    enter: async (bench) => {
      const client = await bench.client({ send: 'slow' });
      await bench.until('it to be read', () => counted(bench).bytesReceived === 4);
      return client;
    },
    causes: ['reset'],
  },
  {
    name: 'unread, by a service that reads nothing',
    spec: { service: 'none' },
    enter: async (bench) => {
      const client = await bench.client({ send: 'unread' });
      await bench.until('it to be there', () => rowOf(bench, 'ESTABLISHED') !== undefined);
      return client;
    },
    causes: ['reset'],
  },
];

describe.each(LAYERS)('resets over the %s layer', (layer) => {
  const states = STATES.filter(({ kernelOnly }) => layer === 'linux' || !kernelOnly);
  test.each(states)('$name', { timeout: 30_000 }, async ({ spec, enter, causes }) => {
    const bench = await serve(layer, spec);
    const client = await enter(bench);
    const before = bench.of('connection.closed').length;
    client.socket.resetAndDestroy();
    if (causes === null) {
      // Over the portable layer who waits has been accepted, and is met when his turn comes.
      for (const { connection } of bench.of('connection.accepted'))
        bench.server.find(connection)?.end('kicked');
      bench.server.setMode('concurrent');
      await bench.until(
        'nobody',
        () => counted(bench).queueDepth === 0 && counted(bench).clients === 0,
      );
    } else {
      await bench.until('its end', () => bench.of('connection.closed').length > before);
      expect(causes).toContain(bench.of('connection.closed').at(-1)?.cause);
    }
    expect(counted(bench)).toMatchObject({ clients: 0, queueDepth: 0, problem: null });
    if (spec.service === 'none' || spec.delayMs !== undefined) return;
    bench.server.setMode('concurrent');
    const next = await bench.client({ send: 'next' });
    await next.receives('next');
  });
});

const CLIENTS = pressed(300, 5000);
/** At once. */
const GROUP = 50;
const STEPS = 12;

const SPECS: readonly Partial<TcpSpec>[] = [
  {},
  { mode: 'sequential' },
  { service: 'upper', delayMs: 3 },
  { service: 'discard', idleMs: 50 },
  { service: 'none', idleMs: 50 },
  { close: 'reply' },
  { maxClients: 3 },
];

/** A client that does anything, in any order, and is gone in the end. */
async function wander(bench: Bench, next: () => number): Promise<{ client: Client; sent: string }> {
  const client = new Client(bench.local, { read: next() < 0.8 });
  let sent = '';
  for (let step = 0; step < STEPS && !client.closed; step += 1) {
    const turn = next();
    if (turn < 0.45) {
      const text = 'x'.repeat(Math.floor(next() ** 4 * 100_000)) + String(step);
      if (client.socket.writable) {
        client.socket.write(text);
        sent += text;
      }
    } else if (turn < 0.55) client.socket.end();
    else if (turn < 0.6) client.socket.resetAndDestroy();
    else if (turn < 0.65) client.socket.destroy();
    else if (turn < 0.75) client.socket.pause();
    else if (turn < 0.85) client.socket.resume();
    else await pace(next() * 8);
    if (next() < 0.5) await new Promise((resolve) => setImmediate(resolve));
  }
  if (next() < 0.5) client.socket.resetAndDestroy();
  else client.socket.destroy();
  return { client, sent };
}

describe.each(LAYERS)('clients that do anything, over the %s layer', (layer) => {
  test.each(SPECS)('%o', { timeout: 120_000 }, async (spec) => {
    const next = random(`${layer} ${JSON.stringify(spec)}`);
    const bench = await serve(layer, spec, { wantsEvents: false });
    const share = Math.ceil(CLIENTS / SPECS.length);
    let sentBytes = 0;
    for (let group = 0; group < share; group += GROUP) {
      const size = Math.min(GROUP, share - group);
      const gone = await Promise.all(Array.from({ length: size }, () => wander(bench, next)));
      for (const { client, sent } of gone) {
        sentBytes += sent.length;
        const asked = spec.service === 'upper' ? sent.toUpperCase() : sent;
        expect(asked.startsWith(client.text())).toBe(true);
      }
    }
    await bench.until(
      'nobody',
      () => counted(bench).clients === 0 && counted(bench).queueDepth === 0,
    );
    const closed = bench.of('connection.closed');
    const { served, bytesReceived, bytesSent } = counted(bench);
    expect(closed).toHaveLength(served);
    expect(bench.of('connection.accepted')).toHaveLength(served);
    expect(bytesReceived).toBeLessThanOrEqual(sentBytes);
    expect(bytesSent).toBeLessThanOrEqual(bytesReceived);
    const sum = (field: 'bytesReceived' | 'bytesSent') =>
      closed.reduce((all, event) => all + event[field], 0);
    expect([sum('bytesReceived'), sum('bytesSent')]).toEqual([bytesReceived, bytesSent]);
    for (const { durationMs } of closed) expect(durationMs).toBeGreaterThanOrEqual(0);
  });
});
