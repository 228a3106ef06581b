// The datagram lists: windows straight out of a journal, by sequence number. Unfiltered, a row's index
// is its sequence number less the journal's first. With a filter the matching numbers are collected as
// the journal grows, so that a view never walks all of it again.

import { type DatagramRow, PREVIEW_BYTES } from '../../protocol/views.ts';
import type { Entry, Journal } from '../journal.ts';
import type { Indexed } from './list.ts';
import { firstWhere } from './ranked-list.ts';

/** What the journal's owner numbers mean. */
export interface Owner {
  readonly endpoint: string;
  readonly group: string | null;
}

/** Entries that are searched at once: about a millisecond, so that receiving goes on in between. */
const ENTRIES_PER_SEARCH = 2000;

export class DatagramList {
  readonly #journal: Journal;
  readonly #owners: ReadonlyMap<number, Owner>;
  #filter = '';
  #matches: number[] = [];
  #searched = 0;
  /** Where the list that was asked for last ends. */
  #end = 0;

  constructor(journal: Journal, owners: ReadonlyMap<number, Owner>) {
    this.#journal = journal;
    this.#owners = owners;
  }

  /** True while the filter has not yet seen all entries of the list that was asked for last. */
  get searching(): boolean {
    return this.#filter !== '' && this.#searched < this.#end;
  }

  /** Lets it see some more of them. */
  search(): void {
    if (this.searching) this.#searchSome();
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
        settling: false,
        key: (index) => String(first + index),
        find: (key) => placeOf(Number(key), first, end),
        row: (index) => this.row(first + index),
      };
    }
    this.#look(filter.toLowerCase(), end);
    const matches = this.#matches;
    return {
      total: matches.length,
      all: end - first,
      settling: this.searching,
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

  #look(filter: string, end: number): void {
    if (filter !== this.#filter) {
      this.#filter = filter;
      this.#matches = [];
      this.#searched = this.#journal.first;
    }
    this.#end = end;
    this.#searchSome();
    // What the journal has forgotten since is no row any more.
    const forgotten = placeFrom(this.#matches, this.#journal.first);
    if (forgotten > 0) this.#matches.splice(0, forgotten);
  }

  #searchSome(): void {
    const from = Math.max(this.#searched, this.#journal.first);
    const to = Math.min(this.#end, from + ENTRIES_PER_SEARCH);
    for (let sequence = from; sequence < to; sequence += 1) {
      if (this.#rowContains(sequence)) this.#matches.push(sequence);
    }
    this.#searched = Math.max(to, from);
  }

  /** Whether the row would show the filter's text, the bytes read as UTF-8. */
  #rowContains(sequence: number): boolean {
    const filter = this.#filter;
    const text = this.#journal.payload(sequence, PREVIEW_BYTES).toString();
    if (text.toLowerCase().includes(filter)) return true;
    const { owner, remote, bytes } = this.#journal.entry(sequence) as Entry;
    const { endpoint = '', group } = this.#owners.get(owner) ?? {};
    const facts = `${endpoint} ${remote.address}:${remote.port} ${group ?? ''} ${bytes} B`;
    return facts.toLowerCase().includes(filter);
  }
}

function placeOf(sequence: number, first: number, end: number): number {
  return sequence >= first && sequence < end ? sequence - first : -1;
}

/** Its index in ascending numbers; -1 if it is not there. */
function indexIn(numbers: readonly number[], wanted: number): number {
  const place = placeFrom(numbers, wanted);
  return numbers[place] === wanted ? place : -1;
}

/** The index of the first of ascending numbers that is not below. */
const placeFrom = (numbers: readonly number[], least: number): number =>
  firstWhere(numbers.length, (i) => (numbers[i] as number) >= least);
