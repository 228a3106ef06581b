// Bytes as a person types them: UTF-8 text, in which escapes stand for the bytes that can't be typed.

/** By what follows the backslash; `\xHH` is any byte. */
export const ESCAPES: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  0: '\0',
  '\\': '\\',
};

export type EscapedText =
  | { readonly ok: true; readonly bytes: Buffer }
  /** `at`: index of the backslash of the first escape that can't be meant. */
  | {
      readonly ok: false;
      readonly at: number;
      readonly wrong: 'unfinished' | 'badByte' | 'unknownEscape';
    };

/** @param escapes those there are beside `\xHH` */
export function readEscaped(text: string, escapes = ESCAPES): EscapedText {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
    parts.push(Buffer.from(text.slice(from, at)));
    const letter = text[at + 1];
    if (letter === undefined) return { ok: false, at, wrong: 'unfinished' };
    if (letter === 'x' || letter === 'X') {
      const digits = text.slice(at + 2, at + 4);
      if (!/^[0-9a-f]*$/i.test(digits)) return { ok: false, at, wrong: 'badByte' };
      if (digits.length < 2) return { ok: false, at, wrong: 'unfinished' };
      parts.push(Buffer.from([Number.parseInt(digits, 16)]));
      from = at + 4;
      continue;
    }
    const meant = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (meant === undefined) return { ok: false, at, wrong: 'unknownEscape' };
    parts.push(Buffer.from(meant));
    from = at + 2;
  }
  parts.push(Buffer.from(text.slice(from)));
  return { ok: true, bytes: Buffer.concat(parts) };
}
