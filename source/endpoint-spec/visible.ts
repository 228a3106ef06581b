/** Longer text is cut where it is quoted: a message stays one line. The sign is ASCII: any screen shows it. */
const QUOTED_CHARACTERS = 80;

/** A text from outside as it may stand in a message: one line, no control or invisible character. */
export function visible(text: string): string {
  const cut = text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}...` : text;
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}\p{M}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** The same between quotes. */
export function quote(text: string): string {
  return `"${visible(text)}"`;
}
