// What is done to connections by hand, over both layers.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { control } from '../../../source/engine/connection-commands.ts';
import { PIECE_BYTES, SentFile } from '../../../source/engine/sent-file.ts';
import { MAX_UNSENT_BYTES } from '../../../source/engine/tcp/by-hand.ts';
import type { Answer, ConnectionCommand, Payload } from '../../../source/protocol/commands.ts';
import type { TcpSpec } from '../../../source/protocol/spec.ts';
import { until } from '../../support/wait.ts';
import { type Bench, type Client, LAYERS, layerOf, linux, serve } from './harness.ts';

const bytes = (text: string): Payload => ({
  of: 'bytes',
  data: Buffer.from(text, 'latin1').toString('base64'),
});
const file = (path: string): Payload => ({ of: 'file', path });

/** A file of its own, gone when the test ends. */
function fileOf(data: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockscope-control-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'data.bin');
  writeFileSync(path, data);
  return path;
}

type Act = ConnectionCommand extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'connections'>
    : never
  : never;

function act(bench: Bench, what: Act, ...connections: string[]): Promise<Answer> {
  const command = { ...what, connections: connections.length > 0 ? connections : ['c1'] };
  return control(command as ConnectionCommand, (id) => bench.server.find(id));
}

async function one(
  layer: 'linux' | 'portable',
  part: Partial<TcpSpec> = {},
  read = true,
): Promise<{ bench: Bench; client: Client }> {
  const bench = await serve(layer, part);
  const client = await bench.client({ read });
  await bench.until('one client', () => bench.server.row().clients === 1);
  return { bench, client };
}

const row = (bench: Bench) => bench.rows()[0];
const done = { ok: true, done: 1 };

