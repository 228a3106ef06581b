import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, plot } from '../../../source/ui/text/plot.ts';
import { makeTheme } from '../../../source/ui/theme.ts';

const unicode = makeTheme({ color: 0, ascii: false });
const ascii = makeTheme({ color: 0, ascii: true });
const spoken = makeTheme({ color: 0, ascii: true, spoken: true });

describe('a plot', () => {
  it('has the highest value full and the others by their part of it', () => {
    expect(plot([8, 4, 1, 0, 2], 10, unicode)).toBe('█▄▁ ▂');
    expect(plot([8, 4, 1, 0, 2], 10, ascii)).toBe('@*. :');
  });

  it('shows the newest where there is not room for all', () => {
    expect(plot([100, 1, 2], 2, unicode)).toBe('▄█');
  });

  it('shows what is not known as nothing, and so all that is not', () => {
    expect(plot([null, 3, null], 3, unicode)).toBe(' █ ');
    expect(plot([0, 0], 5, unicode)).toBe('  ');
    expect(plot([], 5, unicode)).toBe('');
    expect(plot([0, 1, null], 5, unicode, '─')).toBe('─█─');
  });

  it('is not read out', () => {
    expect(plot([1, 2, 3], 5, spoken)).toBe('');
  });

  it('is as wide as its values or the room, and leaves nothing that is above 0 out', () => {
    const values = fc.array(
      fc.option(fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e300, noNaN: true }))),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(values, fc.integer({ min: -1, max: 100 }), (given, width) => {
        const drawn = plot(given, width, unicode);
        const shown = width <= 0 ? [] : given.slice(-width);
        expect(drawn).toHaveLength(shown.length);
        for (const [i, value] of shown.entries()) {
          const level = unicode.levels.indexOf(drawn[i] as string);
          expect(level >= 0).toBe(value !== null && value > 0);
        }
      }),
    );
  });
});

describe('a bar', () => {
  it('is empty or full only when that is so', () => {
    expect(bar(0, 5, 5, unicode)).toBe('▯▯▯▯▯');
    expect(bar(1, 5000, 5, unicode)).toBe('▮▯▯▯▯');
    expect(bar(4999, 5000, 5, unicode)).toBe('▮▮▮▮▯');
    expect(bar(5, 5, 5, unicode)).toBe('▮▮▮▮▮');
    expect(bar(9, 5, 5, ascii)).toBe('#####');
    expect(bar(3, 5, 5, ascii)).toBe('###..');
  });

  it('is not read out', () => {
    expect(bar(3, 5, 5, spoken)).toBe('');
  });
});
