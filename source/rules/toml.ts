// TOML as a tree that knows where everything stands, and a reader that takes a table's keys one by one
// and refuses what nobody asked for.

import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { nearest } from '../endpoint-spec/nearest.ts';
import { Fault, type Place } from './fault.ts';
import * as messages from './messages.ts';

type Node = { readonly at: Place } & (
  | { readonly of: 'table'; readonly entries: Map<string, Entry> }
  | { readonly of: 'tables'; readonly tables: Table[] }
  | { readonly of: 'string'; readonly text: string }
  | { readonly of: 'integer'; readonly value: number }
  | { readonly of: 'boolean'; readonly value: boolean }
  | { readonly of: 'other' }
);
type Table = Extract<Node, { of: 'table' }>;

interface Entry {
  readonly key: Place;
  readonly node: Node;
}

/** @throws Fault where it is no TOML */
export function readToml(text: string): TableReader {
  return new TableReader(treeOf(parse(text)));
}

/** One table: each method takes one key, and gives null where it is not there. */
export class TableReader {
  readonly #table: Table;
  readonly #known = new Set<string>();

  constructor(table: Table) {
    this.#table = table;
  }

  get at(): Place {
    return this.#table.at;
  }

  text(name: string, mayBe = messages.text): Text | null {
    const node = this.#take(name);
    if (node === null) return null;
    if (node.of === 'string') return { text: node.text, at: node.at };
    throw new Fault(node.at, messages.mustBe(name, mayBe));
  }

  /** Text, as its UTF-8 bytes, or `{ hex = "00ff" }`. */
  bytes(name: string): { readonly bytes: Buffer; readonly at: Place } | null {
    const node = this.#take(name);
    if (node === null) return null;
    if (node.of === 'string') return { bytes: Buffer.from(node.text), at: node.at };
    if (node.of !== 'table') throw new Fault(node.at, messages.mustBe(name, messages.bytes));
    const table = new TableReader(node);
    const hex = table.text('hex');
    table.end();
    if (hex === null) throw new Fault(node.at, messages.mustBe(name, messages.bytes));
    return { bytes: readHex(hex), at: node.at };
  }

  /** @param least, most its range, both within it */
  whole(name: string, least: number, most: number): number | null {
    const node = this.#take(name);
    return node === null ? null : wholeIn(node, name, least, most);
  }

  /** One of these words, or a whole number in a range. */
  wordOrWhole<Word extends string>(
    name: string,
    words: readonly Word[],
    least: number,
    most: number,
  ): Word | number | null {
    const node = this.#take(name);
    if (node === null) return null;
    const word = node.of === 'string' ? words.find((each) => each === node.text) : undefined;
    if (word !== undefined) return word;
    const mayBe = messages.wordOrWhole(words, least, most);
    if (node.of !== 'integer') throw new Fault(node.at, messages.mustBe(name, mayBe));
    return wholeIn(node, name, least, most, mayBe);
  }

  word<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word | null {
    const found = this.text(name, messages.words(words));
    if (found === null) return null;
    const word = words.find((each) => each === found.text);
    if (word !== undefined) return word;
    throw new Fault(
      found.at,
      messages.unlike(name, messages.words(words), found.text, nearest(found.text, words)),
    );
  }

  flag(name: string): boolean | null {
    const node = this.#take(name);
    if (node === null) return null;
    if (node.of === 'boolean') return node.value;
    throw new Fault(node.at, messages.mustBe(name, messages.flag));
  }

  /** `[name]`, or `name = { … }`. */
  table(name: string): TableReader | null {
    const node = this.#take(name);
    if (node === null) return null;
    if (node.of === 'table') return new TableReader(node);
    throw new Fault(node.at, messages.mustBe(name, messages.table(name)));
  }

  /** `[[name]]`, each of them. */
  tables(name: string): readonly TableReader[] {
    const node = this.#take(name);
    if (node === null) return [];
    if (node.of === 'tables') return node.tables.map((table) => new TableReader(table));
    throw new Fault(node.at, messages.mustBe(name, messages.tables(name)));
  }

