// Files over UDP on real sockets: from plain senders that do as the course's do, well and badly, and from
// our own clients, well served and badly.

import { createSocket } from 'node:dgram';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BLOCK_BYTES, END, numberedBlock } from '../../../source/engine/transfers/udp-blocks.ts';
import type { Address } from '../../../source/protocol/address.ts';
import { until } from '../../support/wait.ts';
import { bench as benchOn } from '../outgoing/harness.ts';
import { LAYERS, Peer } from '../udp/harness.ts';
import { AWKWARD, bytes, content, fileOf, receiver, sha256 } from './harness.ts';

const blocksOf = (data: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(data.length / BLOCK_BYTES) }, (_, i) =>
    data.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES),
  );

/** All datagrams of the first form. */
const plain = (data: Buffer): Buffer[] => [
  Buffer.from(String(data.length)),
  ...blocksOf(data),
  END,
];

async function sendAll(to: Address, datagrams: readonly Buffer[]): Promise<Peer> {
  const peer = await Peer.on('127.0.0.1');
  for (const each of datagrams) await peer.send(each, to);
  return peer;
}

/** As the course's second client: each block waits for its number. */
async function stopAndWait(to: Address, data: Buffer): Promise<Peer> {
  const peer = await Peer.on('127.0.0.1');
  await peer.send(String(data.length), to);
  for (const [number, block] of blocksOf(data).entries()) {
    const before = peer.heard.length;
    await peer.send(numberedBlock(number, block), to);
    await until(`the answer to ${number}`, () => peer.heard.length > before || null);
    expect(peer.heard.at(-1)?.readUInt32BE()).toBe(number);
  }
  return peer;
}

