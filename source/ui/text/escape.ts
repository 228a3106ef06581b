// Foreign text made safe for one terminal cell a character. Nothing a peer, a file or the system says
// reaches the terminal but through here: a character is printed when it stands in the short list of
// those that every terminal draws one column wide and takes for nothing else; every other one is
// written out as an escape. A list of what is allowed can't forget a dangerous character.

/**
 * What is printed as it is: ASCII; Latin, Greek and Cyrillic letters; some punctuation. All are one
 * column by Unicode's East Asian Width (UAX #11), none combines, changes direction or becomes an emoji.
 */
const UNSAFE =
  /[^\x20-\x7e\xa1-\xa8\xaa-\xac\xaf-\xff[[\u0100-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff]&&\p{L}]\u2013\u2014\u2018\u2019\u201c-\u201e\u2022\u2026\u2039\u203a\u20ac\u2190-\u2193\u2212]/gv;

const UNSAFE_ASCII = /[^\x20-\x7e]/gu;

const NAMED: { readonly [character: string]: string } = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};

function escapeCharacter(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0) as number;
  // `\x` above 7f is kept for raw bytes (previewText): U+009B and the byte 9b look different.
  return code < 0x80 ? escapeByte(code) : `\\u{${code.toString(16)}}`;
}

function escapeByte(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

/**
 * Any text, safe to print: control, combining, wide, bidirectional and unassigned characters and lone
 * surrogates become `\n`, `\x1b`, `\u{202e}`. The result is as many columns as characters (UTF-16
 * units), and safe text stays as it is, so that applying it twice changes nothing.
 * @param ascii print nothing but ASCII
 */
export function printable(text: string, ascii: boolean): string {
  return text.replace(ascii ? UNSAFE_ASCII : UNSAFE, escapeCharacter);
}

/** The well-formed sequences of RFC 3629 section 4, one byte a character; group 1 is what is none. */
const UTF8_SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|([\x80-\xff])/g;

/**
 * Payload for a person to read: decoded as UTF-8 where it is that, under the rule of `printable`;
 * bytes that are no UTF-8 as `\xff`.
 * @param latin1 the bytes, one character a byte
 */
export function previewText(latin1: string, ascii: boolean): string {
  const marked = latin1.replace(UTF8_SEQUENCE, (sequence, invalid: string | undefined) =>
    invalid === undefined
      ? printable(Buffer.from(sequence, 'latin1').toString('utf8'), ascii)
      : escapeByte(invalid.charCodeAt(0)),
  );
  return printable(marked, ascii);
}
