// How often the engine looks: never rarer than it should while something happens, seldom while nothing does.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Beat, QUICK_MS, SLOW_MS } from '../../source/engine/beat.ts';
import { systemClock } from '../../source/engine/world.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A beat that is slow while `quiet`, and when it ticked. */
function beating(quiet: boolean) {
  const state = { quiet, ticks: 0 };
  const beat = new Beat(() => {
    state.ticks += 1;
    return state.quiet;
  }, systemClock);
  const ticksWithin = (ms: number): number => {
    const before = state.ticks;
    vi.advanceTimersByTime(ms);
    return state.ticks - before;
  };
  return { state, beat, ticksWithin };
}

test('looks twelve times a second while something happens, and four times while nothing does', () => {
  const { state, ticksWithin } = beating(false);
  expect(ticksWithin(12 * QUICK_MS)).toBe(12);
  state.quiet = true;
  vi.advanceTimersByTime(QUICK_MS + SLOW_MS);
  expect(ticksWithin(4 * SLOW_MS)).toBe(4);
});

test('what happens after a quiet while is looked at at once', () => {
  const { beat, ticksWithin } = beating(true);
  vi.advanceTimersByTime(QUICK_MS + SLOW_MS / 2);
  beat.quicken();
  expect(ticksWithin(1)).toBe(1);
});

test('but no two looks are closer to each other than twelve a second leave', () => {
  const { beat, ticksWithin } = beating(true);
  vi.advanceTimersByTime(QUICK_MS);
  for (let n = 0; n < 5; n += 1) beat.quicken();
  expect(ticksWithin(QUICK_MS - 1)).toBe(0);
  expect(ticksWithin(2)).toBe(1);
});

test('what the look itself finds does not lead to another one', () => {
  let beat: Beat | null = null;
  let ticks = 0;
  beat = new Beat(() => {
    ticks += 1;
    beat?.quicken();
    return true;
  }, systemClock);
  vi.advanceTimersByTime(QUICK_MS + 1);
  expect(ticks).toBe(1);
  vi.advanceTimersByTime(SLOW_MS + 1);
  expect(ticks).toBe(2);
  expect(vi.getTimerCount()).toBe(1);
});

test('stopped, it looks no more', () => {
  const { beat, ticksWithin } = beating(true);
  vi.advanceTimersByTime(QUICK_MS + 1);
  beat.stop();
  beat.quicken();
  expect(ticksWithin(10 * SLOW_MS)).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
