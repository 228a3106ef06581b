// What is being read stays in its place while a conversation goes on: its oldest pieces are forgotten,
// and everything below them would move up.

import type { ScrollTop } from '../scroll.ts';
import type { Block } from './payload.ts';

/** A line of a block that has a key. */
export interface Anchor {
  readonly key: string;
  readonly line: number;
}

/** What a line belongs to; null where that has no key. */
export function anchorAt(top: number, blocks: readonly Block[]): Anchor | null {
  let start = 0;
  for (const { key, count } of blocks) {
    if (top < start + count) return key === undefined ? null : { key, line: top - start };
    start += count;
  }
  return null;
}

/** Where an anchor's line is; null where its block is not there. */
export function lineOf({ key, line }: Anchor, blocks: readonly Block[]): number | null {
  let start = 0;
  for (const block of blocks) {
    if (block.key === key) return start + line;
    start += block.count;
  }
  return null;
}

/** Where the anchor's line is now; where it is forgotten, the first that is not. */
export function anchoredTop(
  top: ScrollTop,
  anchor: Anchor | null,
  blocks: readonly Block[],
): ScrollTop {
  if (anchor === null || top === 'end') return top;
  let start = 0;
  let first: number | null = null;
  for (const { key, count } of blocks) {
    if (key === anchor.key) return start + anchor.line;
    if (key !== undefined) first ??= start;
    start += count;
  }
  return first ?? top;
}
