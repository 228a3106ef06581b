import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RankedList } from '../../../source/engine/views/ranked-list.ts';

interface Item {
  readonly value: number;
  readonly id: number;
}
const compare = (a: Item, b: Item) => a.value - b.value || a.id - b.id;

/** All of it, by place. */
const listed = (list: RankedList<Item>) => Array.from({ length: list.size }, (_, i) => list.at(i));

describe('RankedList', () => {
  test('is in order after any comings and goings, and knows the place of each', () => {
    const change = fc.record({ value: fc.integer({ min: 0, max: 50 }), goes: fc.nat() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), fc.nat(3), (changes, stay) => {
        const list = new RankedList<Item>(compare);
        const naive: Item[] = [];
        for (const [id, { value, goes }] of changes.entries()) {
          const item = { value, id };
          list.add(item);
          naive.push(item);
          if (goes % 4 <= stay) continue;
          const [gone] = naive.splice(goes % naive.length, 1);
          if (gone !== undefined) list.remove(gone);
        }
        naive.sort(compare);
        expect(listed(list)).toEqual(naive);
        for (const [place, item] of naive.entries()) expect(list.indexOf(item)).toBe(place);
      }),
    );
  });

  test('holds many: they come in any order, and go from anywhere', () => {
    const list = new RankedList<Item>(compare);
    const items = Array.from({ length: 20_000 }, (_, id) => ({ value: (id * 7919) % 1009, id }));
    for (const item of items) list.add(item);
    const rest = items.filter(({ id }) => id % 3 === 0);
    for (const item of items) if (item.id % 3 !== 0) list.remove(item);
    expect(listed(list)).toEqual(rest.sort(compare));
    for (const item of rest) list.remove(item);
    expect(list.size).toBe(0);
    expect(list.at(0)).toBeUndefined();
  });

  test('compares a newcomer with few of those who are here', () => {
    let compared = 0;
    const list = new RankedList<Item>((a, b) => {
      compared += 1;
      return compare(a, b);
    });
    for (let id = 0; id < 10_000; id += 1) list.add({ value: (id * 7919) % 10_007, id });
    compared = 0;
    list.add({ value: 5000, id: -1 });
    expect(compared).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(10_000)));
  });

  test('who is not here has no place, and can go without harm', () => {
    const list = new RankedList<Item>(compare);
    const here = { value: 1, id: 1 };
    list.add(here);
    for (const other of [{ value: 0, id: 0 }, { value: 1, id: 2 }, { ...here }]) {
      expect(list.indexOf(other)).toBe(-1);
      list.remove(other);
    }
    expect(listed(list)).toEqual([here]);
    expect(list.at(1)).toBeUndefined();
    expect(list.at(-1)).toBeUndefined();
  });
});
