/** No valid word is longer; what is, is compared by its beginning. */
const COMPARED_CHARACTERS = 40;

/**
 * The word that takes the fewest edits (Levenshtein distance) from what was written; of equals the
 * first. A word that begins with what was written wins over all others: `seq` means `sequential`.
 */
export function nearest<Word extends string>(
  written: string,
  words: readonly [Word, ...Word[]],
): Word {
  const wanted = written.slice(0, COMPARED_CHARACTERS).toLowerCase();
  const begun = words.find((word) => wanted !== '' && word.toLowerCase().startsWith(wanted));
  if (begun !== undefined) return begun;
  let best = words[0];
  let least = Number.POSITIVE_INFINITY;
  for (const word of words) {
    const edits = distance(wanted, word.toLowerCase());
    if (edits < least) {
      least = edits;
      best = word;
    }
  }
  return best;
}

function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const replace = (above[column - 1] as number) + (same ? 0 : 1);
      line.push(Math.min(replace, (above[column] as number) + 1, (line[column - 1] as number) + 1));
    }
    above = line;
  }
  return above[to.length] as number;
}
