// A queue whose oldest is taken at constant cost, on average: what was taken is cut off once it is most
// of the array.

export class Queue<Item> {
  #items: Item[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): Item | undefined {
    return this.#items[this.#head];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const first = this.#items[this.#head];
    if (first === undefined) return undefined;
    this.#head += 1;
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (let at = this.#head; at < this.#items.length; at += 1) yield this.#items[at] as Item;
  }
}
