// The datagram lists: windows straight out of a journal, by sequence number. Unfiltered, a row's index
// is its sequence number less the journal's first. With a filter the matching numbers are collected as
// the journal grows, so that a view never walks all of it again.

import { type DatagramRow, PREVIEW_BYTES } from '../../protocol/views.ts';
import { datagramColumns } from '../filter/datagram-columns.ts';
import { type Columns, RowFilter } from '../filter/row-filter.ts';
import type { Entry, Journal } from '../journal.ts';
import type { Indexed } from './list.ts';
import { firstWhere } from './ranked-list.ts';

/** What the journal's owner numbers mean. */
export interface Owner {
  readonly endpoint: string;
  readonly group: string | null;
}

/** Entries that are judged at once. */
const ENTRIES_A_STEP = 256;
/** A search goes on for so long, so that receiving goes on in between; half a million take some hundred. */
const SEARCH_MS = 1;

export class DatagramList {
  readonly #journal: Journal;
  readonly #owners: ReadonlyMap<number, Owner>;
  readonly #columns: Columns<number>;
  #filter: RowFilter<number>;
  #matches: number[] = [];
  #searched = 0;
  /** Where the list that was asked for last ends. */
  #end = 0;

  constructor(journal: Journal, owners: ReadonlyMap<number, Owner>) {
    this.#journal = journal;
    this.#owners = owners;
    this.#columns = datagramColumns(journal, owners);
    this.#filter = new RowFilter('', this.#columns);
  }

  /** True while the filter has not yet seen all entries of the list that was asked for last. */
  get searching(): boolean {
    const { empty, problem } = this.#filter;
    return !empty && problem === null && this.#searched < this.#end;
  }

  /** Lets it see some more of them. */
  search(): void {
    if (this.searching) this.#searchSome();
  }

  /**
   * @param end sequence number that the list ends before: `journal.next`, or where it was frozen
   * @param past it is of a moment before that
   */
  list(filter: string, end: number, past = false): Indexed<DatagramRow> {
    const first = Math.min(this.#journal.first, end);
    // Empty, it does not say that nothing had come.
    const forgotten = past && first === end && first > 0 ? { forgotten: true } : {};
    if (filter !== this.#filter.text) this.#look(filter);
    this.#end = end;
    if (this.#filter.empty) {
      return {
        total: end - first,
        all: end - first,
        settling: false,
        ...forgotten,
        key: (index) => String(first + index),
        find: (key) => placeOf(Number(key), first, end),
        row: (index) => this.row(first + index),
      };
    }
    this.search();
    const matches = this.#held();
    const { problem } = this.#filter;
    return {
      // Of a past moment: some may be later.
      total: placeFrom(matches, end),
      all: end - first,
      settling: this.searching,
      ...forgotten,
      ...(problem === null ? {} : { problem }),
      key: (index) => String(matches[index]),
      find: (key) => (Number(key) < end ? indexIn(matches, Number(key)) : -1),
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

  #look(filter: string): void {
    this.#filter = new RowFilter(filter, this.#columns);
    this.#matches = [];
    this.#searched = this.#journal.first;
  }

  /** What passed; what the journal has forgotten since is no row any more. */
  #held(): readonly number[] {
    const forgotten = placeFrom(this.#matches, this.#journal.first);
    if (forgotten > 0) this.#matches.splice(0, forgotten);
    return this.#matches;
  }

  #searchSome(): void {
    const until = performance.now() + SEARCH_MS;
    do {
      const from = Math.max(this.#searched, this.#journal.first);
      const count = Math.min(ENTRIES_A_STEP, this.#end - from);
      const entries = Array.from({ length: count }, (_, i) => from + i);
      for (const [i, passes] of this.#filter.judge(entries).entries()) {
        if (passes) this.#matches.push(from + i);
      }
      this.#searched = from + count;
    } while (this.searching && performance.now() < until);
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
