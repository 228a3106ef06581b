// The searches that a filter of the Clients list asks for. They are kept as long as the filter is, whatever
// moment of the list it is for.

import type { Journal } from '../journal.ts';
import { StreamSearch } from './stream-search.ts';

export class StreamSearches {
  readonly #journal: Journal;
  #filter = '';
  #searches = new Map<string, StreamSearch>();
  #end: number | null = null;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** What another filter has asked for is dropped. */
  begin(filter: string): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#searches = new Map();
  }

  /** @param end the sequence number that the list ends before; null: it is the present */
  until(end: number | null): void {
    this.#end = end;
  }

  /** @returns whether an owner's payload holds these bytes */
  test(wanted: Buffer): (owner: number) => boolean {
    const key = wanted.toString('latin1');
    const search = this.#searches.get(key) ?? new StreamSearch(this.#journal, wanted);
    this.#searches.set(key, search);
    return (owner) => search.holds(owner, this.#until);
  }

  /** Some have not looked at all there is. */
  get behind(): boolean {
    for (const search of this.#searches.values()) if (search.isBehind(this.#until)) return true;
    return false;
  }

  /** They look at some more of it, a millisecond each. */
  goOn(): void {
    for (const search of this.#searches.values()) {
      if (search.isBehind(this.#until)) search.goOn(this.#until);
    }
  }

  /** From when on there is payload, in milliseconds since the epoch; null: nothing is forgotten, or looked for. */
  get since(): number | null {
    const { first, next } = this.#journal;
    return this.#searches.size === 0 || first === 0 || first === next
      ? null
      : this.#journal.timeOf(first);
  }

  get #until(): number {
    return this.#end ?? this.#journal.next;
  }
}