describe.each(LAYERS)('over the %s layer', (layer) => {
  test.each(AWKWARD)('%s, block after block', async (_name, data) => {
    const files = await receiver(layer, 'udp');
    await sendAll(files.address, plain(data));
    const told = await files.onlyOne();
    expect(told).toMatchObject({
      ...(data.length > 0 ? { protocol: 'udp-eof' } : {}),
      announced: data.length,
      received: data.length,
      sha256: sha256(data),
      verdict: 'complete',
    });
    expect(content(told.path ?? '').equals(data)).toBe(true);
  });

  test.each(AWKWARD)('%s, each block acknowledged', async (_name, data) => {
    const files = await receiver(layer, 'udp');
    const peer = await stopAndWait(files.address, data);
    await peer.send(END, files.address);
    const told = await files.onlyOne();
    expect(told).toMatchObject({
      ...(data.length > 0 ? { protocol: 'udp-ack' } : {}),
      sha256: sha256(data),
      verdict: 'complete',
    });
  });

  test.each(['udp-eof', 'udp-ack'])('our own client sends one by %s', async (protocol) => {
    const files = await receiver(layer, 'udp');
    const data = bytes(100_000);
    const { port } = files.address;
    await files.bench.open(
      `udp-client:${port},send-file=${fileOf(data)},protocol=${protocol},clients=2`,
    );
    const told = await files.over(2);
    for (const each of told) {
      expect(each).toMatchObject({ protocol, verdict: 'complete', sha256: sha256(data) });
    }
    await files.bench.until('both to be sent', () => {
      const detail = files.bench.detail('endpoint', 'udp-client-1');
      const sent = detail?.of === 'endpoint' ? (detail.files ?? []) : [];
      return sent.length === 2 && sent.every(({ state, sent: all }) => state === 'sent' && all > 0);
    });
  });

  test('two senders at once are kept apart by their address', async () => {
    const files = await receiver(layer, 'udp');
    const peers = [await Peer.on('127.0.0.1'), await Peer.on('127.0.0.1')];
    const sent = [plain(bytes(20_000, 1)), plain(bytes(20_000, 2))];
    for (let i = 0; i < (sent[0]?.length ?? 0); i += 1) {
      for (const [who, peer] of peers.entries()) {
        await peer.send(sent[who]?.[i] ?? END, files.address);
      }
    }
    const told = await files.over(2);
    expect(told.map((each) => each.sha256).sort()).toEqual(
      [sha256(bytes(20_000, 1)), sha256(bytes(20_000, 2))].sort(),
    );
  });

  test('a lost block leaves the file short, and nobody says that it is whole', async () => {
    const files = await receiver(layer, 'udp');
    const [size = END, , ...rest] = plain(bytes(5000));
    await sendAll(files.address, [size, ...rest]);
    const told = await files.onlyOne();
    expect(told).toMatchObject({ announced: 5000, received: 5000 - BLOCK_BYTES, verdict: 'short' });
    expect(told.path).toMatch(/\.partial$/);
  });

  test('a lost end is not missed once all is here', async () => {
    const files = await receiver(layer, 'udp');
    await sendAll(files.address, plain(bytes(5000)).slice(0, -1));
    expect(await files.onlyOne()).toMatchObject({ verdict: 'complete' });
  });

  test('a lost block and a lost end end at the patience', async () => {
    const files = await receiver(layer, 'udp', ',stall=200ms');
    await sendAll(files.address, plain(bytes(5000)).slice(0, -2));
    expect(await files.onlyOne()).toMatchObject({
      verdict: 'short',
      problem: { code: 'ETIMEDOUT' },
    });
  });

  test('a last block that reads EOF is in the file; with one EOF alone it is suspect', async () => {
    const data = Buffer.concat([bytes(BLOCK_BYTES), END]);
    const files = await receiver(layer, 'udp', ',stall=200ms');
    await sendAll(files.address, plain(data).slice(0, -1));
    expect(await files.onlyOne()).toMatchObject({
      verdict: 'suspect',
      written: data.length,
      problem: { code: 'ENOEND' },
    });
  });

  test('the last block is acknowledged again after the end', async () => {
    const files = await receiver(layer, 'udp');
    const data = bytes(1500);
    const peer = await stopAndWait(files.address, data);
    await peer.send(END, files.address);
    await files.onlyOne();
    const before = peer.heard.length;
    await peer.send(numberedBlock(1, data.subarray(BLOCK_BYTES)), files.address);
    await until('the answer', () => peer.heard.length > before || null);
    expect(peer.heard.at(-1)?.readUInt32BE()).toBe(1);
    expect(files.told).toHaveLength(1);
  });

  test('one sender sends one file after another', async () => {
    const files = await receiver(layer, 'udp');
    const peer = await sendAll(files.address, plain(bytes(3000, 1)));
    await files.over(1);
    for (const each of plain(bytes(2000, 2))) await peer.send(each, files.address);
    const told = await files.over(2);
    expect(told.map((each) => each.sha256)).toEqual([
      sha256(bytes(3000, 1)),
      sha256(bytes(2000, 2)),
    ]);
  });

  test('what begins no file is said, and makes none', async () => {
    const files = await receiver(layer, 'udp');
    await sendAll(files.address, [Buffer.from('hello'), Buffer.alloc(0)]);
    await files.bench.until('it to be told', () =>
      files.bench.of('endpoint.changed').some(({ notice }) => notice?.code === 'EPROTO'),
    );
    expect(files.files()).toEqual([]);
  });

  test('closing the endpoint ends what is under way, and waits for its file', async () => {
    const files = await receiver(layer, 'udp');
    await sendAll(files.address, plain(bytes(5000)).slice(0, 3));
    await files.bench.until('two blocks', () => files.transfers()[0]?.received === 2048);
    await files.bench.engine.dispatch({ type: 'close', endpoint: 'udp-1' });
    expect(files.told).toMatchObject([{ verdict: 'short', problem: { code: 'ECONNABORTED' } }]);
  });
});

test('our own client sends a block again until it is acknowledged', async () => {
  const data = bytes(3000);
  const server = createSocket('udp4');
  onTestFinished(() => {
    server.close();
  });
  const numbers: number[] = [];
  const written: Buffer[] = [];
  server.on('message', (datagram, from) => {
    if (datagram.length <= END.length + 1) return;
    const number = datagram.readUInt32BE();
    numbers.push(number);
    // The first answer to block 1 is lost.
    if (number === 1 && numbers.filter((each) => each === 1).length === 1) return;
    if (number === written.length) written.push(Buffer.from(datagram.subarray(4)));
    server.send(datagram.subarray(0, 4), from.port, from.address);
  });
  await new Promise<void>((done) => {
    server.bind(0, '127.0.0.1', done);
  });
  const on = await benchOn('portable');
  await on.open(`udp-client:${server.address().port},send-file=${fileOf(data)}`);
  await on.until('it to be sent', () =>
    on.of('endpoint.changed').some(({ file }) => file?.state === 'sent'),
  );
  expect(numbers).toEqual([0, 1, 1, 2]);
  expect(Buffer.concat(written).equals(data)).toBe(true);
});
