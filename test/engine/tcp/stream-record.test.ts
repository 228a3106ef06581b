// How much a connection had carried by a moment, from what the journal still holds.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EndpointContext } from '../../../source/engine/endpoints/endpoint.ts';
import { Journal } from '../../../source/engine/journal.ts';
import { StreamRecord } from '../../../source/engine/tcp/stream-record.ts';

/** Two connections that share a journal for so many chunks. */
function bench(entries: number) {
  let now = 1000;
  const journal = new Journal({ bytes: 1 << 16, entries, snap: 64 });
  const context = {
    journal,
    world: { clock: { now: () => now, monotonic: () => now } },
    changed: () => {},
    wantsEvents: () => false,
  } as unknown as EndpointContext;
  const records = [new StreamRecord('c1', context), new StreamRecord('c2', context)] as const;
  return {
    records,
    carry(which: 0 | 1, direction: 'in' | 'out', bytes: number): void {
      now += 1;
      records[which].add(direction, Buffer.alloc(bytes));
    },
    /** What the first had carried at each moment so far. */
    get now() {
      return now;
    },
  };
}

const CHUNKS = fc.array(
  fc.record({
    which: fc.constantFrom(0 as const, 1 as const),
    direction: fc.constantFrom('in' as const, 'out' as const),
    bytes: fc.integer({ min: 1, max: 100 }),
  }),
  { maxLength: 40 },
);

test.each([
  ['all', 64],
  ['some', 8],
])('is what it was then, or not known, where the journal holds %s', (_what, entries) => {
  fc.assert(
    fc.property(CHUNKS, fc.boolean(), (chunks, gone) => {
      const { records, carry, now } = bench(entries);
      const [record] = records;
      const then = [{ time: now, in: 0, out: 0 }];
      for (const { which, direction, bytes } of chunks) {
        carry(which, direction, bytes);
        const time = (then.at(-1)?.time ?? 0) + 1;
        then.push({ time, in: record.bytesIn, out: record.bytesOut });
      }
      // Its row may have left the list since.
      if (gone) record.forget();
      for (const { time, ...carried } of then) {
        const told = record.bytesBy(time);
        for (const way of ['in', 'out'] as const) {
          if (told[way] !== null) expect(told[way]).toBe(carried[way]);
        }
        // All that came later is still there.
        if (chunks.length - (time - now) < entries) expect(told).toEqual(carried);
      }
    }),
  );
});

test('is not known of what is forgotten, but for what was nothing', () => {
  const { records, carry, now } = bench(4);
  carry(0, 'in', 10);
  for (let chunk = 0; chunk < 8; chunk += 1) carry(1, 'out', 5);
  expect(records[0].bytesBy(now)).toEqual({ in: null, out: 0 });
  expect(records[1].bytesBy(now + 2)).toEqual({ in: 0, out: null });
  expect(records[1].bytesBy(now + 9)).toEqual({ in: 0, out: 40 });
});
