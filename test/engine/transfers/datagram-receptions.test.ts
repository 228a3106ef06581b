// What becomes of datagrams while the disk does not follow.

import { expect, it } from 'vitest';
import { SingleDatagram } from '../../../source/engine/kernel/datagram-batch.ts';
import { portableLayer } from '../../../source/engine/kernel/portable/layer.ts';
import { DatagramReceptions } from '../../../source/engine/transfers/datagram-receptions.ts';
import { FileStore } from '../../../source/engine/transfers/file-store.ts';
import { BEHIND_BYTES } from '../../../source/engine/transfers/received-file.ts';
import { Receptions } from '../../../source/engine/transfers/receptions.ts';
import { BLOCK_BYTES, END, numberedBlock } from '../../../source/engine/transfers/udp-blocks.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { EngineEvent } from '../../../source/protocol/events.ts';
import { until } from '../../support/wait.ts';
import { folder } from './harness.ts';

const BLOCK = Buffer.alloc(BLOCK_BYTES, 'x');
/** More than may wait. */
const BLOCKS = BEHIND_BYTES / BLOCK_BYTES + 100;
const from = { address: '127.0.0.1', port: 5000, family: 'IPv4' } as const;

/** Files of one endpoint, of which none can be made before the disk is `free`. */
async function stuck() {
  const store = await FileStore.open(folder());
  let free = (): void => {};
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  const create = store.create.bind(store);
  store.create = async (stem) => {
    await freed;
    return create(stem);
  };
  const events: EngineEvent[] = [];
  const context = {
    id: 'udp-1',
    world: { clock: systemClock, sockets: portableLayer },
    emit: (event: EngineEvent) => void events.push(event),
    changed: () => {},
  };
  const spec = { directory: store.directory, maxSizeBytes: null, stallMs: 30_000 };
  let dropped = 0;
  const receptions = new DatagramReceptions(
    new Receptions(store, spec, context, () => {}),
    null,
    (count) => {
      dropped += count;
    },
  );
  const answers: number[] = [];
  return {
    free,
    answers,
    dropped: () => dropped,
    send: (datagram: Buffer) =>
      receptions.take(new SingleDatagram(datagram, from, 0), (_i, data) => {
        answers.push(data.readUInt32BE());
        return true;
      }),
    over: () =>
      until('its end', () => events.find((event) => event.type === 'file.received') ?? null),
  };
}

it('blocks without numbers are dropped and counted, and the file is short by them', async () => {
  const files = await stuck();
  files.send(Buffer.from(String(BLOCKS * BLOCK_BYTES)));
  for (let i = 0; i < BLOCKS; i += 1) files.send(BLOCK);
  expect(files.dropped()).toBe(100);
  files.free();
  files.send(END);
  expect(await files.over()).toMatchObject({ verdict: 'short', written: BEHIND_BYTES });
});

it('numbered ones are not acknowledged, and taken when they come again', async () => {
  const files = await stuck();
  files.send(Buffer.from(String(BLOCKS * BLOCK_BYTES)));
  const most = BEHIND_BYTES / BLOCK_BYTES;
  for (let i = 0; i < most; i += 1) files.send(numberedBlock(i, BLOCK));
  files.send(numberedBlock(most, BLOCK));
  expect(files.answers.at(-1)).toBe(most - 1);
  files.free();
  await until('room', () => {
    files.send(numberedBlock(most, BLOCK));
    return files.answers.at(-1) === most || null;
  });
  for (let i = most + 1; i < BLOCKS; i += 1) files.send(numberedBlock(i, BLOCK));
  files.send(END);
  expect(await files.over()).toMatchObject({ verdict: 'complete', written: BLOCKS * BLOCK_BYTES });
});
