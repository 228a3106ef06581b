import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asEscapes, type Draft, readDraft } from '../../../source/ui/dialogs/draft.ts';

const draft = (change: Partial<Draft>): Draft => ({ as: 'text', text: '', end: 'none', ...change });
const latin1 = (change: Partial<Draft>): string | null => {
  const read = readDraft(draft(change));
  return read.ok ? read.bytes.toString('latin1') : null;
};
const wrongAt = (change: Partial<Draft>): number | null => {
  const read = readDraft(draft(change));
  return read.ok ? null : read.at;
};

describe('text', () => {
  it.each([
    ['hello', 'hello'],
    ['a\\n\\r\\t\\0b', 'a\n\r\t\0b'],
    ['\\x00\\xff\\xAb', '\x00\xff\xab'],
    ['C:\\\\n', 'C:\\n'],
    ['é', '\xc3\xa9'],
    ['\\\\x41', '\\x41'],
    ['\\x411', 'A1'],
  ])('%s', (text, bytes) => {
    expect(latin1({ text })).toBe(bytes);
  });

  it.each([
    ['none', 'x'],
    ['LF', 'x\n'],
    ['CRLF', 'x\r\n'],
  ] as const)('ends with %s', (end, bytes) => {
    expect(latin1({ text: 'x', end })).toBe(bytes);
  });

  it.each([
    ['\\q', 0],
    ['ab\\', 2],
    ['ab\\x', 2],
    ['ab\\x4', 2],
    ['ab\\x4g', 2],
    ['\\n\\constructor', 2],
    ['é\\u', 1],
  ])('points at what is wrong in %s', (text, at) => {
    expect(wrongAt({ text })).toBe(at);
  });

  it('means by a paste of lines what was pasted', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = asEscapes(text.replaceAll('\\', '\\\\'));
        expect(latin1({ text: escaped })).toBe(Buffer.from(text).toString('latin1'));
        expect(escaped).not.toMatch(/[\r\n\t]/);
      }),
    );
  });
});

describe('hex', () => {
  it.each([
    ['48656c6c6f', 'Hello'],
    ['48 65\t6C:6c,6f', 'Hello'],
    ['0x48 0x65 0x6c 0X6c 0x6f', 'Hello'],
    ['', ''],
    ['00ff', '\x00\xff'],
  ])('%s', (text, bytes) => {
    expect(latin1({ as: 'hex', text, end: 'LF' })).toBe(bytes);
  });

  it.each([
    ['4', 0],
    ['48 6', 3],
    ['48 6 5', 3],
    ['48 g5', 3],
    ['4g', 0],
    ['hello', 0],
    ['4\n8', 0],
  ])('points at what is wrong in %j', (text, at) => {
    expect(wrongAt({ as: 'hex', text })).toBe(at);
  });

  it('reads what a Buffer writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('', ' ', ':', ', '), (bytes, between) => {
        const text = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(between);
        expect(latin1({ as: 'hex', text })).toBe(Buffer.from(bytes).toString('latin1'));
      }),
    );
  });
});

it('reads any text without throwing, and points within it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('text', 'hex', 'file'),
      fc.constantFrom('none', 'LF', 'CRLF'),
      (text, as, end) => {
        const read = readDraft({ as, text, end });
        if (read.ok) return;
        expect(read.at).toBeGreaterThanOrEqual(0);
        expect(read.at).toBeLessThan(text.length);
      },
    ),
  );
});
