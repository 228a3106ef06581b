import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calculate } from '../../../../source/engine/services/respond/calculate.ts';

describe('what has a result', () => {
  test.each([
    ['20 + 10', '30'],
    ['20-10', '10'],
    ['20 - -10', '30'],
    ['\t20 * 10\n', '200'],
    ['20 / 10', '2'],
    ['10 / 4', '2.5'],
    ['2 ** 10', '1024'],
    ['2 ** -1', '0.5'],
    ['-1 ** 99999999999999999999999', '-1'],
    ['0 ** 99999999999999999999999', '0'],
    ['0.5 + 1', '1.5'],
    ['99999999999999999999 + 1', '100000000000000000000'],
    ['2 ** 1001', (2n ** 1001n).toString()],
  ])('%j', (task, result) => {
    expect(calculate(task)).toBe(result);
  });

  test('whole numbers are exact', () => {
    const number = fc.bigInt({ min: -(10n ** 99n), max: 10n ** 99n });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(calculate(`${a} + ${b}`)).toBe(String(a + b));
        expect(calculate(`${a} - ${b}`)).toBe(String(a - b));
        expect(calculate(`${a} * ${b}`)).toBe(String(a * b));
        if (b !== 0n)
          expect(calculate(`${a * b}`.length > 100 ? '1 / 1' : `${a * b} / ${b}`)).toBe(
            `${a * b}`.length > 100 ? '1' : String(a),
          );
      }),
    );
  });
});

describe('what has none', () => {
  test.each([
    ['1 / 0'],
    ['0 / 0'],
    ['1.5 / 0'],
    ['0 ** -1'],
    ['-2 ** 0.5'],
    ['10 ** 1000'],
    ['9 ** 99999999999999999999999'],
    ['1e9 + 1'],
    ['1 + 1 + 1'],
    ['process.exit()'],
    [`${'9'.repeat(101)} + 1`],
    [''],
  ])('%j', (task) => {
    expect(calculate(task)).toBeNull();
  });

  test('any text: no error, and soon', () => {
    const piece = fc.constantFrom('9', '99999', '-', '+', '*', '**', '/', '.', ' ', 'x');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(calculate(pieces.join('')) ?? '0').toMatch(/^-?[\d.e+-]+$/);
      }),
      { numRuns: 2000 },
    );
  });
});
