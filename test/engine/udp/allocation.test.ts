// What a datagram costs in objects: none. An object each, be it the smallest, would show as 16 bytes; at a
// million a second the collector's pauses would lose more than they save.

import { getHeapStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { DatagramTraffic } from '../../../source/engine/datagrams/datagram-traffic.ts';
import { Journal } from '../../../source/engine/journal.ts';
import { CallLog } from '../../../source/engine/timeline/call-log.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { Address } from '../../../source/protocol/address.ts';
import type { SequenceSpec } from '../../../source/protocol/sequence.ts';
import { linux } from './harness.ts';

/** In one look: little enough that the heap mostly isn't collected meanwhile. */
const DATAGRAMS = 6400;
const LOOKS = 51;
const WARM_UP_ROUNDS = 200;
/** Bytes for each on average: less than half the smallest object; a batch may make one or two. */
const NEXT_TO_NOTHING = 8;

const local: Address = { address: '127.0.0.1', port: 1, family: 'IPv4' };
const IPv4 = (port: number): Address => ({ address: '127.0.0.1', port, family: 'IPv4' });
const IPv6 = (port: number): Address => ({ address: '2001:db8::7', port, family: 'IPv6' });

function traffic(sequence: SequenceSpec): DatagramTraffic {
  const context = {
    id: 'udp-1',
    world: { clock: systemClock, sockets: null as never },
    journal: new Journal({ bytes: 1 << 20, entries: 1 << 12, snap: 4096 }),
    wantsEvents: () => false,
    emit: () => {},
    calls: new CallLog(systemClock),
    changed: () => {},
    nextConnection: () => '',
  };
  return new DatagramTraffic(context, null, sequence);
}

function numbered(sequence: SequenceSpec, count: number): Buffer {
  const payload = Buffer.alloc(64);
  if (sequence === 'rtp') return Buffer.concat([rtpHeader(count), payload]);
  if (sequence === 'mcjoin') {
    payload.write(`Sender PID 4711, MC group 225.1.2.3, count: ${count}, freq: 100`);
  } else if (sequence === 'u16be@2') payload.writeUInt16BE(count, 2);
  else if (sequence === 'u32le@8') payload.writeUInt32LE(count, 8);
  else payload.writeBigUInt64BE(BigInt(count));
  return payload;
}

function rtpHeader(count: number): Buffer {
  const header = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0xff]);
  header.writeUInt16BE(count, 2);
  header.writeUInt32BE(0xffff_0000 + count, 4);
  return header;
}

/** Bytes of heap that a run takes: the median of many looks, since a collection in between falsifies one. */
function allocatedBy(run: () => void): number {
  const looks: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const before = getHeapStatistics().used_heap_size;
    run();
    looks.push(getHeapStatistics().used_heap_size - before);
  }
  return looks.toSorted((a, b) => a - b)[LOOKS >> 1] as number;
}

describe.runIf(linux)('a datagram received makes no object', () => {
  it.each([
    ['of 64 bytes, from one sender', 64, [IPv4(7)]],
    ['of 1400 bytes, from one sender', 1400, [IPv4(7)]],
    ['from several in turn', 64, [IPv4(7), IPv4(8), IPv4(9)]],
    ['from several by IPv6', 64, [IPv6(7), IPv6(8), IPv6(9)]],
  ])('%s', async (_, size, senders) => {
    const { ReceiveVector, VECTOR_SLOTS } = await import(
      '../../../source/engine/kernel/linux/message-vector.ts'
    );
    const vector = new ReceiveVector();
    for (let i = 0; i < VECTOR_SLOTS; i += 1) {
      vector.put(Buffer.alloc(size, i), senders[i % senders.length] as Address, 0);
    }
    const under = traffic('auto');
    const receive = (): void => {
      for (let n = 0; n < DATAGRAMS; n += vector.count) under.countReceived(vector, local);
    };
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) receive();
    expect(allocatedBy(receive) / DATAGRAMS).toBeLessThan(NEXT_TO_NOTHING);
    expect(under.senders.size).toBe(senders.length);
  });

  it.each([
    'u64be@0',
    'u32le@8',
    'u16be@2',
    'auto',
    'rtp',
    'mcjoin',
  ] as const)('nor does its number, with sequence=%s', async (sequence) => {
    const { ReceiveVector, VECTOR_SLOTS } = await import(
      '../../../source/engine/kernel/linux/message-vector.ts'
    );
    const vector = new ReceiveVector();
    const under = traffic(sequence);
    // One stamp for all is as good as any: what is looked for is what reading it makes.
    const stamp = Buffer.alloc(16, 1);
    let count = 0;
    const fill = (): void => {
      vector.clear();
      for (let i = 0; i < VECTOR_SLOTS; i += 1) {
        vector.put(numbered(sequence, count), IPv4(7), 0, stamp);
        count += 1;
      }
    };
    const receive = (): void => {
      for (let n = 0; n < DATAGRAMS; n += vector.count) under.countReceived(vector, local);
    };
    // Numbers in order, so that it is recognised; then the same again and again, all of them known.
    fill();
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) receive();
    expect(allocatedBy(receive) / DATAGRAMS).toBeLessThan(NEXT_TO_NOTHING);
    expect(under.numbers?.numbered).toBe((WARM_UP_ROUNDS + LOOKS) * DATAGRAMS);
  });

  it('which this way of counting would see', () => {
    const kept: object[] = [];
    const makes = (): void => {
      for (let n = 0; n < DATAGRAMS; n += 1) kept[n & 63] = { n };
    };
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) makes();
    expect(allocatedBy(makes) / DATAGRAMS).toBeGreaterThan(NEXT_TO_NOTHING);
  });
});
