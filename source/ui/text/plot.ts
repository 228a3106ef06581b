// A little history as text: one column a value, the newest at the right.

import type { Theme } from '../theme.ts';

/**
 * The newest values as columns of different heights, at most `width` of them: the highest has the full
 * height, 0 and what is not known (null) are blank, and anything above 0 can be seen. Empty where the
 * theme has no plots.
 */
export function plot(values: readonly (number | null)[], width: number, theme: Theme): string {
  const { levels } = theme;
  const shown = values.slice(Math.max(0, values.length - Math.max(0, width)));
  if (width <= 0 || levels.length === 0) return '';
  const highest = Math.max(0, ...shown.map((value) => value ?? 0));
  return shown
    .map((value) => {
      if (value === null || value <= 0) return ' ';
      return levels[Math.ceil((value / highest) * levels.length) - 1] ?? levels[0];
    })
    .join('');
}
