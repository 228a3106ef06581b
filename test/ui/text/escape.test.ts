import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { previewText, printable } from '../../../source/ui/text/escape.ts';

// Written apart from the source's list: what a terminal might act on, or draw other than one column wide.
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{M}\p{Zl}\p{Zp}\p{Emoji_Presentation}]/u;

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyBytes = fc
  .uint8Array({ maxLength: 120 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));

function expectSafe(text: string, ascii: boolean): void {
  expect(text).not.toMatch(DANGEROUS);
  expect(stringWidth(text)).toBe(text.length);
  if (ascii) expect(text).toMatch(/^[\x20-\x7e]*$/);
}

describe('printable', () => {
  it('leaves what is safe', () => {
    const safe = 'Hello, wörld! Ελλάδα Привет Việt “€ 5” → …';
    expect(printable(safe, false)).toBe(safe);
  });

  it.each([
    ['a\nb\r\tc\0', 'a\\nb\\r\\tc\\0'],
    ['\x1b[2J', '\\x1b[2J'],
    ['\x7f', '\\x7f'],
    ['\u009b31m', '\\u{9b}31m'],
    ['\u202eabc', '\\u{202e}abc'],
    ['e\u0301', 'e\\u{301}'],
    ['漢', '\\u{6f22}'],
    ['😀', '\\u{1f600}'],
    ['\ud800', '\\u{d800}'],
    ['\u00ad\u200b\ufeff', '\\u{ad}\\u{200b}\\u{feff}'],
    ['\u0483', '\\u{483}'],
  ])('escapes %j', (text, escaped) => {
    expect(printable(text, false)).toBe(escaped);
  });

  it('escapes everything outside ASCII when asked', () => {
    expect(printable('é…', true)).toBe('\\u{e9}\\u{2026}');
  });

  it('is safe for each character there is', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const out = printable(String.fromCodePoint(code), false);
      // A character that is let through is checked in full, the escapes by their alphabet.
      if (out.startsWith('\\')) {
        if (!/^\\[\x20-\x7e]*$/.test(out)) expect.fail(`U+${code.toString(16)}`);
      } else {
        expectSafe(out, false);
      }
    }
  });

  it('is safe for any text, and the same when applied twice', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, ascii) => {
        const once = printable(text, ascii);
        expectSafe(once, ascii);
        expect(printable(once, ascii)).toBe(once);
      }),
    );
  });
});

describe('previewText', () => {
  const preview = (bytes: Buffer, ascii = false) => previewText(bytes.toString('latin1'), ascii);

  it('reads UTF-8', () => {
    expect(preview(Buffer.from('Grüße, €5\n'))).toBe('Grüße, €5\\n');
    expect(preview(Buffer.from('Grüße'), true)).toBe('Gr\\u{fc}\\u{df}e');
    expect(preview(Buffer.from('\u{1f600}\u202e\ufeff'))).toBe('\\u{1f600}\\u{202e}\\u{feff}');
  });

  it('writes bytes that are no UTF-8 as bytes', () => {
    expect(preview(Buffer.from([0x61, 0xff, 0x9b, 0x62]))).toBe('a\\xff\\x9bb');
    // Overlong, surrogate, above U+10FFFF, cut short (RFC 3629 section 3).
    expect(preview(Buffer.from([0xc0, 0xaf]))).toBe('\\xc0\\xaf');
    expect(preview(Buffer.from([0xed, 0xa0, 0x80]))).toBe('\\xed\\xa0\\x80');
    expect(preview(Buffer.from([0xf4, 0x90, 0x80, 0x80]))).toBe('\\xf4\\x90\\x80\\x80');
    expect(preview(Buffer.from([0xe2, 0x82]))).toBe('\\xe2\\x82');
  });

  it('tells a C1 character from the byte of that value', () => {
    expect(preview(Buffer.from([0xc2, 0x9b]))).toBe('\\u{9b}');
    expect(preview(Buffer.from([0x9b]))).toBe('\\x9b');
  });

  it('agrees with a decoder on all text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, ascii) => {
        expect(preview(Buffer.from(text), ascii)).toBe(printable(text, ascii));
      }),
    );
  });

  it('is safe for any bytes', () => {
    fc.assert(
      fc.property(anyBytes, fc.boolean(), (latin1, ascii) => {
        expectSafe(previewText(latin1, ascii), ascii);
      }),
      { numRuns: 500 },
    );
  });

  it('is safe for text that is no Latin-1 at all', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, ascii) => {
        expectSafe(previewText(text, ascii), ascii);
      }),
    );
  });
});
