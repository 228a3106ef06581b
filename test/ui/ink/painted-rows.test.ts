// A frame of painted rows looks in a terminal as Ink's own does, whatever else stands in it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CanvasClass, paintedRows } from '../../../source/ui/ink/painted-rows.ts';
import { passSimple } from '../../../source/ui/ink/simple-text.ts';
import { type Meaning, makeTheme } from '../../../source/ui/theme.ts';
import { cells } from '../../support/emulator.ts';

// Ink does not export what the build puts ours around.
const inkFile = (name: string) =>
  import(new URL(`../../../node_modules/ink/build/${name}`, import.meta.url).href);
const { default: Output } = (await inkFile('output.js')) as { default: CanvasClass };
const { default: sanitizeAnsi } = (await inkFile('sanitize-ansi.js')) as {
  default: (text: string) => string;
};

const SIZE = { width: 40, height: 4 };
const theme = makeTheme({ color: 8, ascii: false, name: 'colorblind' });
const alone = { transformers: [(line: string) => line] };
const louder = { transformers: [(line: string) => `\x1b[1m${line}\x1b[22m`] };

const meaning = fc.constantFrom<Meaning>(
  'normal',
  'dim',
  'focus',
  'selected',
  'served',
  'failed',
  'fresh',
);
const words = fc.constantFrom(
  'tcp-1',
  '  ',
  '━━',
  '▮▯ 3/5',
  '127.0.0.1:7000',
  '‹',
  'ü',
  '漢字',
  '⠋',
);
const painted = fc
  .array(fc.tuple(meaning, meaning, words), { maxLength: 6 })
  .map((parts) =>
    parts.map(([outer, inner, text]) => theme.paint(outer, theme.paint(inner, text))).join(''),
  );
const odd = fc.constantFrom('a\nb', '\x1b[31mnever ended', '\x1b[7mother\x1b[27m', '\x1b[0m');
const write = fc.record({
  x: fc.constantFrom(0, 0, 0, 3),
  y: fc.nat(SIZE.height),
  text: fc.oneof({ weight: 9, arbitrary: painted }, { weight: 1, arbitrary: odd }),
  options: fc.constantFrom(alone, alone, alone, louder),
  clipped: fc.constantFrom(...Array.from({ length: 9 }, () => false), true),
});

type Writes = readonly (typeof write extends fc.Arbitrary<infer Write> ? Write : never)[];

function drawn(Canvas: CanvasClass, writes: Writes) {
  const canvas = new Canvas(SIZE);
  for (const { x, y, text, options, clipped } of writes) {
    if (clipped) canvas.clip({ x1: 0, x2: 10, y1: 0, y2: 2 });
    canvas.write(x, y, text, options);
    if (clipped) canvas.unclip();
  }
  return canvas.get();
}

test('looks as what Ink draws', async () => {
  const Ours = paintedRows(Output);
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 6 }), async (writes) => {
      const [ours, inks] = [drawn(Ours, writes), drawn(Output, writes)];
      expect(ours.height).toBe(inks.height);
      expect(await cells(ours.output, 60, 8)).toEqual(await cells(inks.output, 60, 8));
    }),
    { numRuns: 300 },
  );
});

test('a painted row is not taken apart', () => {
  let composed = 0;
  class Counting extends Output {
    override get() {
      composed += 1;
      return super.get();
    }
  }
  const canvas = new (paintedRows(Counting))(SIZE);
  canvas.write(0, 0, theme.paint('focus', '━ 1 Listen ━'), alone);
  canvas.write(0, 1, theme.paint('fresh', theme.paint('served', '‹ 12 B')), alone);
  expect(canvas.get().output.split('\n')).toHaveLength(SIZE.height);
  expect(composed).toBe(0);
});

test('cleaned text looks as what Ink cleans', async () => {
  const clean = passSimple(sanitizeAnsi);
  const text = fc
    .array(
      fc.oneof(painted, odd, fc.constantFrom('\x1b[2J', '\x1b[3A', '\x1b]0;t\x07', '\x9b1m', '\r')),
    )
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, async (any) => {
      expect(await cells(clean(any), 60, 8)).toEqual(await cells(sanitizeAnsi(any), 60, 8));
    }),
    { numRuns: 200 },
  );
});
