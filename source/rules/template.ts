// Templates of replies: text with placeholders between braces, `{{` and `}}` for braces themselves.

import { nearest } from '../endpoint-spec/nearest.ts';
import { COUNTER_TYPES } from '../protocol/sequence.ts';
import { Fault } from './fault.ts';
import * as messages from './messages.ts';
import { readHex, type Text } from './toml.ts';

export type Part =
  | { readonly of: 'bytes'; readonly bytes: Buffer }
  /** What the rule captured. */
  | { readonly of: 'capture' | 'upper' | 'calc' | 'recall'; readonly capture: number }
  /** A capture read as an unsigned number of so many bytes, with something added, modulo its range. */
  | {
      readonly of: 'number';
      readonly capture: number;
      readonly bytes: 2 | 4 | 8;
      readonly littleEndian: boolean;
      readonly add: bigint;
    }
  /** The peer's address and port, the message's number from 1, the time (RFC 3339, UTC). */
  | { readonly of: 'address' | 'port' | 'count' | 'time' };

const PLAIN = ['address', 'port', 'count', 'time'] as const;
const OF_CAPTURE = ['upper', 'calc', 'recall'] as const;
const NAMES = [...PLAIN, ...OF_CAPTURE, 'hex', ...COUNTER_TYPES] as const;

/** Text without braces, a doubled brace, a placeholder, or a brace that is alone. */
const PIECES = /[^{}]+|\{\{|\}\}|\{[^{}]*\}|[{}]/g;

/**
 * @param captures how many the rule has beside 0
 * @throws Fault
 */
export function readTemplate(text: Text, captures: number): readonly Part[] {
  return (text.text.match(PIECES) ?? []).map((piece) => partOf({ ...text, text: piece }, captures));
}

function partOf({ text, at }: Text, captures: number): Part {
  if (text === '{' || text === '}') throw new Fault(at, messages.loneBrace(text));
  if (text === '{{' || text === '}}' || !text.startsWith('{')) {
    return { of: 'bytes', bytes: Buffer.from(/^[{}]/.test(text) ? text.slice(1) : text) };
  }
  const inside = text.slice(1, -1).trim();
  if (/^\d+$/.test(inside)) return { of: 'capture', capture: captureOf(inside) };
  const plain = PLAIN.find((name) => name === inside);
  if (plain !== undefined) return { of: plain };
  const [, name = '', argument = ''] = /^(\w+):(.*)$/s.exec(inside) ?? [];
  if (name === 'hex') return { of: 'bytes', bytes: readHex({ text: argument, at }) };
  const ofCapture = OF_CAPTURE.find((each) => each === name);
  if (ofCapture !== undefined) return { of: ofCapture, capture: captureOf(argument.trim()) };
  const counter = COUNTER_TYPES.find((each) => each === name);
  if (counter === undefined) {
    throw new Fault(at, messages.placeholder(text, NAMES, nearest(name || inside, NAMES)));
  }
  const [, capture, add = '0'] = /^\s*(\d+)\s*([-+]\s*\d{1,20})?\s*$/.exec(argument) ?? [];
  if (capture === undefined) throw new Fault(at, messages.numberPlaceholder(text, counter));
  return {
    of: 'number',
    capture: captureOf(capture),
    bytes: (Number(counter.slice(1, 3)) / 8) as 2 | 4 | 8,
    littleEndian: counter.endsWith('le'),
    add: BigInt(add.replace(/\s/g, '')),
  };

  function captureOf(digits: string): number {
    const number = /^\d{1,3}$/.test(digits) ? Number(digits) : Number.NaN;
    if (number <= captures) return number;
    throw new Fault(at, messages.capture(text, captures));
  }
}
