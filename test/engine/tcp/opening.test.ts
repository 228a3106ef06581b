import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Bench, Client, LAYERS, linux, serve } from './harness.ts';

const problemOf = (bench: Bench) => bench.server.row().problem;

/** Somebody else's server, on a port of the kernel's choice. */
async function other(host = '127.0.0.1') {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  onTestFinished(() => (server.listening ? close() : undefined));
  return { port: (server.address() as { port: number }).port, close };
}

describe.each(LAYERS)('opening a TCP server over the %s layer', (layer) => {
  test('port 0 gets a free one, and the row, the event and the detail name it', async () => {
    const bench = await serve(layer, { backlog: 7 });
    const { local, state, backlog, accepting } = bench.server.row();
    expect(local.port).toBeGreaterThan(0);
    expect({ state, backlog, accepting }).toEqual({ state: 'LISTEN', backlog: 7, accepting: true });
    expect(bench.of('endpoint.bound')[0]).toMatchObject({ kind: 'tcp', local });
    expect(bench.of('endpoint.listening')[0]).toMatchObject({ local, backlog: 7 });
    expect(bench.server.detail()).toMatchObject({ resolved: ['127.0.0.1'], maxClients: 10_000 });
  });

  test('EADDRINUSE is a FAILED row; it opens when tried again and the port is free', async () => {
    const holder = await other();
    const bench = await serve(layer, { port: holder.port });
    expect(bench.server.row().state).toBe('FAILED');
    expect(problemOf(bench)).toMatchObject({
      code: 'EADDRINUSE',
      address: `127.0.0.1:${holder.port}`,
    });
    expect(bench.of('endpoint.failed')).toHaveLength(1);
    expect(bench.server.setMode('manual')).toMatchObject({ code: 'ENOTOPEN' });
    expect(bench.server.summary().failed).toContain('in use');
    await holder.close();
    await bench.server.open();
    expect(bench.server.row()).toMatchObject({ state: 'LISTEN', problem: null });
    const client = await bench.client({ send: 'hi' });
    await client.receives('hi');
  });

  test('a name is looked up, and one that has no address is said to have none', async () => {
    const named = await serve(layer, { host: 'localhost' });
    expect(named.server.row().state).toBe('LISTEN');
    expect(named.server.detail().resolved[0]).toBe(named.local.address);
    const lost = await serve(layer, { host: 'no-such-host.invalid' });
    expect(lost.server.row().state).toBe('FAILED');
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(problemOf(lost)?.code);
    expect(problemOf(lost)?.operation).toBe('getaddrinfo');
  });

  test('an address that no interface has is refused with a sentence', async () => {
    // TEST-NET-1, RFC 5737.
    const bench = await serve(layer, { host: '192.0.2.1' });
    expect(problemOf(bench)).toMatchObject({ code: 'EADDRNOTAVAIL' });
    expect(problemOf(bench)?.message).toContain('no address of this machine');
  });

  test('IPv6, and :: that serves IPv4 as well', async () => {
    const bench = await serve(layer, { host: '::1' });
    expect(bench.local).toMatchObject({ address: '::1', family: 'IPv6' });
    const client = await bench.client({ send: 'six' });
    await client.receives('six');
    expect(bench.of('connection.accepted')[0]?.remote).toMatchObject({
      address: '::1',
      port: client.port,
      family: 'IPv6',
    });

    const both = await serve(layer, { host: '::', mode: 'manual' });
    const { port } = both.local;
    const four = new Client({ address: '127.0.0.1', port, family: 'IPv4' });
    await four.connected;
    await both.until('it waiting', () => both.states().includes('QUEUED'));
    expect(both.rows()[0]?.remote).toMatchObject({ address: '::ffff:127.0.0.1', port: four.port });
    both.server.acceptNext();
    await both.until('it accepted', () => both.server.row().clients === 1);
    expect(both.of('connection.accepted')[0]?.waitedMs).toBeGreaterThanOrEqual(0);
  });

  test('closed while it opens, it holds nothing', async () => {
    const bench = await serve(layer);
    await bench.server.close();
    await bench.server.open();
    expect(bench.server.row().state).toBe('CLOSED');
    const again = await serve(layer, { port: bench.local.port });
    expect(again.server.row().state).toBe('LISTEN');
  });

  test('the spec it prints follows the mode', async () => {
    const bench = await serve(layer);
    bench.server.setMode('sequential');
    expect(bench.server.detail().spec).toContain('mode=sequential');
    expect(bench.of('endpoint.changed')[0]).toMatchObject({ mode: 'sequential' });
    bench.server.setMode('sequential');
    expect(bench.of('endpoint.changed')).toHaveLength(1);
  });
});

describe.skipIf(!linux)('what the kernel says of a port (kernel layer: linux only)', () => {
  test('EADDRINUSE names who holds it', async () => {
    const holder = await other();
    const bench = await serve('linux', { port: holder.port });
    expect(problemOf(bench)?.message).toContain(`sockscope itself (pid ${process.pid})`);
    const wildcard = await serve('linux', { port: holder.port, host: '::' });
    expect(problemOf(wildcard)?.message).toContain(`pid ${process.pid}`);
  });
});
