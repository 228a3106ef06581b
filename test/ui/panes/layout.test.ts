import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Area, LEAST, layout, WIDE } from '../../../source/ui/panes/layout.ts';
import { PANES } from '../../../source/ui/state/state.ts';

const anyInput = fc.record({
  size: fc.record({
    columns: fc.integer({ min: LEAST.columns, max: 400 }),
    rows: fc.integer({ min: LEAST.rows, max: 200 }),
  }),
  focus: fc.constantFrom(...PANES),
  zoom: fc.boolean(),
  needs: fc.record({
    listen: fc.integer({ min: 2, max: 300 }),
    clients: fc.integer({ min: 1, max: 300 }),
    datagrams: fc.constantFrom(2, Number.POSITIVE_INFINITY),
    multicast: fc.constantFrom(3, Number.POSITIVE_INFINITY),
  }),
});

const contains = ({ left, top, width, height }: Area, column: number, row: number): boolean =>
  column >= left && column < left + width && row >= top && row < top + height;

describe('layout', () => {
  it('covers every row between header and key bar, and no cell twice', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const areas = layout(input);
        const { columns, rows } = input.size;
        const column = columns - 1;
        for (const at of [0, column]) {
          for (let row = 0; row < rows; row += 1) {
            const here = areas.filter((area) => contains(area, at, row));
            expect(here).toHaveLength(row === 0 || row === rows - 1 ? 0 : 1);
          }
        }
      }),
    );
  });

  it('gives every pane a rule and a row', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const areas = layout(input);
        const panes = areas.map(({ pane }) => pane);
        expect(panes.toSorted()).toEqual(input.zoom ? [input.focus] : PANES.toSorted());
        for (const { height } of areas) expect(height).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('gives the focused pane the most rows, as far as it has a use for them', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { focus, needs, size } = input;
        if (input.zoom || size.columns >= WIDE) return;
        const areas = layout(input);
        const mine = areas.find(({ pane }) => pane === focus)?.height ?? 0;
        if (mine - 1 >= needs[focus]) return;
        expect(mine).toBe(Math.max(...areas.map(({ height }) => height)));
      }),
    );
  });

  it('leaves no pane with spare rows while one beside it is cut', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { size, needs, focus } = input;
        if (input.zoom) return;
        const areas = layout(input);
        const groups = size.columns < WIDE ? [areas] : [areas.slice(2), []];
        const part = Math.max(1, Math.floor((size.rows - 6) / 6));
        for (const group of groups) {
          const cut = group.some(({ pane, height }) => height - 1 < needs[pane]);
          if (!cut) continue;
          for (const { pane, height } of group) {
            // In a stack each pane is sure of its part.
            const sure = size.columns < WIDE ? Math.max(needs[pane], part) : needs[pane];
            if (pane !== focus) expect(height - 1).toBeLessThanOrEqual(Math.max(sure, 1));
          }
        }
      }),
    );
  });

  const none = { listen: 4, clients: 4, datagrams: 2, multicast: 3 };
  const much = Number.POSITIVE_INFINITY;
  const small = { size: { columns: 80, rows: 24 }, zoom: false } as const;

  it('gives Listen no more than its endpoints can use', () => {
    const input = { ...small, focus: 'listen' } as const;
    expect(layout({ ...input, needs: none })[0]?.height).toBe(5);
    expect(layout({ ...input, needs: { ...none, listen: 300 } })[0]?.height).toBe(10);
  });

  it('gives what the focused pane can not use to those that are cut', () => {
    const heights = (needs: Partial<typeof none>) =>
      layout({ ...small, focus: 'multicast', needs: { ...none, ...needs } }).map(
        ({ height }) => height,
      );
    expect(heights({})).toEqual([5, 5, 4, 8]);
    expect(heights({ clients: 12 })).toEqual([5, 9, 4, 4]);
    expect(heights({ clients: 12, multicast: much })).toEqual([4, 4, 4, 10]);
  });

  it('does the same in each half of a wide terminal', () => {
    const heights = (focus: 'datagrams' | 'multicast', needs: Partial<typeof none>) =>
      layout({
        size: { columns: 120, rows: 42 },
        focus,
        zoom: false,
        needs: { ...none, ...needs },
      }).map(({ height }) => height);
    expect(heights('multicast', { datagrams: much })).toEqual([5, 35, 36, 4]);
    expect(heights('datagrams', { multicast: much })).toEqual([5, 35, 3, 37]);
    expect(heights('datagrams', { datagrams: much, multicast: much })).toEqual([5, 35, 24, 16]);
  });

  it('is empty when the terminal is too small', () => {
    const input = { focus: 'listen', zoom: false, needs: none } as const;
    expect(layout({ ...input, size: { columns: 59, rows: 15 } })).toEqual([]);
    expect(layout({ ...input, size: { columns: 60, rows: 14 } })).toEqual([]);
    expect(layout({ ...input, size: LEAST })).not.toEqual([]);
  });
});
