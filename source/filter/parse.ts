// Text → terms. Any text is either read, or refused with a sentence and the place that is wrong; it never
// throws.
//
//   filter = terms with blanks between them: a row passes them all
//   term   = ["-"] ( name operator value | "/" regex "/" ["i"] | '"' text '"' | text )
//
// A text with a colon that no known name stands before is plain text where it looks like an address.

import { isIP } from 'node:net';
import { nearest } from '../endpoint-spec.ts';
import type { ListName } from '../protocol/views.ts';
import * as messages from './messages.ts';
import { wholeAddress } from './network.ts';
import { readQuantity } from './quantity.ts';
import { readQuoted } from './quoted.ts';
import { Fault, Scanner } from './scanner.ts';
import { COMPARISONS, type Comparison, type FilterFault, type Term, type Test } from './term.ts';
import { LISTS, TERMS, type TermInfo, termInfo, termsOf, wordsOf } from './terms.ts';

export type ParsedFilter =
  | { readonly ok: true; readonly terms: readonly Term[] }
  /** `others`: the text without the term that is wrong; it may have another one. */
  | { readonly ok: false; readonly fault: FilterFault; readonly others: string };

/** Longer ones are typed by nobody; what is pasted may be anything. */
export const MAX_FILTER_CHARACTERS = 200;

/**
 * @param lists those the filter is for: a term that none of them has a column for is refused
 */
