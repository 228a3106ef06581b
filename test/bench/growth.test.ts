import { expect, test } from 'vitest';
import { growth } from '../../bench/soak/growth.ts';

const bounds = { share: 0.05, slack: 1 };
const filling = [10, 40, 80];

test('filling up at first is no growth', () => {
  expect(growth([...filling, 100, 101, 99, 100, 99, 101], bounds).grew).toBe(false);
});

test('a slow rise is', () => {
  expect(growth([...filling, 100, 103, 106, 109, 112, 115], bounds)).toEqual({
    middle: 103,
    last: 112,
    grew: true,
  });
});

test('one outlier is not', () => {
  expect(growth([...filling, 100, 100, 100, 100, 400, 100], bounds).grew).toBe(false);
});
