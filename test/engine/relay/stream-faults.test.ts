import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeldBudget } from '../../../source/engine/relay/held.ts';
import { randomOf } from '../../../source/engine/relay/random.ts';
import { CHUNK_PATIENCE_MS, StreamFaults } from '../../../source/engine/relay/stream-faults.ts';
import { type DirectionFaults, NO_FAULTS } from '../../../source/protocol/faults.ts';

function stream(faults: Partial<DirectionFaults>, seed = 1, budget = new HeldBudget(1 << 30, 1e9)) {
  return new StreamFaults({ ...NO_FAULTS, ...faults }, randomOf(seed, 0, 'up'), budget);
}

/** Everything that leaves as the time goes on, in a few words. */
function run(made: StreamFaults, end = Number.POSITIVE_INFINITY) {
  const left: [number, string][] = [];
  let now = 0;
  for (let at = made.nextAt; at !== null && at <= end; at = made.nextAt) {
    now = Math.max(at, now);
    const next = made.take(now);
    if (next === null) throw new Error(`nothing left at ${now}`);
    left.push([
      now,
      next.of === 'bytes' ? next.data.toString() : next.of === 'end' ? next.how : 'cut',
    ]);
  }
  return left;
}

describe('bytes of one direction', () => {
  test('pass as they came, and their end after them', () => {
    const made = stream({});
    made.add(Buffer.from('ab'), 1);
    made.add(Buffer.from('c'), 2);
    made.end('fin', 2);
    expect(run(made)).toEqual([
      [1, 'ab'],
      [2, 'c'],
      [2, 'fin'],
    ]);
    expect(made.over).toBe(true);
    expect(made.nextAt).toBeNull();
  });

  test('wait, a reset with them', () => {
    const made = stream({ delayMs: 50 });
    made.add(Buffer.from('ab'), 1);
    made.end('reset', 3);
    expect(run(made)).toEqual([
      [51, 'ab'],
      [53, 'reset'],
    ]);
  });

  test('are split and joined into chunks; what is left over waits a little for more', () => {
    const made = stream({ chunk: 3 });
    made.add(Buffer.from('abcd'), 0);
    made.add(Buffer.from('e'), 10);
    made.add(Buffer.from('fgh'), 20);
    expect(run(made)).toEqual([
      [0, 'abc'],
      [20, 'def'],
      [20 + CHUNK_PATIENCE_MS, 'gh'],
    ]);
    made.add(Buffer.from('i'), 100);
    made.end('fin', 110);
    expect(run(made)).toEqual([
      [100, 'i'],
      [110, 'fin'],
    ]);
  });

  test('go no faster than the line', () => {
    const made = stream({ bytesPerSecond: 20 });
    made.add(Buffer.from('abc'), 0);
    made.end('fin', 0);
    expect(run(made)).toEqual([
      [0, 'a'],
      [50, 'b'],
      [100, 'c'],
      [150, 'fin'],
    ]);
  });

  test('are cut after exactly so many', () => {
    const made = stream({ cutAfter: 5 });
    made.add(Buffer.from('abc'), 0);
    made.add(Buffer.from('defg'), 0);
    expect(run(made)).toEqual([
      [0, 'abc'],
      [0, 'de'],
      [0, 'cut'],
    ]);
    expect(made.clear()).toBe(2);
  });

  test('are cut at once where more have passed by then', () => {
    const made = stream({});
    made.add(Buffer.from('abc'), 0);
    run(made);
    made.faults = { ...NO_FAULTS, cutAfter: 2 };
    expect(run(made)).toEqual([[0, 'cut']]);
  });

  test('are held up to a bound, which is free again when they have left', () => {
    const budget = new HeldBudget(5, 10);
    const made = stream({ delayMs: 10 }, 1, budget);
    made.add(Buffer.from('abc'), 0);
    expect(made.full).toBe(false);
    made.add(Buffer.from('defgh'), 0);
    expect(made.full).toBe(true);
    run(made);
    expect(made.full).toBe(false);
    expect(made.held).toBe(0);
  });

  test('arrive whole and in order with any faults, but for what is cut', () => {
    const faults = fc.record({
      delayMs: fc.integer({ min: 0, max: 50 }),
      jitterMs: fc.integer({ min: 0, max: 50 }),
      bytesPerSecond: fc.option(fc.integer({ min: 1, max: 10_000 })),
      chunk: fc.option(fc.integer({ min: 1, max: 40 })),
      cutAfter: fc.option(fc.integer({ min: 1, max: 400 })),
    });
    const reads = fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 30 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(faults, reads, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (some, all, seed) => {
        const made = stream(some, seed);
        for (const [at, each] of all.entries()) made.add(Buffer.from(each, 'latin1'), at * 7);
        made.end('fin', all.length * 7);
        const left = run(made);
        const whole = all.join('');
        const cut = some.cutAfter !== null && whole.length >= some.cutAfter;
        expect(left.at(-1)?.[1]).toBe(cut ? 'cut' : 'fin');
        const text = left
          .slice(0, -1)
          .map(([, each]) => each)
          .join('');
        expect(text).toBe(cut ? whole.slice(0, some.cutAfter ?? 0) : whole);
        expect(made.clear()).toBe(whole.length - text.length);
      }),
    );
  });
});
