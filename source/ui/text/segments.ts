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

/** An ellipsis and the blank before it. */
const SIGN_COLUMNS = 2;

/**
 * As many segments as fit, by rank, in their own order; each painted, the line not padded.
 * @param sign an ellipsis stands for those that don't
 */
export function drawSegments(
  segments: readonly Segment[],
  width: number,
  theme: Theme,
  sign = false,
): { readonly line: string; readonly width: number } {
  let { kept, used } = fitting(segments, width);
  let end = '';
  if (sign && kept.size < segments.length && width >= SIGN_COLUMNS) {
    ({ kept, used } = fitting(segments, width - SIGN_COLUMNS));
    end = ` ${theme.paint('dim', theme.glyphs.ellipsis)}`;
    used += SIGN_COLUMNS;
  }
  const line = segments
    .filter((segment) => kept.has(segment))
    .map(({ text, meaning, space, key = 0 }) => {
      const named = theme.paint('key', text.slice(0, key));
      return ' '.repeat(space) + named + theme.paint(meaning, text.slice(key));
    })
    .join('');
  return { line: line + end, width: used };
}

function fitting(segments: readonly Segment[], width: number) {
  let used = 0;
  const kept = new Set<Segment>();
  for (const segment of [...segments].sort((a, b) => a.rank - b.rank)) {
    const more = segment.space + segment.text.length;
    if (used + more > width) break;
    used += more;
    kept.add(segment);
  }
  return { kept, used };
}