  /** All has been asked for. @throws Fault for a key that was not */
  end(): void {
    const known = [...this.#known] as [string, ...string[]];
    for (const [name, { key }] of this.#table.entries) {
      if (this.#known.has(name)) continue;
      throw new Fault(key, messages.unknownKey(name, known, nearest(name, known)));
    }
  }

  #take(name: string): Node | null {
    this.#known.add(name);
    return this.#table.entries.get(name)?.node ?? null;
  }
}

export interface Text {
  readonly text: string;
  readonly at: Place;
}

/** Pairs of hexadecimal digits, with blanks between them where one likes. @throws Fault */
export function readHex({ text, at }: Text): Buffer {
  const digits = text.replaceAll(' ', '');
  if (/^(?:[0-9a-f]{2})*$/i.test(digits)) return Buffer.from(digits, 'hex');
  throw new Fault(at, messages.hex(text));
}

function wholeIn(
  node: Node,
  name: string,
  least: number,
  most: number,
  mayBe = messages.whole(least, most),
): number {
  if (node.of === 'integer' && node.value >= least && node.value <= most) return node.value;
  throw new Fault(node.at, messages.mustBe(name, mayBe));
}

function parse(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { lineNumber, column, message } = error;
    throw new Fault({ line: lineNumber, column: column + 1 }, messages.noToml(message));
  }
}

function treeOf(program: AST.TOMLProgram): Table {
  const root = emptyTable({ line: 1, column: 1 });
  for (const part of program.body[0].body) {
    if (part.type === 'TOMLKeyValue') putPair(root, part);
    else for (const pair of part.body) putPair(tableAt(root, part), pair);
    if (part.type === 'TOMLTable') tableAt(root, part);
  }
  return root;
}

/** The table that a header names, made where it is not there yet. The parser has refused what clashes. */
function tableAt(root: Table, { resolvedKey, key }: AST.TOMLTable): Table {
  const at = placeOf(key);
  let table = root;
  for (const [i, step] of resolvedKey.entries()) {
    if (typeof step === 'number') continue;
    const index = resolvedKey[i + 1];
    table = typeof index === 'number' ? tableIn(table, step, index, at) : within(table, step, at);
  }
  return table;
}

function tableIn(table: Table, name: string, index: number, at: Place): Table {
  const known = table.entries.get(name)?.node;
  const list = known?.of === 'tables' ? known : { of: 'tables' as const, at, tables: [] };
  table.entries.set(name, { key: at, node: list });
  const found = list.tables[index] ?? emptyTable(at);
  list.tables[index] = found;
  return found;
}

function within(table: Table, name: string, at: Place): Table {
  const known = table.entries.get(name)?.node;
  if (known?.of === 'table') return known;
  const made = emptyTable(at);
  table.entries.set(name, { key: at, node: made });
  return made;
}

function putPair(table: Table, { key, value }: AST.TOMLKeyValue): void {
  const names = key.keys.map((each) => (each.type === 'TOMLBare' ? each.name : each.value));
  const last = names.pop() as string;
  const at = placeOf(key);
  const owner = names.reduce((outer, name) => within(outer, name, at), table);
  owner.entries.set(last, { key: at, node: nodeOf(value) });
}

function nodeOf(value: AST.TOMLContentNode): Node {
  const at = placeOf(value);
  if (value.type === 'TOMLInlineTable') {
    const table = emptyTable(at);
    for (const pair of value.body) putPair(table, pair);
    return table;
  }
  if (value.type === 'TOMLArray') return { of: 'other', at };
  switch (value.kind) {
    case 'string':
      return { of: 'string', at, text: value.value };
    case 'integer':
      return { of: 'integer', at, value: value.value };
    case 'boolean':
      return { of: 'boolean', at, value: value.value };
    default:
      return { of: 'other', at };
  }
}

function emptyTable(at: Place): Table {
  return { of: 'table', at, entries: new Map() };
}

function placeOf({ loc }: AST.TOMLNode): Place {
  return { line: loc.start.line, column: loc.start.column + 1 };
}
