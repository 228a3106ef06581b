// What one option of a spec is: how it is read and written, and what form, --help and readme say of it.

import type { EndpointKind, ServiceName } from '../protocol/spec.ts';
import { formatDuration, formatSize, parseDuration, parseSize } from './amounts.ts';
import * as messages from './messages.ts';
import { nearest } from './nearest.ts';
import { Refusal } from './refusal.ts';
import { readText, writeText } from './text.ts';

export interface OptionInfo {
  readonly name: string;
  /** Its default, as it would be written. */
  readonly default: string;
  /** What may be written, in a few words: `concurrent | sequential | manual`, `250ms, 2s`. */
  readonly syntax: string;
  /** Every valid word where only certain words are valid; else null. */
  readonly words: readonly string[] | null;
  /** One sentence, without the full stop. */
  readonly meaning: string;
  /** Free text with escapes (text.ts): a comma in it is written `\\,`. */
  readonly escaped?: true;
  /** What its name alone, without `=`, means. */
  readonly bare?: string;
}

export interface Option extends OptionInfo {
  /** The one service that it means something to. */
  readonly service?: ServiceName;
  /** The property of the spec that holds it. */
  readonly field: string;
  /** @throws Refusal */
  readonly read: (text: string) => unknown;
  readonly write: (value: never) => string;
}

export interface KindInfo {
  readonly kind: EndpointKind;
  /** What it opens, in a few words. */
  readonly meaning: string;
  /** The host when it is left out; null where it is required. */
  readonly defaultHost: string | null;
  readonly options: readonly OptionInfo[];
}

export interface Kind extends KindInfo {
  readonly options: readonly Option[];
  /** Port 0 asks the kernel for a free one, which nobody can connect or send to. */
  readonly leastPort: 0 | 1;
}

interface Facts {
  readonly name: string;
  readonly field: string;
  readonly default: string;
  readonly meaning: string;
}

export function wordOption<Word extends string>(
  facts: Facts,
  words: readonly [Word, ...Word[]],
): Option {
  const mayBe = messages.words(facts.name, words);
  return {
    ...facts,
    words,
    syntax: alternatives(words),
    read(text) {
      if ((words as readonly string[]).includes(text)) return text;
      throw new Refusal(messages.unlike(text, mayBe, nearest(text, words)));
    },
    write: (value: string) => value,
  };
}

/** Columns that words stand in which are set apart; more of them stand closer. */
const WIDE = 50;

function alternatives(words: readonly string[]): string {
  const wide = words.join(' | ');
  return wide.length <= WIDE ? wide : words.join('|');
}

export function numberOption(facts: Facts, least: number, most: number): Option {
  return {
    ...facts,
    words: null,
    syntax: `${least} to ${most}`,
    read: (text) => readWhole(text, least, most, messages.whole(facts.name, least, most)),
    write: String,
  };
}

export function durationOption(facts: Facts, least = 0): Option {
  return {
    ...facts,
    words: null,
    syntax: '250ms, 2s, 5m',
    read: (text) => parseDuration(facts.name, text, least),
    write: formatDuration,
  };
}

/** A duration that `off` leaves out (null). */
export function timeoutOption(facts: Facts): Option {
  return {
    ...facts,
    words: null,
    syntax: 'off, 30s, 5m',
    read: (text) => (text === 'off' ? null : parseDuration(facts.name, text, 1, 'off')),
    write: (value: number | null) => (value === null ? 'off' : formatDuration(value)),
  };
}

/** @param most bytes */
export function sizeOption(facts: Facts, most?: number): Option {
  return {
    ...facts,
    words: null,
    syntax: '64kB, 4MiB',
    read: (text) => parseSize(facts.name, text, most),
    write: formatSize,
  };
}

export function textOption(
  facts: Facts,
  syntax: string,
  read: (text: string) => string | null,
  write: (value: string | null) => string,
): Option {
  return { ...facts, words: null, syntax, read, write };
}

/** A file or directory, as text with escapes. One that is called "off" is written with an escape. */
export function pathOption(facts: Facts, example: string): Option {
  return {
    ...facts,
    words: null,
    syntax: example,
    escaped: true,
    read: (text) => Buffer.from(readText(facts.name, text), 'latin1').toString(),
    write: (path: string) =>
      writeText(Buffer.from(path).toString('latin1')).replace(/^off$/, '\\x6fff'),
  };
}

/** The same option, with a word for none (null), which is its default. */
export function orNone(none: string, option: Option): Option {
  return {
    ...option,
    default: none,
    syntax: `${none}, ${option.syntax}`,
    read: (text) => (text === none ? null : option.read(text)),
    write: (value) => (value === null ? none : option.write(value)),
  };
}

/** @throws Refusal that says `mayBe` and the nearest number in the range */
export function readWhole(text: string, least: number, most: number, mayBe: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const near = Math.min(Math.max(Number.parseInt(text, 10) || least, least), most);
  throw new Refusal(messages.unlike(text, mayBe, String(near)));
}
