import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutWindow, indexed, sortBy } from '../../../source/engine/views/list.ts';
import type { ListRequest } from '../../../source/protocol/views.ts';

const items = (keys: readonly string[]) => keys.map((key) => ({ key }));
const list = (keys: readonly string[]) => indexed(items(keys), keys.length, ({ key }) => key);
const request = (part: Partial<ListRequest>): ListRequest => ({
  height: 3,
  top: 0,
  cursor: { at: 'index', index: 0 },
  filter: '',
  sort: null,
  ...part,
});

describe('cutWindow', () => {
  test('sends the rows of the window and no more', () => {
    const cut = cutWindow(
      list(['a', 'b', 'c', 'd', 'e']),
      request({ top: 1, cursor: { at: 'index', index: 2 } }),
    );
    expect(cut).toEqual({
      total: 5,
      all: 5,
      settling: false,
      top: 1,
      rows: ['b', 'c', 'd'],
      cursor: 2,
      cursorKey: 'c',
    });
  });

  test('the cursor stays on its row, at the same height, when rows come above it', () => {
    const before = request({ top: 1, cursor: { at: 'row', key: 'c', index: 2 } });
    const cut = cutWindow(list(['x', 'y', 'a', 'b', 'c', 'd', 'e']), before);
    expect(cut.rows).toEqual(['b', 'c', 'd']);
    expect(cut.cursorKey).toBe('c');
  });

  test('a row that is gone leaves the cursor at its place', () => {
    const cut = cutWindow(
      list(['a', 'b', 'd']),
      request({ cursor: { at: 'row', key: 'c', index: 2 } }),
    );
    expect(cut.cursorKey).toBe('d');
    expect(cutWindow(list([]), request({})).cursorKey).toBeNull();
  });

  test('`end` follows the last row', () => {
    const cut = cutWindow(list(['a', 'b', 'c', 'd']), request({ cursor: { at: 'end' } }));
    expect(cut).toMatchObject({ top: 1, rows: ['b', 'c', 'd'], cursor: 3 });
  });

  test('a window of no height has totals only, and a greedy one is cut', () => {
    expect(cutWindow(list(['a', 'b']), request({ height: 0 }))).toMatchObject({
      rows: [],
      total: 2,
    });
    const many = Array.from({ length: 2000 }, (_, i) => `r${i}`);
    expect(cutWindow(list(many), request({ height: 99_999 })).rows).toHaveLength(500);
  });
});

describe('sortBy', () => {
  test('sorts either way with the unknown last, and keeps equals in order', () => {
    const value = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null });
    fc.assert(
      fc.property(fc.array(value), fc.boolean(), (values, descending) => {
        const numbered = values.map((by, at) => ({ by, at }));
        const sorted = sortBy(numbered, ({ by }) => by, descending);
        expect(sorted).toHaveLength(values.length);
        for (let i = 1; i < sorted.length; i += 1) {
          const [a, b] = [sorted[i - 1], sorted[i]];
          if (a === undefined || b === undefined) throw new Error('a hole');
          if (a.by === null) expect(b.by).toBeNull();
          if (a.by === b.by) expect(a.at).toBeLessThan(b.at);
          else if (a.by !== null && b.by !== null) expect(a.by < b.by).toBe(!descending);
        }
      }),
    );
  });
});
