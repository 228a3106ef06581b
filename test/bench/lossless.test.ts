import { expect, test } from 'vitest';
import { highestLossless } from '../../bench/lib/lossless.ts';

/** A receiver that keeps up to `capacity`, and a sender that manages `fastest`, each to the datagram. */
function receiver(capacity: number, fastest = Number.POSITIVE_INFINITY) {
  return async (asked: number, seconds: number) => {
    const rate = Math.min(asked, fastest);
    return { rate, lost: Math.max(0, (rate - capacity) * seconds) };
  };
}

test.each([
  100_000, 650_000, 1_300_000,
])('finds the highest rate without loss to a few percent: %d', async (capacity) => {
  const found = await highestLossless(receiver(capacity), capacity * 1.4);
  expect(found).toBeLessThanOrEqual(capacity);
  expect(found).toBeGreaterThan(capacity * 0.95);
});

test('finds it above a guess that was too low', async () => {
  const found = await highestLossless(receiver(500_000), 100_000);
  expect(found).toBeGreaterThan(475_000);
  expect(found).toBeLessThanOrEqual(500_000);
});

test('says what the sender managed where that is less than the receiver could take', async () => {
  expect(await highestLossless(receiver(900_000, 400_000), 800_000)).toBe(400_000);
});

test('goes down where a long trial loses what a short one did not', async () => {
  const found = await highestLossless(async (rate, seconds) => {
    return { rate, lost: rate > (seconds < 1 ? 500_000 : 300_000) ? 1 : 0 };
  }, 600_000);
  expect(found).toBeLessThanOrEqual(300_000);
  expect(found).toBeGreaterThan(270_000);
});

test('tries a rate twice: one loss by chance does not bring it down', async () => {
  let bad = true;
  const found = await highestLossless(async (rate, seconds) => {
    const lost = rate > 500_000 || (seconds > 1 && bad) ? 1 : 0;
    if (seconds > 1) bad = false;
    return { rate, lost };
  }, 600_000);
  expect(found).toBeGreaterThan(475_000);
});

test('rejects when every rate loses', async () => {
  const always = async (rate: number) => ({ rate, lost: 1 });
  await expect(highestLossless(always, 100_000)).rejects.toThrow('some were lost');
});
