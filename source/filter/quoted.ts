// A text in quotes, with escapes, both ways.

import * as messages from './messages.ts';
import { Fault, type Scanner } from './scanner.ts';

const NAMED: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '"': '"',
  '\\': '\\',
};
const LETTERS = new Map(Object.entries(NAMED).map(([letter, character]) => [character, letter]));

export interface Quoted {
  readonly text: string;
  /** In UTF-8, as Latin-1, one character a byte; `\xff` is the byte, whatever it would be as text. */
  readonly bytes: string;
}

/** Reads from the quote that stands here to the one that closes it. @throws Fault */
export function readQuoted(from: Scanner): Quoted {
  const start = from.at;
  from.skip(/"/y);
  let text = '';
  let bytes = '';
  for (;;) {
    const plain = from.skip(/[^"\\]+/y);
    text += plain;
    bytes += Buffer.from(plain).toString('latin1');
    if (from.skip(/"/y) !== '') return { text, bytes };
    const at = from.at;
    const written = from.skip(/\\(x[0-9a-f]{2}|.)?/isuy);
    if (written.length < 2) throw new Fault(start, from.text.length - start, messages.openQuote);
    const character = characterOf(written.slice(1));
    if (character === undefined) throw new Fault(at, written.length, messages.badEscape(written));
    text += character;
    bytes += character;
  }
}

function characterOf(letters: string): string | undefined {
  const byte = /^x([0-9a-f]{2})$/i.exec(letters)?.[1];
  if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
  return Object.hasOwn(NAMED, letters) ? NAMED[letters] : undefined;
}

/** A text in quotes, to be read as what it is. */
export function quotedText(text: string): string {
  return `"${text.replace(/[\n\r\t\0"\\]/g, (character) => `\\${LETTERS.get(character)}`)}"`;
}

/** Bytes in quotes: text where they are ASCII. @param latin1 one character a byte */
export function quotedBytes(latin1: string): string {
  const escaped = quotedText(latin1).slice(1, -1);
  const safe = escaped.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${safe}"`;
}