describe.each(LAYERS)('by hand over the %s layer', (layer) => {
  test('sends bytes, after what was sent before, and records them', async () => {
    const { bench, client } = await one(layer, { service: 'none' });
    expect(await act(bench, { type: 'send', payload: bytes('GET\0\xff') })).toEqual(done);
    expect(await act(bench, { type: 'send', payload: bytes('\r\n') })).toEqual(done);
    await client.receives('GET\0\xff\r\n');
    const sent = bench.of('connection.sent');
    expect(sent.map(({ connection, data }) => [connection, data])).toEqual([
      ['c1', Buffer.from('GET\0\xff', 'latin1').toString('base64')],
      ['c1', 'DQo='],
    ]);
    expect(row(bench)?.bytesOut).toBe(7);
    const chunks = bench.server.connectionDetail('c1')?.chunks;
    expect(chunks?.map(({ data, direction }) => [data, direction])).toEqual([
      ['GET\0\xff', 'out'],
      ['\r\n', 'out'],
    ]);
  });

  test('does not take sending by hand for the reply that close=reply waits for', async () => {
    const { bench, client } = await one(layer, { close: 'reply' });
    await act(bench, { type: 'send', payload: bytes('welcome ') });
    await client.receives('welcome ');
    client.socket.write('hello');
    await client.receives('welcome hello');
    await client.seesEnd();
  });

  test('what nobody reads is bounded, and refused with a sentence', async () => {
    const { bench } = await one(layer, { service: 'discard' }, false);
    const payload = bytes('x'.repeat(MAX_UNSENT_BYTES / 4));
    const answer = await until('a refusal', async () => {
      const next = await act(bench, { type: 'send', payload });
      return next.ok ? null : next;
    });
    expect(answer.problem).toMatchObject({ code: 'EAGAIN', operation: 'send' });
    expect(answer.problem.message).toMatch(/c1 does not take .* wait/);
  });

  test('one command to several: how many, and why not the others', async () => {
    const bench = await serve(layer, { service: 'discard' });
    const clients = [await bench.client(), await bench.client(), await bench.client()];
    await bench.until('three', () => bench.server.row().clients === 3);
    expect(await act(bench, { type: 'half-close' }, 'c2')).toEqual(done);
    const ids = ['c1', 'c2', 'c3', 'c8', 'c9'];
    const answer = await act(bench, { type: 'send', payload: bytes('all') }, ...ids);
    expect(answer).toMatchObject({
      ok: true,
      done: 2,
      refused: [
        { count: 1, problem: { code: 'EPIPE' } },
        { count: 2, problem: { code: 'ENOCONNECTION' } },
      ],
    });
    await until('both', () => clients.filter((each) => each.text() === 'all').length === 2 || null);

    const none = await act(bench, { type: 'reset' }, 'c8', 'c9');
    expect(none).toMatchObject({ ok: false, problem: { code: 'ENOCONNECTION' } });
    if (!none.ok)
      expect(none.problem.message).toBe(
        'None of 2. There is no open connection c8. It may have ended just now.',
      );
  });

  test('stops reading, and goes on where it stopped', async () => {
    const { bench, client } = await one(layer);
    client.socket.write('one ');
    await client.receives('one ');
    expect(row(bench)).toMatchObject({ reading: true, service: 'echo' });
    expect(await act(bench, { type: 'set-reading', reading: false })).toEqual(done);
    expect(row(bench)?.reading).toBe(false);
    client.socket.write('two ');
    // A second client is read meanwhile: what the first one sent has had its time.
    const other = await bench.client({ send: 'other' });
    await other.receives('other');
    expect(bench.server.find('c1')?.record.bytesIn).toBe(4);
    await act(bench, { type: 'set-reading', reading: true });
    await client.receives('one two ');
    const changes = bench.of('connection.changed').map(({ reading }) => reading);
    expect(changes).toEqual([false, true]);
    // The same again is no change.
    await act(bench, { type: 'set-reading', reading: true });
    expect(bench.of('connection.changed')).toHaveLength(2);
  });

  test('reading for the service none is asked for by hand, and answered nothing', async () => {
    const { bench, client } = await one(layer, { service: 'none' });
    client.socket.write('hello');
    await act(bench, { type: 'set-reading', reading: true });
    await bench.until('it read', () => bench.server.find('c1')?.record.bytesIn === 5);
    client.socket.end();
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]).toMatchObject({
      cause: 'peer',
      bytesReceived: 5,
      bytesSent: 0,
    });
    expect(bench.of('connection.ended')).toHaveLength(1);
  });

  test('a FIN is met when reading goes on, after all that came before it', async () => {
    const { bench, client } = await one(layer);
    await act(bench, { type: 'set-reading', reading: false });
    client.socket.end('last words');
    const other = await bench.client({ send: 'other' });
    await other.receives('other');
    if (layer === 'linux') await bench.until('the FIN', () => row(bench)?.state === 'CLOSE_WAIT');
    for (let i = 0; i < 5; i += 1) bench.server.sample();
    expect(bench.of('connection.ended')).toHaveLength(0);
    await act(bench, { type: 'set-reading', reading: true });
    await client.receives('last words');
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('peer');
  });

  test('half-close: our FIN, and what the peer still sends is read', async () => {
    const { bench, client } = await one(layer);
    await act(bench, { type: 'send', payload: bytes('bye') });
    expect(await act(bench, { type: 'half-close' })).toEqual(done);
    await client.seesEnd();
    expect(client.text()).toBe('bye');
    client.socket.write('still talking');
    await bench.until('it read', () => bench.server.find('c1')?.record.bytesIn === 13);
    if (layer === 'linux') await bench.until('FIN_WAIT2', () => row(bench)?.state === 'FIN_WAIT2');
    expect(row(bench)?.halfClosed).toBe(true);
    expect(await act(bench, { type: 'half-close' })).toMatchObject({
      ok: false,
      problem: { code: 'EPIPE', operation: 'shutdown' },
    });
    expect(await act(bench, { type: 'send', payload: bytes('more') })).toMatchObject({
      ok: false,
      problem: { code: 'EPIPE', operation: 'send' },
    });
    client.socket.end();
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]).toMatchObject({
      cause: 'local',
      bytesReceived: 13,
      bytesSent: 3,
    });
    expect(client.text()).toBe('bye');
    expect(bench.of('connection.changed')).toMatchObject([{ halfClosed: true }]);
  });

  test('a reset after our half-close is one', async () => {
    const { bench, client } = await one(layer);
    await act(bench, { type: 'half-close' });
    await client.seesEnd();
    client.socket.resetAndDestroy();
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('reset');
  });

  test.each(['discard', 'none'] as const)('reset: RST (service %s)', async (service) => {
    const { bench, client } = await one(layer, { service });
    expect(await act(bench, { type: 'reset' })).toEqual(done);
    await until('the reset', () => client.error);
    expect(client.error).toBe('ECONNRESET');
    expect(client.ended).toBe(false);
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('aborted');
    expect(bench.server.row().clients).toBe(0);
  });

  test('reset with the send buffer full, in the turn of a half-close, and twice', async () => {
    const bench = await serve(layer, { service: 'discard' }, { wantsEvents: false });
    for (const read of [false, true]) await bench.client({ read });
    await bench.until('two', () => bench.server.row().clients === 2);
    const payload = file(fileOf(Buffer.alloc(16 << 20)));
    await act(bench, { type: 'send', payload }, 'c1');
    await bench.until('the buffer full', () => bench.rows()[0]?.backPressure === true);
    const [full, ending] = [bench.server.find('c1'), bench.server.find('c2')];
    full?.reset();
    ending?.byHand.halfClose();
    ending?.reset();
    ending?.reset();
    await bench.until('both ended', () => bench.of('connection.closed').length === 2);
    const causes = bench.of('connection.closed').map(({ cause }) => cause);
    expect(causes).toEqual(['aborted', 'aborted']);
  });

  test('the service is changed from the next read on', async () => {
    const { bench, client } = await one(layer);
    client.socket.write('a');
    await client.receives('a');
    expect(await act(bench, { type: 'set-service', service: 'upper' })).toEqual(done);
    client.socket.write('b');
    await client.receives('aB');
    await act(bench, { type: 'set-service', service: 'none' });
    expect(row(bench)).toMatchObject({ service: 'none', reading: false });
    client.socket.write('c');
    await act(bench, { type: 'set-service', service: 'echo' });
    await client.receives('aBc');
    const changes = bench
      .of('connection.changed')
      .map(({ service, reading }) => [service, reading]);
    expect(changes).toEqual([
      ['upper', undefined],
      ['none', false],
      ['echo', true],
    ]);
    // The server's own service is what it was.
    expect(bench.server.row().service).toBe('echo');
    const other = await bench.client({ send: 'x' });
    await other.receives('x');
  });

  test('a client of the service none gets one that reads', async () => {
    const { bench, client } = await one(layer, { service: 'none' });
    client.socket.write('waiting ');
    await act(bench, { type: 'set-service', service: 'upper' });
    await client.receives('WAITING ');
    client.socket.end('end');
    await client.receives('WAITING END');
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('peer');
    expect(bench.of('connection.ended')).toHaveLength(1);
  });

  test('the delay is changed, and no reply overtakes another', async () => {
    const { bench, client } = await one(layer, { delayMs: 300 });
    client.socket.write('slow ');
    await bench.until('it read', () => bench.server.find('c1')?.record.bytesIn === 5);
    expect(await act(bench, { type: 'set-delay', delayMs: 0 })).toEqual(done);
    client.socket.write('fast ');
    await client.receives('slow fast ');
    expect(bench.server.connectionDetail('c1')?.delayMs).toBe(0);
    expect(bench.of('connection.changed')).toMatchObject([{ delayMs: 0 }]);
    client.socket.write('at once');
    await client.receives('slow fast at once');
  });

  test('sends a file whole, in pieces, to several at once', async () => {
    const data = Buffer.alloc(3 * PIECE_BYTES + 17, 'the quick brown fox ');
    const path = fileOf(data);
    const bench = await serve(layer, { service: 'discard' });
    const clients = [await bench.client(), await bench.client()];
    await bench.until('two', () => bench.server.row().clients === 2);
    const answer = await act(bench, { type: 'send', payload: file(path) }, 'c1', 'c2');
    expect(answer).toEqual({ ok: true, done: 2 });
    for (const client of clients) await client.receives(data.toString('latin1'));
    await bench.until('both sent', () => bench.rows().every((each) => each.file?.state === 'sent'));
    expect(bench.rows()[0]?.file).toEqual({
      path,
      sent: data.length,
      size: data.length,
      state: 'sent',
      problem: null,
    });
    const told = bench.of('connection.changed').filter(({ connection }) => connection === 'c2');
    expect(told.map((event) => event.file?.state)).toEqual(['sending', 'sent']);
    // And an empty one.
    await act(bench, { type: 'send', payload: file(fileOf(Buffer.alloc(0))) });
    await bench.until('nothing sent', () => row(bench)?.file?.size === 0);
    expect(row(bench)?.file?.state).toBe('sent');
  });

  test('a file waits for a peer that does not read, and stops with the connection', async () => {
    const { bench, client } = await one(layer, { service: 'discard' }, false);
    const path = fileOf(Buffer.alloc(64 << 20));
    const payload = file(path);
    await act(bench, { type: 'send', payload });
    await bench.until('it waits', () => row(bench)?.backPressure === true);
    expect(row(bench)?.file).toMatchObject({ state: 'sending', size: 64 << 20 });
    expect(await act(bench, { type: 'send', payload })).toMatchObject({
      ok: false,
      problem: { code: 'EBUSY' },
    });
    client.socket.destroy();
    await bench.until('it stopped', () => row(bench)?.file?.state === 'stopped');
    expect(row(bench)?.file?.problem?.code).toBe('EPIPE');
    expect(row(bench)?.file?.sent).toBeLessThan(64 << 20);
  });

  test('a file that is cut short meanwhile stops with a sentence', async () => {
    const { bench, client } = await one(layer, { service: 'discard' }, false);
    const path = fileOf(Buffer.alloc(64 << 20));
    await act(bench, { type: 'send', payload: file(path) });
    await bench.until('it waits', () => row(bench)?.backPressure === true);
    truncateSync(path, 1);
    client.read();
    await bench.until('it stopped', () => row(bench)?.file?.state === 'stopped');
    expect(row(bench)?.file?.problem?.code).toBe('ETRUNCATED');
    expect(bench.server.row().clients).toBe(1);
  });

  test('a file that is not there, or none, is refused', async () => {
    const { bench } = await one(layer);
    for (const [path, code] of [
      ['/nonexistent/file', 'ENOENT'],
      [tmpdir(), 'EINVAL'],
      ['', 'ENOENT'],
    ] as const) {
      const answer = await act(bench, { type: 'send', payload: file(path) });
      expect(answer).toMatchObject({ ok: false, problem: { code, operation: 'read' } });
    }
  });
});

