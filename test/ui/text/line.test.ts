import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, drawRow, neededWidth, placeColumns } from '../../../source/ui/text/line.ts';
import { cut, fitAddress, fitText, visibleWidth } from '../../../source/ui/text/width.ts';
import { makeTheme } from '../../../source/ui/theme.ts';

type Fact = { readonly name: string };

const column = (name: string, change: Partial<Column<Fact>> = {}): Column<Fact> => ({
  name,
  min: 5,
  rank: 0,
  cell: (row) => ({ text: `${name}:${row.name}`, meaning: 'normal' }),
  ...change,
});

const anyColumns = fc
  .array(
    fc.record({
      min: fc.integer({ min: 1, max: 30 }),
      more: fc.integer({ min: 0, max: 60 }),
      weight: fc.integer({ min: 1, max: 9 }),
      rank: fc.integer({ min: 0, max: 5 }),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((all) =>
    all.map(({ min, more, weight, rank }, i) =>
      column(`${i}`, { min, weight, rank, ...(more > 0 ? { max: min + more } : {}) }),
    ),
  );

describe('placeColumns', () => {
  it('never takes more than the width, once the first column fits', () => {
    fc.assert(
      fc.property(anyColumns, fc.integer({ min: 34, max: 300 }), (columns, width) => {
        const { places, gap } = placeColumns(columns, width);
        const used = places.reduce((sum, place) => sum + place.width, gap * (places.length - 1));
        expect(used).toBeLessThanOrEqual(width - 2);
        for (const { column: placed, width: given } of places) {
          expect(given).toBeGreaterThanOrEqual(placed.min);
          expect(given).toBeLessThanOrEqual(placed.max ?? placed.min);
        }
      }),
    );
  });

  it('leaves out the columns of the highest rank', () => {
    const columns = [column('a'), column('b', { rank: 2 }), column('c', { rank: 1 })];
    const names = (width: number) => placeColumns(columns, width).places.map((p) => p.column.name);
    expect(names(19)).toEqual(['a', 'b', 'c']);
    expect(names(18)).toEqual(['a', 'c']);
    expect(names(12)).toEqual(['a']);
  });

  it('shares what is left by weight', () => {
    const columns = [column('a', { max: 100, weight: 1 }), column('b', { max: 100, weight: 3 })];
    const { places, gap } = placeColumns(columns, 2 + 5 + 2 + 5 + 40);
    expect(gap).toBe(2);
    expect(places.map(({ width }) => width)).toEqual([15, 35]);
  });
});

describe('columns with steps', () => {
  const stepped = column('a', { min: 8, steps: [4, 8, 20], wantRank: 2 });
  const draw = { theme: makeTheme({ color: 0, ascii: false }), now: 0 };
  const widths = (columns: readonly Column<Fact>[], width: number, a: number) =>
    placeColumns(columns, width, { a }).places.map((place) => place.width);

  it('need the least step that holds every row', () => {
    const needs = (...names: string[]) =>
      neededWidth(
        stepped,
        names.map((name) => ({ name })),
        draw,
      );
    expect(needs('x')).toBe(4);
    expect(needs('x', 'xxx')).toBe(8);
    expect(needs('x'.repeat(40))).toBe(20);
    expect(needs()).toBe(4);
  });

  it('leave what they do not need to others', () => {
    const columns = [stepped, column('b', { max: 100 })];
    expect(widths(columns, 40, 4)).toEqual([4, 32]);
    expect(widths(columns, 40, 8)).toEqual([8, 28]);
  });

  it('are sure of their least width, and get more by rank', () => {
    const columns = [stepped, column('b', { rank: 1 }), column('c', { rank: 3 })];
    expect(widths(columns, 16, 20)).toEqual([8, 5]);
    expect(widths(columns, 22, 20)).toEqual([14, 5]);
    expect(widths(columns, 34, 20)).toEqual([20, 5, 5]);
  });
});

describe('a column that wants more', () => {
  it('has it before the gaps are wide and before columns of a higher rank', () => {
    const columns = [column('a', { want: 12, max: 50, wantRank: 1 }), column('b', { rank: 2 })];
    const placed = (width: number) => placeColumns(columns, width);
    expect(placed(19).places.map(({ width }) => width)).toEqual([17]);
    expect(placed(20)).toMatchObject({ gap: 1, places: [{ width: 12 }, { width: 5 }] });
    expect(placed(21)).toMatchObject({ gap: 2, places: [{ width: 12 }, { width: 5 }] });
  });
});

describe('drawRow', () => {
  const theme = makeTheme({ color: 8, ascii: false });
  const draw = { theme, now: 0 };
  const look = { cursor: false, focused: false, fresh: false, marked: false };

  it('is exactly as wide as asked, painted or not', () => {
    fc.assert(
      fc.property(
        anyColumns,
        fc.integer({ min: 1, max: 200 }),
        fc.record({
          cursor: fc.boolean(),
          focused: fc.boolean(),
          fresh: fc.boolean(),
          marked: fc.boolean(),
        }),
        fc.option(fc.string({ unit: 'grapheme-ascii' }), { nil: null }),
        (columns, width, given, sentence) => {
          const tail =
            sentence === null ? null : { from: '1', texts: [sentence], meaning: 'failed' as const };
          const line = drawRow(
            placeColumns(columns, width),
            { name: 'x'.repeat(9) },
            width,
            given,
            draw,
            tail,
          );
          expect(visibleWidth(line)).toBe(width);
        },
      ),
    );
  });

  it('marks the cut', () => {
    expect(drawRow(placeColumns([column('a')], 7), { name: 'long' }, 7, look, draw)).toBe(
      '  a:lo…',
    );
  });

  it('a fresh row is bold throughout, also where a cell is faint', () => {
    const faint = column('a', { cell: () => ({ text: 'x', meaning: 'dim' }) });
    const line = drawRow(placeColumns([faint], 7), { name: '' }, 7, { ...look, fresh: true }, draw);
    expect(line).toContain('\x1b[1mx');
    expect(line).not.toContain('\x1b[2m');
  });
});

describe('width', () => {
  it('cuts with an ellipsis and pads', () => {
    expect(cut('abcdef', 4, '…')).toBe('abc…');
    expect(cut('abcd', 4, '…')).toBe('abcd');
    expect(cut('abcd', 0, '…')).toBe('');
    expect(fitText('ab', 4, '…', 'right')).toBe('  ab');
    expect(fitText('abcdef', 4, '~')).toBe('abc~');
  });

  it('cuts an address before its port, which stays whole', () => {
    expect(fitAddress('[2001:db8::1]:65432', 12, '…')).toBe('[2001…:65432');
    expect(fitAddress('127.0.0.1:7', 21, '…')).toBe('127.0.0.1:7');
    fc.assert(
      fc.property(
        fc.ipV6(),
        fc.integer({ min: 0, max: 65_535 }),
        fc.nat(60),
        (host, port, width) => {
          const text = fitAddress(`[${host}]:${port}`, width, '…');
          expect(text.endsWith(String(port))).toBe(true);
          expect(text.length).toBeLessThanOrEqual(Math.max(width, 5));
        },
      ),
    );
  });
});
