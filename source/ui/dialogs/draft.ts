// What is typed in the send dialog, and the bytes that it means.

import { readEscaped } from '../../escaped-text.ts';
import { bytes as messages } from './send-messages.ts';

export type WrittenAs = 'text' | 'hex' | 'file';
export type LineEnd = 'none' | 'LF' | 'CRLF';

export interface Draft {
  readonly as: WrittenAs;
  /** Text with escapes, hex digits, or a path: as typed. */
  readonly text: string;
  /** What follows a text. */
  readonly end: LineEnd;
}

export const sameDraft = (a: Draft, b: Draft): boolean =>
  a.as === b.as && a.text === b.text && a.end === b.end;

export type Read =
  | { readonly ok: true; readonly bytes: Buffer }
  /** `at`: index of the first character that can't be meant, or where one is missing. */
  | { readonly ok: false; readonly at: number; readonly message: string };

const LINE_ENDS: { readonly [End in LineEnd]: string } = { none: '', LF: '\n', CRLF: '\r\n' };

/** The bytes of a text or of hex digits; of a file there are none here. */
export function readDraft({ as, text, end }: Draft): Read {
  switch (as) {
    case 'text':
      return readText(text, LINE_ENDS[end]);
    case 'hex':
      return readHex(text);
    case 'file':
      return { ok: true, bytes: Buffer.alloc(0) };
  }
}

const wrong = (at: number, message: string): Read => ({ ok: false, at, message });

function readText(text: string, end: string): Read {
  const read = readEscaped(text);
  if (!read.ok) return wrong(read.at, messages[read.wrong]);
  return { ok: true, bytes: Buffer.concat([read.bytes, Buffer.from(end)]) };
}

/** Pairs of digits; blanks, colons and commas between them, and `0x` before them, mean nothing. */
function readHex(text: string): Read {
  const bytes: number[] = [];
  const filler = /(?:0x|[\s:,])*/iy;
  for (let at = 0; ; at += 2) {
    filler.lastIndex = at;
    at += filler.exec(text)?.[0].length ?? 0;
    const pair = text.slice(at, at + 2);
    if (pair === '') return { ok: true, bytes: Buffer.from(bytes) };
    if (!/^[0-9a-f]/i.test(pair)) return wrong(at, messages.noDigit);
    if (!/^..$/.test(pair) || !/[0-9a-f]$/i.test(pair)) return wrong(at, messages.oneDigit);
    bytes.push(Number.parseInt(pair, 16));
  }
}

/** Pasted lines as the escapes that mean them: the dialog's field has one line. */
export const asEscapes = (text: string): string =>
  text.replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
