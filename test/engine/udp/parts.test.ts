import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  DelayLine,
  MAX_WAITING_BYTES,
  MAX_WAITING_REPLIES,
} from '../../../source/engine/datagrams/delay-line.ts';
import { LossLedger } from '../../../source/engine/datagrams/loss.ts';
import { SenderTable } from '../../../source/engine/datagrams/senders.ts';
import { SequenceReader } from '../../../source/engine/datagrams/sequence/sequence-reader.ts';
import { SingleDatagram } from '../../../source/engine/kernel/datagram-batch.ts';
import { Rate } from '../../../source/engine/rate.ts';
import { systemClock } from '../../../source/engine/world.ts';

const unread = new SequenceReader('off');

const from = (port: number, address = '127.0.0.1') =>
  new SingleDatagram(
    Buffer.from('x'),
    { address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' },
    0,
  );

describe('SenderTable', () => {
  it('tells senders apart by address and port, and lists the latest first', () => {
    const table = new SenderTable();
    expect(table.last).toBeNull();
    const heard = [from(1), from(2), from(1), from(1, '127.0.0.2'), from(1, '::1'), from(1, '::2')];
    for (const batch of heard) table.count(batch, 7000);
    expect(table.size).toBe(5);
    expect(table.last).toEqual({ address: '::2', port: 1, family: 'IPv6' });
    expect(table.list(2).map(({ remote }) => remote.address)).toEqual(['::2', '::1']);
    const one = table
      .list(9)
      .find(({ remote }) => remote.address === '127.0.0.1' && remote.port === 1);
    expect(one?.datagrams).toBe(2);
  });

  it('tells senders apart that share a hash, and stays bounded', () => {
    const table = new SenderTable(unread, 4, () => 7);
    for (const port of [1, 2, 3, 2]) table.count(from(port), 7000);
    expect(table.list(9).map(({ remote, datagrams }) => [remote.port, datagrams])).toEqual([
      [2, 2],
      [3, 1],
      [1, 1],
    ]);
    for (let port = 4; port < 100; port += 1) {
      table.count(from(port), 7000);
      expect(table.size).toBe(table.list(99).length);
      expect(table.size).toBeLessThanOrEqual(4);
    }
    expect(table.last?.port).toBe(99);
  });

  it('keeps the numbers that came to each of our sockets apart', () => {
    const table = new SenderTable(new SequenceReader('u32be@0'));
    const server = { address: '127.0.0.1', port: 1, family: 'IPv4' as const };
    const take = (number: number, ours: number) => {
      const data = Buffer.alloc(4);
      data.writeUInt32BE(number);
      table.count(new SingleDatagram(data, server, 0), ours);
    };
    // Both get 0 to 9, but for 5, which one of them alone misses.
    for (let n = 0; n < 10; n += 1) {
      take(n, 7001);
      if (n !== 5) take(n, 7002);
    }
    expect(table.list(9)).toMatchObject([
      { datagrams: 19, numbers: { numbered: 19, gaps: 1, duplicates: 0, late: 0, restarts: 0 } },
    ]);
    expect(table.sequence.totals).toMatchObject({ gaps: 1, duplicates: 0 });
    expect(table.size).toBe(1);
  });

  it('stays bounded, forgetting those not heard lately', () => {
    const table = new SenderTable(unread, 8);
    for (let port = 1; port <= 1000; port += 1) {
      table.count(from(port), 7000);
      table.count(from(5000), 7000);
      expect(table.size).toBeLessThanOrEqual(8);
    }
    expect(table.size).toBe(8);
    expect(table.list(1)).toEqual([
      expect.objectContaining({
        remote: expect.objectContaining({ port: 5000 }),
        datagrams: 1000,
      }),
    ]);
  });
});

describe('DelayLine', () => {
  it('takes no more replies, and no more bytes, than its limits', () => {
    const line = new DelayLine(systemClock, () => {});
    onTestFinished(() => void line.clear());
    const to = { address: '127.0.0.1', port: 9, family: 'IPv4' as const };
    const empty = Buffer.alloc(0);
    for (let i = 0; i < MAX_WAITING_REPLIES; i += 1) expect(line.add(empty, to, 60_000)).toBe(true);
    expect(line.add(empty, to, 60_000)).toBe(false);
    expect(line.clear()).toBe(MAX_WAITING_REPLIES);
    expect(line.clear()).toBe(0);
    const large = Buffer.alloc(1 << 16);
    for (let i = 0; i < MAX_WAITING_BYTES >> 16; i += 1)
      expect(line.add(large, to, 60_000)).toBe(true);
    expect(line.add(Buffer.alloc(1), to, 60_000)).toBe(false);
  });

  it('lets all go in order once they are due, and has room again', async () => {
    const gone: number[] = [];
    const line = new DelayLine(systemClock, (_, { port }) => gone.push(port));
    const ports = Array.from({ length: 2000 }, (_, i) => i);
    for (const port of ports) {
      line.add(Buffer.alloc(8192), { address: '127.0.0.1', port, family: 'IPv4' }, 5);
    }
    await vi.waitFor(() => expect(gone).toEqual(ports), { timeout: 10_000, interval: 5 });
    const all = Buffer.alloc(MAX_WAITING_BYTES);
    expect(line.add(all, { address: '127.0.0.1', port: 1, family: 'IPv4' }, 5)).toBe(true);
    line.clear();
  });
});

describe('a DelayLine whose replies wait differently long', () => {
  it('lets go first what is due first, and of equals what came first', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 50 }), (delays) => {
        const clock = { now: () => Date.now(), monotonic: () => Date.now() };
        const gone: number[] = [];
        const line = new DelayLine(clock, (_, { port }) => gone.push(port));
        delays.forEach((delayMs, port) => {
          line.add(Buffer.alloc(1), { address: '127.0.0.1', port, family: 'IPv4' }, delayMs);
        });
        const delayOf = (port: number): number => delays[port] as number;
        const all = delays.map((_, port) => port).sort((a, b) => delayOf(a) - delayOf(b));
        for (let ms = 1; ms <= 20; ms += 1) {
          vi.advanceTimersByTime(1);
          expect(gone).toEqual(all.filter((port) => delayOf(port) <= ms));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('LossLedger', () => {
  it('tells of growth once, with what is known', () => {
    const loss = new LossLedger();
    expect(loss.kernelDrops).toBeNull();
    expect(loss.takeGrowth(null)).toBeNull();
    loss.engineDrops += 2;
    expect(loss.takeGrowth(null)).toEqual({ engineDrops: 2 });
    loss.readKernel(0);
    expect(loss.takeGrowth(null)).toBeNull();
    loss.readKernel(5);
    expect(loss.takeGrowth(null)).toEqual({ kernelDrops: 5, engineDrops: 2 });
    expect(loss.takeGrowth(null)).toBeNull();
  });

  it('tells of gaps as they grow, not as late ones take them back', () => {
    const loss = new LossLedger();
    expect(loss.takeGrowth(0)).toBeNull();
    expect(loss.takeGrowth(3)).toEqual({ engineDrops: 0, gaps: 3 });
    expect(loss.takeGrowth(1)).toBeNull();
    expect(loss.takeGrowth(2)).toEqual({ engineDrops: 0, gaps: 2 });
  });

  it('keeps the drops of sockets that are closed', () => {
    const loss = new LossLedger();
    loss.readKernel(5);
    loss.socketClosed(7);
    expect(loss.kernelDrops).toBe(7);
    loss.readKernel(null);
    expect(loss.kernelDrops).toBe(7);
    loss.readKernel(3);
    expect(loss.kernelDrops).toBe(10);
  });
});

describe('Rate', () => {
  it('is the growth over the last two seconds', () => {
    const rate = new Rate();
    expect(rate.sample(100, 0)).toBe(0);
    expect(rate.sample(200, 500)).toBe(200);
    expect(rate.sample(200, 2000)).toBe(50);
    expect(rate.sample(200, 2500)).toBe(0);
    expect(rate.sample(200, 60_000)).toBe(0);
    expect(rate.sample(300, 61_000)).toBe(100);
  });
});
