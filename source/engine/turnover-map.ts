// A Map for what comes and goes all day.
//
// V8 leaves the table that a Map has outgrown linked to the one that followed it. Once such a table has
// grown old, the collections of young objects take it for alive, and with it every table since and all
// that stood in them: at 10,000 connections a second each such collection kept 4 MB of dead ones and took
// 15 ms instead of one, until a collection of everything broke the chain. Here no chain gets long: after
// so many deletions the entries move to a new Map, to which nothing leads from the old one.

/** Below this many deletions it is not worth it. */
const MIN_DELETIONS = 64;

export class TurnoverMap<Key, Value> {
  #map = new Map<Key, Value>();
  #deletions = 0;

  get size(): number {
    return this.#map.size;
  }

  get(key: Key): Value | undefined {
    return this.#map.get(key);
  }

  has(key: Key): boolean {
    return this.#map.has(key);
  }

  set(key: Key, value: Value): void {
    this.#map.set(key, value);
  }

  delete(key: Key): boolean {
    if (!this.#map.delete(key)) return false;
    this.#deletions += 1;
    if (this.#deletions >= Math.max(this.#map.size, MIN_DELETIONS)) {
      this.#map = new Map(this.#map);
      this.#deletions = 0;
    }
    return true;
  }

  clear(): void {
    this.#map = new Map();
    this.#deletions = 0;
  }

  /** In the order of insertion. An iterator that goes on after a deletion may still meet what is gone. */
  values(): MapIterator<Value> {
    return this.#map.values();
  }
}
