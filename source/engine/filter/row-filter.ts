// A filter's terms over the columns of one list. A list without a column that a term names keeps its rows
// by that term: pane 4 has one filter for its groups and for their datagrams.

import { LISTS, parseFilter, type Term, termInfo, wordsOf } from '../../filter.ts';
import type { Problem } from '../../protocol/problem.ts';
import { filterTooSlow } from '../command-messages.ts';
import { inStretches } from '../time-limit.ts';
import { networkTest } from './network.ts';

type Passes<Row> = (row: Row) => boolean;
type Read<Row, Value> = { readonly [term: string]: (row: Row) => Value };

/** What a list's rows have for the terms; null stands for not known, which passes no comparison. */
export interface Columns<Row> {
  /** Whether what the row shows contains a text, which is in lower case. */
  shows(row: Row, text: string): boolean;
  /** What a regular expression looks through: a few thousand characters at most. */
  text(row: Row): string;
  readonly words: Read<Row, readonly (string | null)[]>;
  /** Any of them may pass. */
  readonly numbers: Read<Row, readonly (number | null)[]>;
  /** The bytes of an address, 4 or 16. */
  readonly networks: Read<Row, Uint8Array | null>;
  /** Whether a row's payload has these bytes. Left out: the list has no payload. */
  payload?(wanted: Buffer): Passes<Row>;
}

export class RowFilter<Row> {
  readonly text: string;
  /** Every row passes. */
  readonly empty: boolean;
  /** The terms it has, for whoever needs to know what they ask of a row. */
  readonly terms: readonly Term[];
  readonly #tests: readonly Passes<Row>[];
  readonly #mayHang: boolean;
  #problem: Problem | null = null;

  /** @param text what can't be read lets nothing through */
  constructor(text: string, columns: Columns<Row>) {
    const parsed = parseFilter(text);
    const terms = parsed.ok ? parsed.terms.toSorted((a, b) => cost(a) - cost(b)) : [];
    const compiled = terms.flatMap((term) => {
      const passes = testOf(term, columns);
      if (passes === null) return [];
      return [{ term, passes: term.negated ? (row: Row) => !passes(row) : passes }];
    });
    this.text = text;
    this.terms = compiled.map(({ term }) => term);
    this.#tests = parsed.ok ? compiled.map(({ passes }) => passes) : [() => false];
    this.empty = this.#tests.length === 0;
    this.#mayHang = this.terms.some(({ test }) => test.of === 'regex');
  }

  /** Why it looks at nothing more. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Which of them pass. With a regular expression a call costs 0.1 ms: better many rows at once. */
  judge(rows: readonly Row[]): readonly boolean[] {
    const verdicts = new Array<boolean>(rows.length).fill(false);
    let at = 0;
    const run = (): void => {
      for (; at < rows.length; at += 1) verdicts[at] = this.#passes(rows[at] as Row);
    };
    if (!this.#mayHang) run();
    else if (this.#problem === null && !inStretches(run, () => at)) this.#problem = filterTooSlow();
    return verdicts;
  }

  #passes(row: Row): boolean {
    for (const passes of this.#tests) if (!passes(row)) return false;
    return true;
  }
}

/** What decides most for least comes first. */
const ORDER = ['number', 'word', 'network', 'payload', 'shown', 'regex'];
const cost = ({ test }: Term): number => ORDER.indexOf(test.of);

/** Null: the list has no such column. */
function testOf<Row>({ test }: Term, columns: Columns<Row>): Passes<Row> | null {
  switch (test.of) {
    case 'shown': {
      const text = test.text.toLowerCase();
      return (row) => columns.shows(row, text);
    }
    case 'regex': {
      const regex = new RegExp(test.source, test.ignoreCase ? 'iu' : 'u');
      return (row) => regex.test(columns.text(row));
    }
    case 'word': {
      const read = columns.words[test.name];
      const fits = wordTest(test.name, test.word);
      return read === undefined ? null : (row) => read(row).some(fits);
    }
    case 'number': {
      const read = columns.numbers[test.name];
      const compare = COMPARE[test.comparison];
      const { value } = test;
      if (read === undefined) return null;
      return (row) => read(row).some((number) => number !== null && compare(number, value));
    }
    case 'network': {
      const read = columns.networks[test.name];
      const contains = networkTest(test.address, test.bits);
      if (read === undefined) return null;
      return (row) => {
        const address = read(row);
        return address !== null && contains(address);
      };
    }
    case 'payload': {
      return columns.payload?.(Buffer.from(test.bytes, 'latin1')) ?? null;
    }
  }
}

function wordTest(name: string, wanted: string): (word: string | null) => boolean {
  const info = termInfo(name);
  const words = info === null ? null : wordsOf(info, LISTS);
  const fits = words === null ? nameTest(wanted) : oneOf(words, wanted);
  return (word) => word !== null && fits(word.toLowerCase());
}

/** A name is whole, or what is counted: `tcp-1`, or `tcp`. */
const nameTest = (wanted: string) => (found: string) =>
  found === wanted || found.replace(/-\d+$/, '') === wanted;

/** A word out of few is known by its beginning, unless that is one itself: `kind:tcp` is no `tcp-client`. */
function oneOf(words: readonly string[], wanted: string): (found: string) => boolean {
  const whole = words.some((word) => word.toLowerCase() === wanted);
  return (found) => (whole ? found === wanted : found.startsWith(wanted));
}

const COMPARE = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '=': (a: number, b: number) => a === b,
  '>=': (a: number, b: number) => a >= b,
  '>': (a: number, b: number) => a > b,
};
