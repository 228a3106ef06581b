/** Characters of a name: as much as stands before a line without hiding it. */
const LONGEST_NICK = 32;

/**
 * The name that a first line gives: nothing in it that a terminal would obey or not show.
 * @param fallback for a line that has nothing else
 */
export function nickOf(line: Buffer, fallback: string): string {
  const shown = line
    .toString()
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  return [...shown].slice(0, LONGEST_NICK).join('').trim() || fallback;
}
