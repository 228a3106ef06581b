import fc from 'fast-check';
import { expect, it } from 'vitest';
import { random } from '../../../bench/lib/random.ts';
import { SentFile } from '../../../source/engine/sent-file.ts';
import { BlockSending } from '../../../source/engine/transfers/block-sending.ts';
import {
  BlockReader,
  beginning,
  type DatagramProtocol,
  END,
} from '../../../source/engine/transfers/udp-blocks.ts';
import { bytes, fileOf } from './harness.ts';

const SOON_MS = 1;

async function opened(data: Buffer): Promise<SentFile> {
  const file = await SentFile.open(fileOf(data));
  if (!(file instanceof SentFile)) throw new Error(file.message);
  return file;
}

/** Sends, and gives each datagram to `arrives`, which answers. */
async function sent(
  data: Buffer,
  protocol: DatagramProtocol,
  arrives: (datagram: Buffer, sending: BlockSending) => void,
): Promise<BlockSending> {
  const file = await opened(data);
  const sending: BlockSending = new BlockSending(
    file,
    protocol,
    {
      send: async (datagram) => arrives(datagram, sending),
      changed: () => {},
    },
    SOON_MS,
  );
  await sending.run();
  file.release();
  return sending;
}

it('a receiver that never acknowledges is given up, with a sentence', async () => {
  let tries = 0;
  const sending = await sent(bytes(3000), 'udp-ack', () => {
    tries += 1;
  });
  expect(tries).toBe(21);
  expect(sending.progress).toMatchObject({
    state: 'stopped',
    sent: 0,
    problem: { code: 'ETIMEDOUT', message: expect.stringContaining('20 times') },
  });
});

it('what the network says of nobody there is a loss like others', async () => {
  let refusals = 2;
  const got: Buffer[] = [];
  const sending = await sent(bytes(100), 'udp-ack', (datagram, self) => {
    refusals -= 1;
    if (refusals >= 0) throw Object.assign(new Error('nobody'), { code: 'ECONNREFUSED' });
    got.push(datagram);
    self.heard(datagram.subarray(0, 4));
  });
  expect(sending.progress).toMatchObject({ state: 'sent', sent: 100, problem: null });
  expect(got.at(-1)).toEqual(END);
});

it('over a network that loses and repeats both ways, a reader has the file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 6000 }), fc.nat(), async (length, seed) => {
      const data = bytes(length, seed);
      const chance = random(seed);
      let reader: BlockReader | null = null;
      const written: Buffer[] = [];
      await sent(data, 'udp-ack', (datagram, sending) => {
        if (reader === null) {
          const first = beginning(datagram, null);
          if (first !== null) reader = new BlockReader(first, 'udp-ack');
          return;
        }
        if (chance() < 0.2) return;
        for (let copies = chance() < 0.2 ? 2 : 1; copies > 0; copies -= 1) {
          const block = reader.take(datagram);
          if (block.data !== undefined) written.push(Buffer.from(block.data));
          if (block.acknowledge === undefined || chance() < 0.2) continue;
          const answer = Buffer.alloc(4);
          answer.writeUInt32BE(block.acknowledge);
          sending.heard(answer);
        }
      });
      expect(Buffer.concat(written).equals(data)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

it('stopped in the middle it says so, and lets the file go', async () => {
  const sending = await sent(bytes(5000), 'udp-ack', (datagram, self) => {
    if (datagram.length > 1000) self.stop();
  });
  expect(sending.progress).toMatchObject({ state: 'stopped', problem: { code: 'EPIPE' } });
});
