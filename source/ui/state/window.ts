// The part of a list that is drawn now: from the last view's rows and where the cursor is wanted, so
// that the cursor moves at once while the engine's next window is still on its way.

import type { ListWindow } from '../../protocol/views.ts';
import { fitWindow } from '../../protocol/window.ts';
import type { ListState } from './state.ts';

export interface Keyed {
  readonly key: string;
}

/** Where the cursor is wanted, as far as is known: -1 in an empty list. */
export function cursorIndex(window: ListWindow<Keyed>, list: ListState): number {
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
  list: ListState,
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