describe.skipIf(!linux)('what the kernel says of it (kernel layer: linux only)', () => {
  test('stopped reading leaves every byte in the receive queue, until the window closes', async () => {
    const { bench, client } = await one('linux');
    client.socket.write('read');
    await client.receives('read');
    await act(bench, { type: 'set-reading', reading: false });
    client.socket.write('0123456789');
    // Another one is answered meanwhile: whoever reads would have read by then.
    const other = await bench.client({ send: 'other' });
    await other.receives('other');
    expect(row(bench)?.unread).toBe(10);
    expect(row(bench)?.bytesIn).toBe(4);
    // Far more than the buffers hold: then the peer's own sending stands still.
    client.socket.write(Buffer.alloc(64 << 20));
    let last = -1;
    await bench.until('the window closed', () => {
      const now = row(bench)?.unread ?? 0;
      const still = now === last && client.socket.writableLength > 0;
      last = now;
      return still && now > 10_000;
    });
    expect(bench.server.find('c1')?.record.bytesIn).toBe(4);
    await act(bench, { type: 'set-reading', reading: true });
    await bench.until(
      'all read',
      () => bench.server.find('c1')?.record.bytesIn === 14 + (64 << 20),
    );
  });

  test('a reset is noticed while reading is stopped', async () => {
    const { bench, client } = await one('linux');
    await act(bench, { type: 'set-reading', reading: false });
    client.socket.resetAndDestroy();
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('reset');
  });

  test('stopped, half-closed and ended by the peer: what is unread can still be read', async () => {
    const { bench, client } = await one('linux', { service: 'discard' });
    await act(bench, { type: 'set-reading', reading: false });
    await act(bench, { type: 'half-close' });
    await client.seesEnd();
    client.socket.end('unread');
    await bench.until('the FIN', () => bench.of('connection.ended').length === 1);
    expect(bench.of('connection.closed')).toEqual([]);
    await act(bench, { type: 'set-reading', reading: true });
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]).toMatchObject({ cause: 'local', bytesReceived: 6 });
    expect(bench.of('connection.ended')).toHaveLength(1);
  });

  test('its end is one also on a host that has too many TIME_WAITs to make another', async () => {
    const bench = await serve(
      { ...(await layerOf('linux')), afterClose: () => null },
      { service: 'discard' },
    );
    const client = await bench.client();
    await bench.until('one client', () => bench.server.row().clients === 1);
    await act(bench, { type: 'set-reading', reading: false });
    await act(bench, { type: 'half-close' });
    await client.seesEnd();
    client.socket.end();
    await bench.until('the FIN', () => bench.of('connection.ended').length === 1);
    await act(bench, { type: 'set-reading', reading: true });
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('local');
  });

  test('half-closed by hand, the service none ends with the peer', async () => {
    const { bench, client } = await one('linux', { service: 'none' });
    await act(bench, { type: 'half-close' });
    await client.seesEnd();
    client.socket.end();
    await bench.until('its end', () => bench.of('connection.closed').length === 1);
    expect(bench.of('connection.closed')[0]?.cause).toBe('local');
  });

  test('only regular files: a FIFO or a device is not waited for', async () => {
    const fifo = `${fileOf(Buffer.alloc(0))}.fifo`;
    execFileSync('mkfifo', [fifo]);
    for (const path of [fifo, '/dev/zero', '/proc']) {
      expect(await SentFile.open(path)).toMatchObject({ code: 'EINVAL', operation: 'read' });
    }
  });
});
