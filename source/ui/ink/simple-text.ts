// Ink cleans every text, at every frame, of sequences that would move its cursor. Text that has none, as
// all of ours (text/escape.ts), is let through. The build puts this around Ink's `sanitizeAnsi`.

import { simpleWidth } from '../text/columns.ts';

/** What `sanitize` does, for text that looks different after it. */
export function passSimple(sanitize: (text: string) => string): (text: string) => string {
  return (text) => (simpleWidth(text) === null ? sanitize(text) : text);
}
