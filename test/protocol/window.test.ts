import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitWindow } from '../../source/protocol/window.ts';

const number = fc.integer({ min: -50, max: 5000 });

describe('fitWindow', () => {
  test('an empty list has no cursor', () => {
    expect(fitWindow(0, 10, 4, 3)).toEqual({ top: 0, cursor: -1 });
  });

  test('moves the window no further than the cursor needs', () => {
    expect(fitWindow(100, 10, 20, 25)).toEqual({ top: 20, cursor: 25 });
    expect(fitWindow(100, 10, 20, 30)).toEqual({ top: 21, cursor: 30 });
    expect(fitWindow(100, 10, 20, 19)).toEqual({ top: 19, cursor: 19 });
  });

  test('the cursor is in the list and in the window, and no room is wasted below the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 200 }),
        number,
        number,
        (total, height, top, wanted) => {
          const fitted = fitWindow(total, height, top, wanted);
          expect(fitted.cursor).toBe(Math.min(Math.max(wanted, 0), total - 1));
          expect(fitted.top).toBeGreaterThanOrEqual(0);
          expect(fitted.cursor).toBeGreaterThanOrEqual(fitted.top);
          expect(fitted.cursor).toBeLessThan(fitted.top + height);
          expect(fitted.top).toBeLessThanOrEqual(Math.max(0, total - height));
        },
      ),
    );
  });
});
