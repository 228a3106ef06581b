// Numbers as little pictures: a history, one column a value, and a bar that says how full something is.

import type { Theme } from '../theme.ts';

/**
 * The newest values as columns of different heights, at most `width` of them: the highest has the full
 * height, 0 and what is not known (null) are the ground, and anything above 0 can be seen. Empty where the
 * theme has no plots.
 * @param ground one column; blank when left out
 */
export function plot(
  values: readonly (number | null)[],
  width: number,
  theme: Theme,
  ground = ' ',
): string {
  const { levels } = theme;
  const shown = values.slice(Math.max(0, values.length - Math.max(0, width)));
  if (width <= 0 || levels.length === 0) return '';
  const highest = Math.max(0, ...shown.map((value) => value ?? 0));
  return shown
    .map((value) => {
      if (value === null || value <= 0) return ground;
      return levels[Math.ceil((value / highest) * levels.length) - 1] ?? levels[0];
    })
    .join('');
}

/**
 * `▮▮▮▯▯`, of so many cells: empty and full mean just that; in between at least one cell is full and at
 * least one is not. Empty where the theme has no plots.
 */
export function bar(used: number, size: number, cells: number, theme: Theme): string {
  const { glyphs, levels } = theme;
  if (levels.length === 0) return '';
  const part = Math.ceil((used / Math.max(1, size)) * cells);
  const filled = used <= 0 ? 0 : used >= size ? cells : Math.min(Math.max(part, 1), cells - 1);
  return glyphs.full.repeat(filled) + glyphs.empty.repeat(cells - filled);
}
