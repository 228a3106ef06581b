// The datagram lists: windows straight out of a journal, by sequence number. Unfiltered, a row's index
// is its sequence number less the journal's first. With a filter the matching numbers are collected as
// the journal grows, so that a view never walks all of it again.

import { type DatagramRow, PREVIEW_BYTES } from '../../protocol/views.ts';
import type { Entry, Journal } from '../journal.ts';
import type { Indexed } from './list.ts';

/** What the journal's owner numbers mean. */
export interface Owner {
  readonly endpoint: string;
  readonly group: string | null;
}

/**
 * Entries that one view may search through: about 10 ms at 1 µs each, so that receiving goes on
 * meanwhile. The rest is searched by the views that follow.
 */
const ENTRIES_PER_SEARCH = 10_000;

export class DatagramList {
  readonly #journal: Journal;
  readonly #owners: ReadonlyMap<number, Owner>;
  #filter = '';
  #matches: number[] = [];
  #searched = 0;

  constructor(journal: Journal, owners: ReadonlyMap<number, Owner>) {
    this.#journal = journal;
    this.#owners = owners;
  }

  /** True while the filter has not yet seen all entries. */
  get searching(): boolean {
    return this.#filter !== '' && this.#searched < this.#journal.next;
  }

  /** @param end sequence number that the list ends before: `journal.next`, or where it was frozen */
  list(filter: string, end: number): Indexed<DatagramRow> {
    const first = Math.min(this.#journal.first, end);
    if (filter === '') {
      this.#filter = '';
      this.#matches = [];
      return {
        total: end - first,
        all: end - first,
        key: (index) => String(first + index),
        find: (key) => placeOf(Number(key), first, end),
        row: (index) => this.row(first + index),
      };
    }
    this.#search(filter.toLowerCase(), end);
    const matches = this.#matches;
    return {
      total: matches.length,
      all: end - first,
      key: (index) => String(matches[index]),
      find: (key) => indexIn(matches, Number(key)),
      row: (index) => this.row(matches[index] as number),
    };
  }

  row(sequence: number): DatagramRow {
    const entry = this.#journal.entry(sequence) as Entry;
    const owner = this.#owners.get(entry.owner);
    return {
      key: String(sequence),
      time: entry.time,
      endpoint: owner?.endpoint ?? '',
      direction: entry.direction,
      remote: entry.remote,
      group: owner?.group ?? null,
      bytes: entry.bytes,
      preview: this.#journal.payload(sequence, PREVIEW_BYTES).toString('latin1'),
    };
  }

  #search(filter: string, end: number): void {
    const journal = this.#journal;
    if (filter !== this.#filter) {
      this.#filter = filter;
      this.#matches = [];
      this.#searched = journal.first;
    }
    const matches = this.#matches;
    // What the journal has forgotten since is no row any more.
    let forgotten = 0;
    while (forgotten < matches.length && (matches[forgotten] as number) < journal.first) {
      forgotten += 1;
    }
    if (forgotten > 0) matches.splice(0, forgotten);
    const from = Math.max(this.#searched, journal.first);
    const to = Math.min(end, from + ENTRIES_PER_SEARCH);
    for (let sequence = from; sequence < to; sequence += 1) {
      if (this.#rowContains(sequence, filter)) matches.push(sequence);
    }
    this.#searched = Math.max(to, from);
  }

  #rowContains(sequence: number, filter: string): boolean {
    const { endpoint, remote, group, preview, bytes } = this.row(sequence);
    const facts = `${endpoint} ${remote.address}:${remote.port} ${group ?? ''} ${bytes} B`;
    if (facts.toLowerCase().includes(filter)) return true;
    return Buffer.from(preview, 'latin1').toString().toLowerCase().includes(filter);
  }
}

function placeOf(sequence: number, first: number, end: number): number {
  return sequence >= first && sequence < end ? sequence - first : -1;
}

/** Binary search in ascending numbers; -1 if it is not there. */
function indexIn(numbers: readonly number[], wanted: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = numbers[middle] as number;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
