// Lines of a dialog: pieces of text, each with its meaning, cut and padded to exactly the width.
//
// Every text that comes in here is one column a character: the program's own, or foreign text that
// went through text/escape.ts. So a length is a width.

import type { Meaning, Theme } from '../theme.ts';

type Hint = readonly [key: string, does: string];

export type Piece = readonly [meaning: Meaning, text: string];

/** Cuts a text to so many columns; what was cut carries an ellipsis at its end. */
export function cut(text: string, width: number, theme: Theme): string {
  if (text.length <= width) return text;
  return width <= 0 ? '' : text.slice(0, width - 1) + theme.glyphs.ellipsis;
}

/** One line: the pieces in a row, cut to the width or padded to it with blanks. */
export function line(width: number, theme: Theme, ...pieces: readonly Piece[]): string {
  let room = Math.max(0, width);
  let out = '';
  for (const [meaning, text] of pieces) {
    if (room === 0) break;
    if (text === '') continue;
    const shown = cut(text, room, theme);
    out += theme.paint(meaning, shown);
    room -= shown.length;
  }
  return out + ' '.repeat(room);
}

/** The first line of a dialog: a heavy rule with the title, and a remark at its right where it fits. */
export function titleLine(width: number, theme: Theme, title: string, remark = ''): string {
  const rule = theme.glyphs.ruleHeavy;
  const head = `${rule} ${title} `;
  const tail = remark === '' ? rule : ` ${remark} ${rule}`;
  const gap = width - head.length - tail.length;
  if (gap < 1)
    return line(width, theme, ['focus', head], ['focus', rule.repeat(Math.max(0, width))]);
  return line(width, theme, ['focus', head + rule.repeat(gap)], ['focus', tail]);
}

/**
 * The last line of a dialog: keys and what they do. Where not all fit, an ellipsis stands for some before
 * the last one, which is the way out.
 */
export function hintLine(width: number, theme: Theme, hints: readonly Hint[]): string {
  const columns = (shown: readonly Hint[]) =>
    shown.reduce(
      (sum, [key, does]) => sum + (does === '' ? 0 : does.length + 1) + key.length + 2,
      -1,
    );
  const some: Hint = [theme.glyphs.ellipsis, ''];
  let shown: readonly Hint[] = hints;
  for (let kept = hints.length - 2; kept >= 0 && columns(shown) > width; kept -= 1) {
    shown = [...hints.slice(0, kept), some, ...hints.slice(-1)];
  }
  const pieces = shown.flatMap(([key, does], i): Piece[] => [
    ['normal', i === 0 ? ' ' : '  '],
    does === '' ? ['dim', key] : ['key', key],
    ['dim', does === '' ? '' : ` ${does}`],
  ]);
  return line(width, theme, ...pieces);
}

/** Breaks a text between words into lines of at most `width` columns; a longer word is broken itself. */
export function wrap(text: string, width: number): readonly string[] {
  const columns = Math.max(1, width);
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (current !== '' && current.length + 1 + rest.length <= columns) {
      current += ` ${rest}`;
      continue;
    }
    if (current !== '') lines.push(current);
    while (rest.length > columns) {
      lines.push(rest.slice(0, columns));
      rest = rest.slice(columns);
    }
    current = rest;
  }
  lines.push(current);
  return lines;
}

/** The first lines of a wrapped text; where there are more, the last one here ends in an ellipsis. */
export function wrapAtMost(
  text: string,
  width: number,
  most: number,
  theme: Theme,
): readonly string[] {
  const lines = wrap(text, width);
  if (lines.length <= most) return lines;
  const shown = lines.slice(0, most);
  const last = shown.pop() ?? '';
  const { ellipsis } = theme.glyphs;
  return [...shown, last.slice(0, Math.max(0, width - 1)) + ellipsis];
}

/** Lines filled up with blank ones, so that what stands below them does not move. */
export function fillTo(lines: readonly string[], count: number, width: number): readonly string[] {
  const blank = ' '.repeat(Math.max(0, width));
  return lines.concat(Array(Math.max(0, count - lines.length)).fill(blank));
}
