// A row with words to choose one from: `concurrent [sequential] manual`.

import { printable } from '../text/escape.ts';
import type { Theme } from '../theme.ts';
import type { Key } from './dialog.ts';
import type { Piece } from './line.ts';

/**
 * The word that a key chooses: left and right go through them, a letter to the next that begins with it.
 * @returns undefined: the key chooses none; null: it is no key for this
 */
export function chosenBy<Word extends string>(
  words: readonly Word[],
  now: string,
  key: Key,
): Word | undefined | null {
  const at = (words as readonly string[]).indexOf(now);
  switch (key.name) {
    case 'left':
      return words.at(Math.max(at, 0) - 1);
    case 'right':
      return words[(at + 1) % words.length];
    case 'home':
      return words[0];
    case 'end':
      return words.at(-1);
    case 'character': {
      const after = [...words.slice(at + 1), ...words.slice(0, at + 1)];
      const letter = key.input.toLowerCase();
      return letter === ' '
        ? after[0]
        : after.find((word) => word.toLowerCase().startsWith(letter));
    }
    case 'paste':
      return undefined;
    default:
      return null;
  }
}

/** The words in a row; the brackets say which is chosen, with and without colour. */
export function wordPieces(
  words: readonly string[],
  chosen: string,
  focused: boolean,
  theme: Theme,
): readonly Piece[] {
  // What is none of the words (typed in the spec line) is shown too, as it was written.
  const all = words.includes(chosen) ? words : [...words, chosen];
  return all.flatMap((word, index): Piece[] => {
    const gap: Piece = ['normal', index === 0 ? '' : ' '];
    if (word !== chosen) return [gap, ['dim', word]];
    return [gap, [focused ? 'selected' : 'strong', `[${printable(word, theme.ascii)}]`]];
  });
}
