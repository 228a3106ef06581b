/** A word for a shell that reads it as it is (POSIX sh, 2.2.2): bare where nothing in it is special. */
export function shellWord(text: string): string {
  return /^[\w.:%/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Whether a terminal that is pasted into would take part of it for a key. */
export const isTypable = (text: string): boolean => /^[^\p{Cc}]*$/u.test(text);
