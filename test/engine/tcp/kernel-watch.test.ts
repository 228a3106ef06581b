import { describe, expect, test } from 'vitest';
import type { KernelSample } from '../../../source/engine/kernel/layer.ts';
import type { Connection } from '../../../source/engine/tcp/connection.ts';
import { KernelWatch, STRIPS_KEPT } from '../../../source/engine/tcp/kernel-watch.ts';
import { linux, serve } from './harness.ts';

const SAMPLE: KernelSample = {
  rttMicros: 40,
  rttVarianceMicros: 20,
  congestionWindow: 10,
  retransmits: 0,
  mss: 1448,
  bytesInFlight: 0,
  sendQueue: { bytes: 0, memory: 0, memoryLimit: 1000 },
  receiveQueue: { bytes: 0, memory: 0, memoryLimit: 1000 },
  bytesReceived: 0,
  bytesAcknowledged: 1,
};

/** A connection that says what it is told to, and counts how often it is asked. */
class Told {
  sample: KernelSample | null = SAMPLE;
  closed = false;
  asked = 0;

  kernelSample(): KernelSample | null {
    this.asked += 1;
    return this.sample;
  }

  change(part: Partial<KernelSample>): void {
    this.sample = { ...SAMPLE, ...part };
  }

  get connection(): Connection {
    return this as unknown as Connection;
  }
}

describe('the connection whose details are on the screen', () => {
  test('is asked twice a second, however often there is a look', () => {
    const watch = new KernelWatch();
    const told = new Told();
    for (let now = 0; now <= 5000; now += 50) {
      watch.sample(now);
      watch.strip(told.connection, now);
    }
    expect(told.asked).toBe(11);
  });

  test('shows itself at once, then with what it was like', () => {
    const watch = new KernelWatch();
    const told = new Told();
    expect(watch.strip(told.connection, 0)).toMatchObject({
      rttMicros: 40,
      mss: 1448,
      history: { rttMicros: [40], receivedPerSecond: [], acknowledgedPerSecond: [] },
    });
    told.change({ rttMicros: null, bytesReceived: 100, bytesAcknowledged: 51 });
    expect(watch.sample(500)).toBe(true);
    expect(watch.strip(told.connection, 510)).toMatchObject({
      rttMicros: null,
      history: {
        rttMicros: [40, null],
        receivedPerSecond: [200],
        acknowledgedPerSecond: [100],
      },
    });
    expect(watch.strip(told.connection, 510)).not.toHaveProperty('bytesReceived');
  });

  test('is told to have changed only when it has', () => {
    const watch = new KernelWatch();
    const told = new Told();
    watch.strip(told.connection, 0);
    for (let now = 500; now <= 500 * STRIPS_KEPT; now += 500) {
      watch.sample(now);
      watch.strip(told.connection, now);
    }
    // Idle for half a minute: every column is the same, and goes on being that.
    expect(watch.sample(500 * (STRIPS_KEPT + 1))).toBe(false);
    told.change({ congestionWindow: 11 });
    expect(watch.sample(500 * (STRIPS_KEPT + 2))).toBe(true);
  });

  test('has a history of bounded length, and none of what the kernel does not tell', () => {
    const watch = new KernelWatch();
    const told = new Told();
    told.change({ bytesReceived: null });
    for (let now = 0; now <= 500 * 3 * STRIPS_KEPT; now += 500) {
      watch.strip(told.connection, now);
      watch.sample(now);
    }
    const history = watch.strip(told.connection, 500 * 3 * STRIPS_KEPT)?.history;
    expect(history?.rttMicros).toHaveLength(STRIPS_KEPT);
    expect(history?.receivedPerSecond).toEqual(Array(STRIPS_KEPT).fill(null));
  });

  test('is another one when another one is asked for', () => {
    const watch = new KernelWatch();
    const [one, other] = [new Told(), new Told()];
    other.change({ rttMicros: 7 });
    watch.strip(one.connection, 0);
    watch.sample(500);
    expect(watch.strip(other.connection, 600)?.history.rttMicros).toEqual([7]);
    expect(watch.strip(one.connection, 700)?.history.rttMicros).toEqual([40]);
  });

  test('is no longer asked once nobody looks, or it is closed', () => {
    const watch = new KernelWatch();
    const told = new Told();
    watch.strip(told.connection, 0);
    for (let now = 0; now <= 10_000; now += 100) watch.sample(now);
    const asked = told.asked;
    expect(asked).toBeLessThan(10);
    for (let now = 10_000; now <= 20_000; now += 100) watch.sample(now);
    expect(told.asked).toBe(asked);

    watch.strip(told.connection, 20_000);
    told.closed = true;
    watch.sample(20_500);
    expect(told.asked).toBe(asked + 1);
    expect(watch.strip(told.connection, 20_500)).toBeNull();
  });

  test('is not known where the kernel can not be asked', () => {
    const watch = new KernelWatch();
    const told = new Told();
    told.sample = null;
    expect(watch.strip(told.connection, 0)).toBeNull();
    expect(watch.sample(500)).toBe(false);
    expect(watch.strip(told.connection, 600)).toBeNull();
  });
});

// The portable layer has no kernel to ask.
describe.skipIf(!linux)('a real one (kernel layer: linux only)', () => {
  test('its details show what arrives, and what is acknowledged', async () => {
    const bench = await serve('linux');
    const client = await bench.client();
    const kernel = () => bench.server.connectionDetail('c1')?.kernel ?? null;
    await bench.until('its details', () => kernel() !== null);
    client.socket.write(Buffer.alloc(10_000, 'x'));
    const newest = (history: readonly (number | null)[] = []) =>
      Math.max(0, ...history.map((value) => value ?? 0));
    await bench.until('both ways', () => {
      const history = kernel()?.history;
      return newest(history?.receivedPerSecond) > 0 && newest(history?.acknowledgedPerSecond) > 0;
    });
  });
});
