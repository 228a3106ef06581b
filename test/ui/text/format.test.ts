import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as format from '../../../source/ui/text/format.ts';

const quantity = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.double(),
  fc.double({ min: 0, max: 1e7 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 999.5, 999_500, 9_949, 9_950, 1e300),
  fc.constant(null),
);

describe('each function', () => {
  const table = [
    [format.bytes, format.BYTES_WIDTH],
    [format.rate, format.RATE_WIDTH],
    [format.perSecond, format.PER_SECOND_WIDTH],
    [format.count, format.COUNT_WIDTH],
    [format.age, format.AGE_WIDTH],
    [format.duration, format.DURATION_WIDTH],
    [format.rtt, format.RTT_WIDTH],
    [format.clockTime, format.CLOCK_WIDTH],
  ] as const;

  it.each(table)('%o is never wider than %i', (write, width) => {
    fc.assert(
      fc.property(quantity, (n) => {
        const text = write(n);
        expect(text).toMatch(/^[\x20-\x7e]+$/);
        expect(text.length).toBeLessThanOrEqual(width);
      }),
      { numRuns: 500 },
    );
  });

  it.each(table)('%o writes what is not known as --', (write) => {
    expect(write(null)).toBe('--');
    expect(write(Number.NaN)).toBe('--');
  });
});

it.each([
  [0, '0 B'],
  [120, '120 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1400, '1.4 kB'],
  [9_949, '9.9 kB'],
  [9_950, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [2_100_000, '2.1 MB'],
  [0.3, '<1 B'],
])('bytes(%d) is %s', (n, text) => {
  expect(format.bytes(n)).toBe(text);
});

it.each([
  [0, '0/s'],
  [0.01, '<0.1/s'],
  [0.5, '0.5/s'],
  [3, '3/s'],
  [12.4, '12/s'],
  [913_000, '913k/s'],
])('perSecond(%d) is %s', (n, text) => {
  expect(format.perSecond(n)).toBe(text);
});

it.each([
  [2744, '2744'],
  [9_999_999, '9999999'],
  [12_345_678, '12M'],
  [1_234_567_890, '1.2G'],
])('count(%d) is %s', (n, text) => {
  expect(format.count(n)).toBe(text);
});

it.each([
  [-5, '0:00'],
  [12_999, '0:12'],
  [61_000, '1:01'],
  [3_723_000, '1:02:03'],
  [86_400_000 * 2 + 3_600_000 * 3, '2d 03h'],
  [86_400_000 * 5000, '>999d'],
])('age(%d) is %s', (ms, text) => {
  expect(format.age(ms)).toBe(text);
});

it.each([
  [0, '0 ms'],
  [250, '250 ms'],
  [999.6, '1 s'],
  [1_200, '1.2 s'],
  [41_000, '41 s'],
  [59_700, '1 min'],
  [150_000, '2 min 30 s'],
  [300_000, '5 min'],
  [3_900_000, '1 h 5 min'],
  [86_400_000 * 3 + 3_600_000 * 4, '3 d 4 h'],
])('duration(%d) is %s', (ms, text) => {
  expect(format.duration(ms)).toBe(text);
});

it.each([
  [45, '0.045 ms'],
  [1_240, '1.24 ms'],
  [12_400, '12.4 ms'],
  [1_240_000, '1240 ms'],
  [124_000_000, '124 s'],
])('rtt(%d) is %s', (micros, text) => {
  expect(format.rtt(micros)).toBe(text);
});

it('writes local time of day', () => {
  expect(format.clockTime(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006');
});
