import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DatagramFaults,
  REORDER_PATIENCE_MS,
} from '../../../source/engine/relay/datagram-faults.ts';
import { FaultTally } from '../../../source/engine/relay/fault-tally.ts';
import { HeldBudget } from '../../../source/engine/relay/held.ts';
import { randomOf } from '../../../source/engine/relay/random.ts';
import { type DirectionFaults, NO_FAULTS } from '../../../source/protocol/faults.ts';

const MUCH = 1 << 30;

function direction(faults: Partial<DirectionFaults>, seed = 1, conversation = 0) {
  const tally = new FaultTally();
  const budget = new HeldBudget(MUCH, MUCH);
  const random = randomOf(seed, conversation, 'up');
  const made = new DatagramFaults({ ...NO_FAULTS, ...faults }, random, tally, budget);
  return { made, tally, budget };
}

const numbered = (n: number): Buffer => {
  const data = Buffer.alloc(100);
  data.writeUInt32BE(n);
  return data;
};

/** All that leaves, as the time goes on: with the time it left. */
function run(made: DatagramFaults, end = Number.POSITIVE_INFINITY) {
  const left: { at: number; data: Buffer }[] = [];
  for (let at = made.nextAt; at !== null && at <= end; at = made.nextAt) {
    const data = made.take(at);
    if (data !== null) left.push({ at, data });
  }
  return left;
}

/** One a millisecond, so many; the numbers that left, in that order. */
function passed(faults: Partial<DirectionFaults>, count: number, seed = 1) {
  const { made, tally, budget } = direction(faults, seed);
  const left: number[] = [];
  for (let n = 0; n < count; n += 1) {
    made.add(numbered(n), n);
    left.push(...run(made, n).map(({ data }) => data.readUInt32BE()));
  }
  left.push(...run(made).map(({ data }) => data.readUInt32BE()));
  expect(budget.take(MUCH)).toBe(true);
  return { left, tally };
}

