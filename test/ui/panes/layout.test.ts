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
  listenRows: fc.integer({ min: 0, max: 300 }),
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

  it('gives every pane a rule and a row, and the focused one the most where panes are stacked', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const areas = layout(input);
        if (input.zoom) {
          expect(areas.map(({ pane }) => pane)).toEqual([input.focus]);
          return;
        }
        expect(areas.map(({ pane }) => pane).toSorted()).toEqual(PANES.toSorted());
        for (const { height } of areas) expect(height).toBeGreaterThanOrEqual(2);
        if (input.size.columns >= WIDE || input.focus === 'listen') return;
        const most = Math.max(...areas.map(({ height }) => height));
        expect(areas.find(({ pane }) => pane === input.focus)?.height).toBe(most);
      }),
    );
  });

  it('gives Listen no more than its endpoints can use', () => {
    const input = { size: { columns: 80, rows: 24 }, focus: 'listen', zoom: false } as const;
    expect(layout({ ...input, listenRows: 3 })[0]?.height).toBe(5);
    expect(layout({ ...input, listenRows: 300 })[0]?.height).toBe(10);
  });

  it('is empty when the terminal is too small', () => {
    const input = { focus: 'listen', zoom: false, listenRows: 1 } as const;
    expect(layout({ ...input, size: { columns: 59, rows: 15 } })).toEqual([]);
    expect(layout({ ...input, size: { columns: 60, rows: 14 } })).toEqual([]);
    expect(layout({ ...input, size: LEAST })).not.toEqual([]);
  });
});
