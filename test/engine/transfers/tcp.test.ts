// Files over TCP on real sockets: from plain clients that do as the course's do, and from our own.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MOST_AT_ONCE } from '../../../source/engine/transfers/receptions.ts';
import type { Address } from '../../../source/protocol/address.ts';
import { LAYERS, serve } from '../tcp/harness.ts';
import { AWKWARD, bytes, content, digits, fileOf, folder, receiver, sha256 } from './harness.ts';

async function client({ address, port }: Address): Promise<Socket> {
  const socket = connect(port, address);
  socket.on('error', () => {});
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

/** Size and data as they come, then the end: so they arrive in one read. */
async function sendAtOnce(to: Address, data: Buffer, announced = data.length): Promise<void> {
  const socket = await client(to);
  socket.end(Buffer.concat([Buffer.from(String(announced)), data]));
}

describe.each(LAYERS)('over the %s layer', (layer) => {
  test.each(AWKWARD)('%s, with its size in one read', async (_name, data) => {
    const files = await receiver(layer, 'tcp');
    await sendAtOnce(files.address, data);
    const told = await files.onlyOne();
    expect(told).toMatchObject({
      protocol: 'tcp-size',
      announced: data.length,
      received: data.length,
      written: data.length,
      sha256: sha256(data),
      verdict: 'complete',
    });
    expect(told.path).not.toMatch(/\.partial$/);
    expect(content(told.path ?? '').equals(data)).toBe(true);
    expect(files.files()).toHaveLength(1);
  });

  test.each([
    ['after a pause', ''],
    ['padded', ',pad=on'],
  ])('our own client sends one, its size %s', async (_name, option) => {
    const files = await receiver(layer, 'tcp');
    const data = Buffer.concat([digits(100), bytes(300_000)]);
    const { port } = files.address;
    await files.bench.open(`tcp-client:${port},send-file=${fileOf(data)}${option}`);
    expect(await files.onlyOne()).toMatchObject({ verdict: 'complete', sha256: sha256(data) });
    await files.bench.until('our end to close', () => {
      const [row] = files.bench.clients('tcp-client-1');
      return row?.cause !== null && row?.file?.state === 'sent';
    });
  });

  test('a long one of digits is put right at its end', async () => {
    const files = await receiver(layer, 'tcp');
    const data = digits(2_000_000);
    await sendAtOnce(files.address, data);
    const told = await files.onlyOne();
    expect(told).toMatchObject({ verdict: 'complete', written: data.length });
    expect(told.sha256).toBe(sha256(data));
    expect(content(told.path ?? '').equals(data)).toBe(true);
  });

  test('one that is cut off is short, and stays partial', async () => {
    const files = await receiver(layer, 'tcp');
    await sendAtOnce(files.address, Buffer.alloc(500, 'x'), 1000);
    const told = await files.onlyOne();
    expect(told).toMatchObject({ announced: 1000, received: 500, written: 500, verdict: 'short' });
    expect(told.path).toMatch(/\.partial$/);
    expect(content(told.path ?? '')).toHaveLength(500);
  });

  test('more than was announced is excess, and all of it is there', async () => {
    const files = await receiver(layer, 'tcp');
    await sendAtOnce(files.address, Buffer.alloc(1500, 'x'), 1000);
    expect(await files.onlyOne()).toMatchObject({
      announced: 1000,
      received: 1500,
      written: 1500,
      verdict: 'excess',
      path: expect.stringMatching(/\.partial$/),
    });
  });

  test('a reset leaves what came, and says so', async () => {
    const files = await receiver(layer, 'tcp');
    const socket = await client(files.address);
    socket.write(`1000000${'x'.repeat(400_000)}`);
    await files.bench.until('some', () => (files.transfers()[0]?.written ?? 0) > 0);
    socket.resetAndDestroy();
    const told = await files.onlyOne();
    expect(told).toMatchObject({ verdict: 'short', problem: { code: 'ECONNABORTED' } });
    expect(told.written).toBeLessThan(1_000_000);
  });

  test('a peer that stalls is given up after a while', async () => {
    const files = await receiver(layer, 'tcp', ',stall=200ms');
    const socket = await client(files.address);
    socket.write('1000only this');
    expect(await files.onlyOne()).toMatchObject({
      verdict: 'short',
      received: 9,
      problem: { code: 'ETIMEDOUT' },
    });
    await files.bench.until('it to be closed', () =>
      files.bench.of('connection.closed').some(({ cause }) => cause === 'idle'),
    );
  });

  test('a peer that has sent all and says no more has sent a whole file', async () => {
    const files = await receiver(layer, 'tcp', ',stall=200ms');
    const socket = await client(files.address);
    socket.write('5hello');
    const told = await files.onlyOne();
    expect(told).toMatchObject({ verdict: 'complete', path: expect.not.stringMatching(/partial/) });
    expect(told.problem).toBeUndefined();
  });

  test('a file too long is refused as soon as its size is known', async () => {
    const files = await receiver(layer, 'tcp', ',max-size=1kB');
    const socket = await client(files.address);
    socket.write('5000');
    const told = await files.onlyOne();
    expect(told).toMatchObject({ verdict: 'short', problem: { code: 'EFBIG' }, written: 0 });
    expect(told).not.toHaveProperty('path');
    expect(files.files()).toEqual([]);
  });

  test('a file that announces little and sends much is stopped', async () => {
    const files = await receiver(layer, 'tcp', ',max-size=1kB');
    const socket = await client(files.address);
    socket.write(`10${'x'.repeat(100_000)}`);
    expect(await files.onlyOne()).toMatchObject({ problem: { code: 'EFBIG' }, verdict: 'excess' });
  });

  test('one for which the disk has no room is refused', async () => {
    const files = await receiver(layer, 'tcp', ',max-size=off');
    const socket = await client(files.address);
    socket.write(String(2 ** 52));
    expect(await files.onlyOne()).toMatchObject({ problem: { code: 'ENOSPC' }, verdict: 'short' });
  });

  test('what begins with no size is no file, and is told why', async () => {
    const files = await receiver(layer, 'tcp');
    const socket = await client(files.address);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await files.bench.until('it to be told', () =>
      files.bench.of('endpoint.changed').some(({ notice }) => notice?.code === 'EPROTO'),
    );
    await files.bench.until('it to be closed', () =>
      files.bench.of('connection.closed').some(({ cause }) => cause === 'rules'),
    );
    expect(files.files()).toEqual([]);
  });

  test('many at once are kept apart, each with a name of its own', async () => {
    const files = await receiver(layer, 'tcp');
    const sent = Array.from({ length: 40 }, (_, i) => bytes(20_000 + i, i));
    await Promise.all(sent.map((data) => sendAtOnce(files.address, data)));
    const told = await files.over(40);
    expect(new Set(told.map(({ path }) => path)).size).toBe(40);
    expect(told.map((each) => each.sha256).sort()).toEqual(sent.map(sha256).sort());
    expect(told.every(({ verdict }) => verdict === 'complete')).toBe(true);
  });

  test('above so many at once the next waits, unread, and is whole in the end', async () => {
    const files = await receiver(layer, 'tcp');
    const { address } = files;
    const sockets = await Promise.all(Array.from({ length: MOST_AT_ONCE }, () => client(address)));
    for (const socket of sockets) socket.write('5ab');
    await files.bench.until('all to begin', () => files.transfers().length === MOST_AT_ONCE);
    const late = bytes(1 << 20);
    const sent = sendAtOnce(address, late);
    const heard = () => files.bench.of('connection.received').length > MOST_AT_ONCE;
    await files.bench.until('it to be heard', heard);
    expect(files.transfers()).toHaveLength(MOST_AT_ONCE);
    for (const socket of sockets) socket.end('cde');
    const told = await files.over(MOST_AT_ONCE + 1);
    expect(told.every(({ verdict }) => verdict === 'complete')).toBe(true);
    expect(told.at(-1)?.sha256).toBe(sha256(late));
    await sent;
  });

  test('who goes while he waits leaves no file, and that is said', async () => {
    const files = await receiver(layer, 'tcp');
    const { address } = files;
    const sockets = await Promise.all(Array.from({ length: MOST_AT_ONCE }, () => client(address)));
    for (const socket of sockets) socket.write('5ab');
    await files.bench.until('all to begin', () => files.transfers().length === MOST_AT_ONCE);
    const late = await client(address);
    late.write('5cd');
    const heard = () => files.bench.of('connection.received').length > MOST_AT_ONCE;
    await files.bench.until('it to be heard', heard);
    late.resetAndDestroy();
    await files.bench.until('it to be told', () =>
      files.bench.of('endpoint.changed').some(({ notice }) => notice?.code === 'ECONNABORTED'),
    );
    for (const socket of sockets) socket.end('cde');
    await files.over(MOST_AT_ONCE);
    await files.bench.until('all to end', () => files.bench.row('tcp-1').clients === 0);
    expect(files.told).toHaveLength(MOST_AT_ONCE);
  });

  test('closing the endpoint ends what is under way, and waits for its file', async () => {
    const files = await receiver(layer, 'tcp');
    const socket = await client(files.address);
    socket.write('1000some of it');
    await files.bench.until('it to begin', () => files.transfers().length === 1);
    await files.bench.engine.dispatch({ type: 'close', endpoint: 'tcp-1' });
    expect(files.told).toMatchObject([{ verdict: 'short', problem: { code: 'ECONNABORTED' } }]);
    expect(files.files()).toEqual([expect.stringMatching(/\.partial$/)]);
  });
});

test('64 MB, longer than anything that is held in memory', async () => {
  const data = Buffer.alloc(64_000_000, bytes(1_000_003));
  // As nobody reads events: those of the payload would be longer than the file.
  const spec = { service: 'file-receive', directory: folder() } as const;
  const server = await serve('portable', spec, { wantsEvents: false });
  await sendAtOnce(server.local, data);
  await server.until('the file', () => server.of('file.received').length === 1);
  expect(server.of('file.received')).toMatchObject([{ verdict: 'complete', sha256: sha256(data) }]);
});

test('the row of a client says how its file stands', async () => {
  const files = await receiver('portable', 'tcp');
  const socket = await client(files.address);
  socket.write('1000');
  await files.bench.until('the size', () => files.transfers()[0]?.announced === 1000);
  socket.write('x'.repeat(600));
  await files.bench.until('the data', () => files.transfers()[0]?.received === 600);
  const [row] = files.bench.clients('tcp-1');
  expect(row?.transfer).toMatchObject({ announced: 1000, received: 600, verdict: null });
  socket.end('y'.repeat(400));
  await files.onlyOne();
  expect(files.bench.clients('tcp-1')[0]?.transfer).toMatchObject({ verdict: 'complete' });
  expect(files.bench.of('file.started')).toMatchObject([
    {
      file: 'f1',
      protocol: 'tcp-size',
      announced: 1000,
      path: expect.stringMatching(/\.partial$/),
    },
  ]);
});

test('a directory that takes no files fails the endpoint, with a way out', async () => {
  const { bench } = await receiver('portable', 'tcp');
  const file = fileOf(Buffer.alloc(0));
  const answer = await bench.open(`tcp:0,service=file-receive,dir=${file}`);
  expect(answer).toMatchObject({ ok: false, problem: { code: 'EEXIST' } });
  expect(bench.row('tcp-2').state).toBe('FAILED');
});

test('a file to send that is not there fails the client before it connects', async () => {
  const { bench, address } = await receiver('portable', 'tcp');
  const answer = await bench.open(`tcp-client:${address.port},send-file=${folder()}/none`);
  expect(answer).toMatchObject({ ok: false, problem: { code: 'ENOENT' } });
  expect(bench.of('connection.accepted')).toEqual([]);
});