describe('datagrams of one direction', () => {
  test('pass as they are without faults', () => {
    const { made } = direction({});
    made.add(Buffer.from('a'), 5);
    expect(made.nextAt).toBe(5);
    expect(made.take(5)?.toString()).toBe('a');
    expect(made.nextAt).toBeNull();
  });

  test('wait for delay and jitter, and jitter changes no order', () => {
    const { made } = direction({ delayMs: 50, jitterMs: 20 });
    for (let n = 0; n < 100; n += 1) made.add(numbered(n), n);
    const left = run(made);
    expect(left.map(({ data }) => data.readUInt32BE())).toEqual([...Array(100).keys()]);
    for (const [n, { at }] of left.entries()) {
      expect(at - n).toBeGreaterThanOrEqual(50);
      expect(at - n).toBeLessThanOrEqual(70);
    }
    expect(new Set(left.map(({ at }, n) => Math.round(at - n))).size).toBeGreaterThan(5);
  });

  test('are dropped, doubled, swapped and spoilt as often as the seed says', () => {
    const { left, tally } = passed({ drop: 10, duplicate: 5, reorder: 5 }, 10_000, 42);
    const again = passed({ drop: 10, duplicate: 5, reorder: 5 }, 10_000, 42);
    expect(again.left).toEqual(left);
    expect(left.length).toBe(10_000 - tally.dropped + tally.duplicated);
    expect(tally.dropped).toBeGreaterThan(900);
    expect(tally.dropped).toBeLessThan(1100);
    expect(tally.duplicated).toBeGreaterThan(350);
    expect(tally.duplicated).toBeLessThan(550);
    expect(tally.reordered).toBeGreaterThan(300);
    expect(tally.reordered).toBeLessThan(550);
    // What the receiver sees is what was counted.
    const seen = new Set<number>();
    let late = 0;
    let newest = -1;
    for (const n of left) {
      if (n < newest && !seen.has(n)) late += 1;
      newest = Math.max(newest, n);
      seen.add(n);
    }
    expect(late).toBe(tally.reordered);
    expect(left.length - seen.size).toBe(tally.duplicated);
    expect(10_000 - seen.size).toBe(tally.dropped);
  });

  test('meet the same drops whatever other faults there are', () => {
    const alone = passed({ drop: 20 }, 500).left;
    const all = passed({ drop: 20, delayMs: 30, jitterMs: 9, duplicate: 30, reorder: 9 }, 500).left;
    expect([...new Set(all)].sort((a, b) => a - b)).toEqual(alone);
  });

  test('meet others in another conversation', () => {
    const of = (conversation: number) => {
      const { made } = direction({ drop: 50 }, 1, conversation);
      return [...Array(64).keys()].map((n) => made.add(numbered(n), 0));
    };
    expect(of(0)).toEqual(of(0));
    expect(of(0)).not.toEqual(of(1));
  });

  test('have one bit wrong where they are spoilt', () => {
    const { made, tally } = direction({ corrupt: 100 });
    for (let n = 0; n < 50; n += 1) made.add(Buffer.alloc(64), 0);
    made.add(Buffer.alloc(0), 0);
    const bits = run(made).map(({ data }) =>
      [...data].reduce((all, byte) => all + byte.toString(2).replaceAll('0', '').length, 0),
    );
    expect(bits).toEqual([...Array(50).fill(1), 0]);
    expect(tally.corrupted).toBe(50);
  });

  test('that none overtakes leave after a while, in order', () => {
    const { made, tally } = direction({ reorder: 100 });
    made.add(numbered(0), 0);
    expect(run(made)).toMatchObject([{ at: REORDER_PATIENCE_MS }]);
    expect(tally.reordered).toBe(0);
  });

  test('go no faster than the line', () => {
    const { made } = direction({ bytesPerSecond: 1000 });
    for (let n = 0; n < 11; n += 1) made.add(numbered(n), 0);
    const left = run(made);
    expect(left.map(({ at }) => at)).toEqual([...Array(11).keys()].map((n) => n * 100));
    // No credit for the time it was idle.
    made.add(numbered(0), 5000);
    made.add(numbered(1), 5000);
    expect(run(made).map(({ at }) => at)).toEqual([5000, 5100]);
  });

  test('end after so many bytes, until that is changed', () => {
    const { made, tally } = direction({ cutAfter: 250 });
    const fates = [0, 1, 2, 3].map((n) => made.add(numbered(n), 0));
    expect(fates).toEqual(['held', 'held', 'dropped', 'dropped']);
    expect(made.add(Buffer.from('short'), 0)).toBe('dropped');
    expect(tally).toMatchObject({ dropped: 3, cuts: 1 });
    made.faults = NO_FAULTS;
    expect(made.add(numbered(4), 0)).toBe('held');
  });

  test('that find no room are no fault', () => {
    const tally = new FaultTally();
    const held = new HeldBudget(250, 10);
    const made = new DatagramFaults(
      { ...NO_FAULTS, delayMs: 10 },
      randomOf(1, 0, 'up'),
      tally,
      held,
    );
    expect([0, 1, 2].map((n) => made.add(numbered(n), 0))).toEqual(['held', 'held', 'full']);
    expect(tally.dropped).toBe(0);
    made.clear();
    expect(made.nextAt).toBeNull();
    expect(held.take(250)).toBe(true);
  });

  test('are all accounted for, with any faults', () => {
    const percent = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100 }));
    const faults = fc.record({
      delayMs: fc.integer({ min: 0, max: 50 }),
      jitterMs: fc.integer({ min: 0, max: 50 }),
      drop: percent,
      reorder: percent,
      duplicate: percent,
      corrupt: percent,
      bytesPerSecond: fc.option(fc.integer({ min: 100, max: 1_000_000 })),
      cutAfter: fc.option(fc.integer({ min: 1, max: 20_000 })),
    });
    fc.assert(
      fc.property(faults, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (some, seed) => {
        const { left, tally } = passed({ ...some, corrupt: 0 }, 100, seed);
        expect(left.length).toBe(100 - tally.dropped + tally.duplicated);
        const { made, tally: spoilt, budget } = direction(some, seed);
        for (let n = 0; n < 100; n += 1) made.add(numbered(n), n);
        expect(run(made).length).toBe(100 - spoilt.dropped + spoilt.duplicated);
        expect(budget.take(MUCH)).toBe(true);
      }),
    );
  });
});
