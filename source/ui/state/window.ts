// The part of a list that is drawn now: from the last view's rows and where the cursor is wanted, so
// that the cursor moves at once while the engine's next window is still on its way.

import type { Cursor, ListWindow } from '../../protocol/views.ts';
import { fitWindow } from '../../protocol/window.ts';

/** Where a list's cursor is to be, and its window's first row. */
export interface Place {
  readonly cursor: Cursor;
  readonly top: number;
}

export interface Keyed {
  readonly key: string;
}

/** Where the cursor is wanted, as far as is known: -1 in an empty list. */
export function cursorIndex(window: ListWindow<Keyed>, list: Place): number {
  const { cursor } = list;
  const last = window.total - 1;
  if (cursor.at === 'end') return last;
  let index = cursor.index;
  if (cursor.at === 'row') {
    const found = window.rows.findIndex((row) => row.key === cursor.key);
    if (found >= 0) index = window.top + found;
    else if (window.cursorKey === cursor.key) index = window.cursor;
  }
  return Math.min(Math.max(index, 0), last);
}

export interface Shown<Row> {
  readonly rows: readonly Row[];
  /** Index of the first one in the whole list. */
  readonly first: number;
  /** Which of `rows` has the cursor; -1 for none. */
  readonly cursor: number;
}

/** At most `height` rows, with the cursor among them. */
export function shownRows<Row extends Keyed>(
  window: ListWindow<Row>,
  list: Place,
  height: number,
): Shown<Row> {
  const cursor = cursorIndex(window, list);
  const { top } = fitWindow(
    window.total,
    height,
    list.cursor.at === 'end' ? window.total : list.top,
    cursor,
  );
  const lastStart = Math.max(0, window.rows.length - height);
  const start = Math.min(Math.max(top - window.top, 0), lastStart);
  const rows = window.rows.slice(start, start + Math.max(height, 0));
  const first = window.top + start;
  return {
    rows,
    first,
    // A cursor beyond the rows that are here waits at the edge for the next view.
    cursor: rows.length === 0 ? -1 : Math.min(Math.max(cursor - first, 0), rows.length - 1),
  };
}

export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'top' | 'bottom';

/** The row that the cursor is moved to, by its number; it may be beyond either end. */
export function target(window: ListWindow<Keyed>, list: Place, height: number, by: Move): number {
  const page = Math.max(1, height - 1);
  const now = cursorIndex(window, list);
  switch (by) {
    case 'up':
      return now - 1;
    case 'down':
      return now + 1;
    case 'page-up':
      return now - page;
    case 'page-down':
      return now + page;
    case 'top':
      return 0;
    case 'bottom':
      return window.total - 1;
  }
}

/** The list with its cursor on a row by its number in the whole list. */
export function placeAt(
  window: ListWindow<Keyed>,
  list: Place,
  height: number,
  index: number,
): Place {
  const follows = list.cursor.at === 'end';
  // Pressing down on the last row of a list that follows must not stop it from following.
  if (window.total === 0 || (follows && index >= window.total - 1)) return list;
  const top = follows ? window.total : list.top;
  const fitted = fitWindow(window.total, height, top, index);
  return { cursor: cursorAt(window, fitted.cursor), top: fitted.top };
}

export function cursorAt(window: ListWindow<Keyed>, index: number): Cursor {
  const row = window.rows[index - window.top];
  return row === undefined ? { at: 'index', index } : { at: 'row', key: row.key, index };
}