export function parseFilter(text: string, lists: readonly ListName[] = LISTS): ParsedFilter {
  const from = new Scanner(text);
  const terms: Term[] = [];
  let start = 0;
  try {
    for (;;) {
      from.skip(/\s*/y);
      if (from.atEnd) return { ok: true, terms };
      start = from.at;
      terms.push(readTerm(from, lists));
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { at, length, message } = error;
    const rest = text.slice(at + length).replace(/^\S*\s*/, '');
    const others = (text.slice(0, start) + rest).trim();
    return { ok: false, fault: { at, length, message }, others };
  }
}

function readTerm(from: Scanner, lists: readonly ListName[]): Term {
  const start = from.at;
  const negated = from.skip(/-/y) !== '';
  if (from.atEnd || from.sees(/\s/y)) throw new Fault(start, 1, messages.lostMinus);
  const test = readTest(from, lists);
  if (!from.atEnd && !from.sees(/\s/y)) throw new Fault(from.at, 1, messages.noBlank);
  return { negated, test };
}

const NAME = /[a-z]+(?=<=|>=|[<>=:])/iy;
const OPERATOR = /<=|>=|[<>=:]/y;
/** `cafe::1`: what may be an address is no misspelt name. */
const ADDRESS_LIKE = /[0-9a-f]*:[0-9a-f.:%]*(?:\s|$)/iy;

function readTest(from: Scanner, lists: readonly ListName[]): Test {
  if (from.sees(/\//y)) return readRegex(from);
  if (from.sees(/"/y)) return { of: 'shown', text: readQuoted(from).text };
  const start = from.at;
  const name = from.skip(NAME);
  const info = termInfo(name.toLowerCase());
  if (name !== '' && info !== null) return readNamed(from, start, info, lists);
  from.at = start;
  if (name !== '' && !from.sees(ADDRESS_LIKE) && from.charAfter(name) === ':') {
    const [first, ...names] = (lists.length > 0 ? termsOf(lists) : TERMS).map((term) => term.name);
    const near = nearest(name, [first as string, ...names]);
    throw new Fault(start, name.length, messages.unknownTerm(name, near));
  }
  return { of: 'shown', text: from.skip(/\S+/y) };
}

function readNamed(from: Scanner, start: number, info: TermInfo, lists: readonly ListName[]): Test {
  const { name } = info;
  if (!info.lists.some((list) => lists.includes(list))) {
    throw new Fault(start, name.length, messages.notHere(name, info.lists));
  }
  const operatorAt = from.at;
  const operator = from.skip(OPERATOR);
  if (info.of !== 'number' && operator !== ':' && operator !== '=') {
    throw new Fault(operatorAt, operator.length, messages.onlyColon(name));
  }
  const at = from.at;
  const value = from.sees(/"/y) ? readQuoted(from) : plainValue(from.skip(/\S+/y));
  const wrong = (message: string): Fault => new Fault(at, from.at - at, message);
  if (value.bytes === '') {
    throw new Fault(start, from.at - start, messages.noValue(name, exampleOf(info, lists)));
  }
  switch (info.of) {
    case 'word': {
      const words = wordsOf(info, lists);
      const word = value.text.toLowerCase();
      if (words !== null && !words.some((known) => known.toLowerCase().startsWith(word))) {
        throw wrong(messages.word(name, words));
      }
      return { of: 'word', name, word };
    }
    case 'number': {
      const number = readQuantity(value.text, info.quantity);
      if (number === null) throw wrong(messages.number(name, info.quantity));
      return { of: 'number', name, comparison: comparisonOf(operator), value: number };
    }
    case 'network':
      return { of: 'network', name, ...readNetwork(value.text, name, wrong) };
    case 'payload':
      return { of: 'payload', name, bytes: readBytes(info.notation, value, wrong) };
  }
}

function exampleOf(info: TermInfo, lists: readonly ListName[]): string {
  switch (info.of) {
    case 'word':
      return wordsOf(info, lists)?.[0] ?? messages.EXAMPLES.word;
    case 'number':
      return info.quantity.example;
    case 'network':
      return messages.EXAMPLES.network;
    case 'payload':
      return messages.EXAMPLES[info.notation];
  }
}

const comparisonOf = (operator: string): Comparison =>
  COMPARISONS.find((comparison) => comparison === operator) ?? '=';

interface Value {
  readonly text: string;
  /** In UTF-8, as Latin-1; what stands in quotes may have bytes that are no text. */
  readonly bytes: string;
}

const plainValue = (text: string): Value => ({
  text,
  bytes: Buffer.from(text).toString('latin1'),
});

function readNetwork(
  text: string,
  name: string,
  wrong: (message: string) => Fault,
): { readonly address: string; readonly bits: number } {
  const match = /^\[?([0-9a-f.:]+)\]?(?:\/(\d{1,3}))?$/i.exec(text);
  const address = match?.[1] ?? '';
  if (isIP(address) === 0) throw wrong(messages.network(name));
  const most = wholeAddress(address);
  const bits = match?.[2] === undefined ? most : Number(match[2]);
  if (bits > most) throw wrong(messages.bits(most));
  return { address, bits };
}

function readBytes(
  notation: 'text' | 'hex',
  { text, bytes }: Value,
  wrong: (message: string) => Fault,
): string {
  if (notation === 'text') return bytes;
  const digits = text.replace(/[\s:]/g, '');
  if (!/^([0-9a-f]{2})+$/i.test(digits)) throw wrong(messages.hex);
  return Buffer.from(digits, 'hex').toString('latin1');
}

/** Not the longest that JavaScript reads as one: the first slash that no backslash stands before ends it. */
const REGEX = /\/((?:\\.|[^\\/])*)\//y;

function readRegex(from: Scanner): Test {
  const start = from.at;
  const written = from.skip(REGEX);
  if (written === '') throw new Fault(start, from.left, messages.openRegex);
  const source = written.slice(1, -1);
  if (source === '') throw new Fault(start, written.length, messages.emptyRegex);
  try {
    new RegExp(source, 'u');
  } catch (error) {
    throw new Fault(start, written.length, messages.regex(reasonOf(error)));
  }
  const flagsAt = from.at;
  const flags = from.skip(/\S+/y);
  if (flags !== '' && flags !== 'i') throw new Fault(flagsAt, flags.length, messages.flags);
  return { of: 'regex', source, ignoreCase: flags === 'i' };
}

/** `Invalid regular expression: /(/u: Unterminated group` says at its end what is wrong. */
const reasonOf = (error: unknown): string => String(error).split(': ').at(-1) ?? '';
