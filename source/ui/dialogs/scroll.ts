// Scrolling text: which lines are shown, and where a key takes them.

import type { Key } from './dialog.ts';

/** The first line shown, or `end`: the last lines, also as more come. */
export type ScrollTop = number | 'end';

/** The first line shown of `total` where `height` fit: never beyond the end, never below 0. */
export function clampTop(top: ScrollTop, total: number, height: number): number {
  const lowest = Math.max(0, total - Math.max(0, height));
  return top === 'end' ? lowest : Math.min(Math.max(0, top), lowest);
}

/** Letters that scroll where nothing is typed. */
export const SCROLL_LETTERS: { readonly [letter: string]: Key['name'] } = {
  j: 'down',
  k: 'up',
  g: 'home',
  G: 'end',
};

/** Where a key scrolls to; null when it does not scroll. A page keeps one line in sight. */
export function scroll(top: ScrollTop, key: Key, total: number, height: number): ScrollTop | null {
  const from = clampTop(top, total, height);
  const to = (line: number): ScrollTop => clampTop(line, total, height);
  const page = Math.max(1, height - 1);
  switch (key.name) {
    case 'up':
      return to(from - 1);
    case 'down':
      return top === 'end' ? top : to(from + 1);
    case 'page-up':
      return to(from - page);
    case 'page-down':
      return top === 'end' ? top : to(from + page);
    case 'home':
      return 0;
    case 'end':
      return 'end';
    default:
      return null;
  }
}
