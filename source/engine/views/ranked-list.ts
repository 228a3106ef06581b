// A list that is always in order. Who comes is put in its place by binary search; a place's item and an
// item's place are found without walking the items. They stand in blocks of bounded length: coming and
// going moves the items of one block, and a place is counted along the lengths of the blocks, which for
// 10,000 items are some sixty numbers.

/** Items of a block at most: two kilobytes to move, a microsecond. */
const BLOCK_ITEMS = 256;

export class RankedList<Item> {
  readonly #compare: (a: Item, b: Item) => number;
  /** None is empty. */
  readonly #blocks: Item[][] = [];
  #size = 0;

  /** @param compare a total order: 0 only for an item with itself, and the same while it is here */
  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  add(item: Item): void {
    this.#size += 1;
    // After all others is the end of the last block.
    const at = Math.min(this.#blockOf(item), this.#blocks.length - 1);
    const block = this.#blocks[at];
    if (block === undefined) {
      this.#blocks.push([item]);
      return;
    }
    block.splice(this.#placeIn(block, item), 0, item);
    if (block.length > BLOCK_ITEMS) this.#blocks.splice(at + 1, 0, block.splice(BLOCK_ITEMS / 2));
  }

  /** One that is not here is left alone. */
  remove(item: Item): void {
    const at = this.#blockOf(item);
    const block = this.#blocks[at];
    if (block === undefined) return;
    const place = this.#placeIn(block, item);
    if (block[place] !== item) return;
    block.splice(place, 1);
    this.#size -= 1;
    if (block.length === 0) this.#blocks.splice(at, 1);
    this.#join(at);
    this.#join(at - 1);
  }

  /** The item at a place, 0 ≤ index < size. */
  at(index: number): Item | undefined {
    let left = index;
    for (const block of this.#blocks) {
      if (left < block.length) return block[left];
      left -= block.length;
    }
    return undefined;
  }

  /** Its place, or -1. */
  indexOf(item: Item): number {
    const at = this.#blockOf(item);
    const block = this.#blocks[at];
    if (block === undefined) return -1;
    const place = this.#placeIn(block, item);
    if (block[place] !== item) return -1;
    let before = 0;
    for (let i = 0; i < at; i += 1) before += (this.#blocks[i] as Item[]).length;
    return before + place;
  }

  /** The first block whose last item is not before this one; there may be none. */
  #blockOf(item: Item): number {
    return firstWhere(this.#blocks.length, (i) => {
      const block = this.#blocks[i] as Item[];
      return this.#compare(block[block.length - 1] as Item, item) >= 0;
    });
  }

  #placeIn(block: readonly Item[], item: Item): number {
    return firstWhere(block.length, (i) => this.#compare(block[i] as Item, item) >= 0);
  }

  /** Two small neighbours become one block, so that there are never many small ones. */
  #join(at: number): void {
    const first = this.#blocks[at];
    const second = this.#blocks[at + 1];
    if (first === undefined || second === undefined) return;
    if (first.length + second.length > BLOCK_ITEMS / 2) return;
    first.push(...second);
    this.#blocks.splice(at + 1, 1);
  }
}

/** Binary search: the first of `count` numbers from which on `holds` does, or `count`. */
export function firstWhere(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
