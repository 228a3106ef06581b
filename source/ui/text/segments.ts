// One line of several short texts: what matters most stays when the room is short.

import type { Meaning, Theme } from '../theme.ts';

export interface Segment {
  readonly text: string;
  readonly meaning: Meaning;
  /** 0 stays longest. */
  readonly rank: number;
  /** Blanks before it. */
  readonly space: number;
  /** How many of its first columns name a key. */
  readonly key?: number;
}

/** As many segments as fit, by rank, in their own order; each painted, the line not padded. */
export function drawSegments(
  segments: readonly Segment[],
  width: number,
  theme: Theme,
): { readonly line: string; readonly width: number } {
  let used = 0;
  const kept = new Set<Segment>();
  for (const segment of [...segments].sort((a, b) => a.rank - b.rank)) {
    const more = segment.space + segment.text.length;
    if (used + more > width) break;
    used += more;
    kept.add(segment);
  }
  const line = segments
    .filter((segment) => kept.has(segment))
    .map(({ text, meaning, space, key = 0 }) => {
      const named = theme.paint('key', text.slice(0, key));
      return ' '.repeat(space) + named + theme.paint(meaning, text.slice(key));
    })
    .join('');
  return { line, width: used };
}
