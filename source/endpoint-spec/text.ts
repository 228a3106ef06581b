// Bytes to send, as a person writes them in a spec: UTF-8 text with the escapes \n \r \t \0 \xHH \\ and \,.
// The spec holds them as Latin-1, one character a byte.

import { ESCAPES, readEscaped } from '../escaped-text.ts';
import * as messages from './messages.ts';
import { Refusal } from './refusal.ts';

/** The largest payload of a UDP datagram over IPv4 (RFC 768: 65,535 less the headers). */
export const LONGEST_BYTES = 65_507;

/** A bare comma would begin the next option. */
const SPEC_ESCAPES = { ...ESCAPES, ',': ',' };
const WRITTEN = new Map(
  Object.entries(SPEC_ESCAPES).map(([letter, byte]) => [byte, `\\${letter}`]),
);

/**
 * @param what names it in messages: `send`
 * @returns the bytes, one character each
 * @throws Refusal for an unknown escape, or more bytes than a datagram holds
 */
export function readText(what: string, text: string): string {
  const read = readEscaped(text, SPEC_ESCAPES);
  if (!read.ok) {
    const [written = ''] = /^\\.?/su.exec(text.slice(read.at)) ?? [];
    throw new Refusal(messages.unknownEscape(what, written));
  }
  const { bytes } = read;
  if (bytes.length > LONGEST_BYTES) {
    throw new Refusal(messages.textTooLong(what, bytes.length, LONGEST_BYTES));
  }
  return bytes.toString('latin1');
}

/** The shortest text that is read back as these bytes and shows each of them. */
export function writeText(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  const text = bytes.toString();
  const isText = Buffer.from(text).equals(bytes);
  const written = isText ? [...text].map(asCharacter) : [...latin1].map(asByte);
  // Blanks at the ends would be taken for the spec's own.
  return written.join('').replace(/^ | $/g, '\\x20');
}

function asCharacter(character: string): string {
  const known = WRITTEN.get(character);
  if (known !== undefined) return known;
  const invisible = character !== ' ' && /[\p{C}\p{Z}\p{M}]/u.test(character);
  return invisible ? [...Buffer.from(character).toString('latin1')].map(hex).join('') : character;
}

/** Of bytes that are no UTF-8: ASCII as it is. */
const asByte = (byte: string): string => (byte < '\x7f' ? asCharacter(byte) : hex(byte));

const hex = (byte: string): string => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** Cuts a spec at its commas, but for those that are escaped. */
export function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === ',') {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** Escapes the commas that would begin the next option. */
export const withEscapedCommas = (text: string): string => splitAtCommas(text).join('\\,');
