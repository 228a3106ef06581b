import { describe, expect, it } from 'vitest';
import { type ColorBits, type Meaning, makeTheme } from '../../source/ui/theme.ts';

const MEANINGS: readonly Meaning[] = [
  'dim',
  'strong',
  'focus',
  'selected',
  'waiting',
  'served',
  'closing',
  'paused',
  'failed',
  'lost',
  'fresh',
  'key',
  'incoming',
  'outgoing',
];

describe('theme', () => {
  it.each([4, 8, 24] as const)('with %i bits every meaning is opened and closed', (color) => {
    const { paint } = makeTheme({ color, ascii: false });
    for (const meaning of MEANINGS) {
      expect(paint(meaning, 'x')).toMatch(/^\x1b\[[0-9;]+mx\x1b\[[0-9;]+m$/);
    }
    expect(paint('normal', 'x')).toBe('x');
    expect(paint('failed', '')).toBe('');
  });

  it.each([0, 1] satisfies ColorBits[])('with %i bits nothing is painted', (color) => {
    const { paint } = makeTheme({ color, ascii: false });
    for (const meaning of MEANINGS) expect(paint(meaning, 'x')).toBe('x');
  });

  it('has every glyph one column wide, and in ASCII where asked', () => {
    const unicode = Object.values(makeTheme({ color: 0, ascii: false }).glyphs);
    const ascii = Object.values(makeTheme({ color: 0, ascii: true }).glyphs);
    for (const glyph of [...unicode, ...ascii]) expect(glyph).toHaveLength(1);
    expect(ascii.join('')).toMatch(/^[\x21-\x7e]+$/);
  });
});
