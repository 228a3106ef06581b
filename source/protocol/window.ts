// Scroll arithmetic, shared by the engine (which cuts the window) and the screen (which moves the cursor).

export interface Window {
  readonly top: number;
  readonly cursor: number;
}

/**
 * Clamps a cursor into a list and moves the window only as far as the cursor needs.
 * @param total rows in the list, ≥ 0
 * @param height rows that fit, ≥ 0
 * @param top the window's first row until now
 * @param cursor the row wanted
 * @returns cursor -1 in an empty list; otherwise top ≤ cursor < top + height (height > 0), and the
 *   window never shows empty lines below the end while there are rows above.
 */
export function fitWindow(total: number, height: number, top: number, cursor: number): Window {
  if (total <= 0) return { top: 0, cursor: -1 };
  const row = Math.min(Math.max(cursor, 0), total - 1);
  if (height <= 0) return { top: Math.min(Math.max(top, 0), total - 1), cursor: row };
  const lowest = Math.max(0, total - height);
  const needed = Math.min(Math.max(top, row - height + 1), row);
  return { top: Math.min(Math.max(needed, 0), lowest), cursor: row };
}
