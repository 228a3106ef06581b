// What the build puts in place of string-width and Intl.Segmenter answers as they do, for any text.

import fc from 'fast-check';
import originalWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import stringWidth from '../../../source/ui/text/columns.ts';
import { Segmenter } from '../../../source/ui/text/graphemes.ts';

const BASIC_PLANE = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code));

/** Ours, beside all that may join it, be wide, or be no character at all. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'·‹›━─▮▯▰…↑↓→⠋█', 'abc', ' '),
      fc.constantFrom(
        '\x1b[1m',
        '\x1b[38;5;12m',
        '\x1b[0m',
        '\x1b[2J',
        '\x1b]8;;x\x07',
        '\x1b',
        '\x9b',
      ),
      fc.constantFrom(
        '\u0301',
        '\ufe0f',
        '\u200d',
        '\u20e3',
        '\r\n',
        '\n',
        '\t',
        '\xad',
        '\u{1f3fb}',
      ),
      fc.constantFrom(
        '漢',
        'ｱ',
        '한',
        '\u1100\u1161',
        '👩‍👩‍👧',
        '🇫🇷',
        '1️⃣',
        '↔',
        '▶',
        '◾',
        '\ud800',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('columns', () => {
  test('of every single character', () => {
    const wrong = BASIC_PLANE.filter((each) => stringWidth(each) !== originalWidth(each));
    expect(wrong).toEqual([]);
  });

  test('of any text', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(stringWidth(any)).toBe(originalWidth(any));
      }),
      { numRuns: 2000 },
    );
  });

  test('as asked for', () => {
    const options = { countAnsiEscapeCodes: true };
    expect(stringWidth('\x1b[1m━', options)).toBe(originalWidth('\x1b[1m━', options));
    expect(stringWidth('·', { ambiguousIsNarrow: false })).toBe(2);
  });
});

describe('graphemes', () => {
  const original = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const ours = new Segmenter(undefined, { granularity: 'grapheme' });
  const pairs = (segments: Intl.Segments) =>
    [...segments].map(({ segment, index }) => ({ segment, index }));

  test('of any text', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(pairs(ours.segment(any))).toEqual(pairs(original.segment(any)));
      }),
      { numRuns: 2000 },
    );
  });

  test('at a place, and outside of the text', () => {
    fc.assert(
      fc.property(text, fc.nat(20), (any, at) => {
        const expected = original.segment(any).containing(at);
        expect(ours.segment(any).containing(at)).toEqual(
          expected === undefined
            ? undefined
            : { segment: expected.segment, index: expected.index, input: any },
        );
      }),
    );
  });
});
