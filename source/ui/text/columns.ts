// `string-width` for Ink and its libraries, where the build puts it (scripts/build.mjs): text like nearly
// all of ours, each character one column wide, is measured here. The original, for all other text,
// compiles a regular expression of all emoji at its first question: 25 ms, which the first frame would
// wait for.

import originalWidth, { type Options } from 'string-width';

/** Printable ASCII, and the blocks that theme.ts and ink-spinner draw with. */
const oneColumnEach =
  /^[ -~\xb7\u2010-\u2027\u2039\u203a\u2190-\u21ff\u2500-\u259f\u25ae\u25af\u2800-\u28ff]*$/;
const sgr = /\x1b\[[0-9;]*m/g;

/** As `string-width`: the columns that a terminal gives to `text`. */
export default function stringWidth(text: string, options?: Options): number {
  const columns = options === undefined ? simpleWidth(text) : null;
  return columns ?? originalWidth(text, options);
}

/** The columns of text that has nothing but such characters and SGR sequences; null of any other. */
export function simpleWidth(text: string): number | null {
  const shown = text.includes('\x1b') ? text.replace(sgr, '') : text;
  return oneColumnEach.test(shown) ? shown.length : null;
}
