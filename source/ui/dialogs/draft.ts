// What is typed in the send dialog, and the bytes that it means.

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

const ESCAPES: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  0: '\0',
  '\\': '\\',
};

/** UTF-8, but for the escapes: `\xHH` is one byte. */
function readText(text: string, end: string): Read {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
    parts.push(Buffer.from(text.slice(from, at)));
    const letter = text[at + 1];
    if (letter === undefined) return wrong(at, messages.unfinished);
    if (letter === 'x') {
      const digits = text.slice(at + 2, at + 4);
      if (!/^[0-9a-f]*$/i.test(digits)) return wrong(at, messages.badByte);
      if (digits.length < 2) return wrong(at, messages.unfinished);
      parts.push(Buffer.from([Number.parseInt(digits, 16)]));
      from = at + 4;
      continue;
    }
    const meant = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (meant === undefined) return wrong(at, messages.unknownEscape);
    parts.push(Buffer.from(meant));
    from = at + 2;
  }
  parts.push(Buffer.from(text.slice(from) + end));
  return { ok: true, bytes: Buffer.concat(parts) };
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
