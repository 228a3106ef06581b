// From a list that may be long to the window that is shown of it: order, cursor, cut.

import type { Problem } from '../../protocol/problem.ts';
import { type ListWindow, MAX_WINDOW_ROWS, type WindowRequest } from '../../protocol/views.ts';
import { fitWindow } from '../../protocol/window.ts';

/** A list by index, so that a window of it costs its height and no more. */
export interface Indexed<Row> {
  /** Rows after filtering, and before. */
  readonly total: number;
  readonly all: number;
  /** Not all rows were looked at lately: the total or the order may still change by itself. */
  readonly settling: boolean;
  /** Some of a past moment's rows are no longer known, or all. */
  readonly forgotten?: boolean;
  /** The oldest payload that the filter can look through, in milliseconds since the epoch. */
  readonly since?: number;
  /** Why the filter looks at nothing more. */
  readonly problem?: Problem;
  key(index: number): string;
  /** The row's place now, or -1. */
  find(key: string): number;
  row(index: number): Row;
}

/**
 * Cuts the window that a request asks for. The cursor follows its row when rows come or go above it,
 * and the window moves along, so that the picture stands still; a row that is gone leaves the cursor
 * at its place.
 */
export function cutWindow<Row>(list: Indexed<Row>, request: WindowRequest): ListWindow<Row> {
  const height = rowsAsked(request);
  const { top, cursor } = place(list, request, height);
  const rows: Row[] = [];
  const end = Math.min(top + height, list.total);
  for (let i = top; i < end; i += 1) rows.push(list.row(i));
  return {
    total: list.total,
    all: list.all,
    settling: list.settling,
    ...(list.forgotten === true ? { forgotten: true } : {}),
    ...(list.since === undefined ? {} : { since: list.since }),
    ...(list.problem === undefined ? {} : { problem: list.problem }),
    top,
    rows,
    cursor,
    cursorKey: cursor < 0 ? null : list.key(cursor),
  };
}

/** The window's height, as far as it is granted. */
export function rowsAsked({ height }: WindowRequest): number {
  return Math.min(Math.max(Math.trunc(height), 0), MAX_WINDOW_ROWS);
}

function place<Row>(list: Indexed<Row>, request: WindowRequest, height: number) {
  const { cursor, top } = request;
  if (cursor.at === 'end') return fitWindow(list.total, height, list.total, list.total - 1);
  if (cursor.at === 'index') return fitWindow(list.total, height, top, cursor.index);
  const found = list.find(cursor.key);
  if (found < 0) return fitWindow(list.total, height, top, cursor.index);
  return fitWindow(list.total, height, top + found - cursor.index, found);
}

type Value = string | number | null;

/** Ascending; null last either way; equal values keep the list's own order (the sort is stable). */
export function sortBy<Item>(
  items: readonly Item[],
  value: (item: Item) => Value,
  descending: boolean,
): Item[] {
  const sign = descending ? -1 : 1;
  const keyed = items.map((item) => ({ item, by: value(item) }));
  keyed.sort((a, b) => {
    if (a.by === b.by) return 0;
    if (a.by === null) return 1;
    if (b.by === null) return -1;
    return a.by < b.by ? -sign : sign;
  });
  return keyed.map(({ item }) => item);
}

/** An Indexed over an array whose items have keys. */
export function indexed<Item extends { readonly key: string }, Row>(
  items: readonly Item[],
  all: number,
  row: (item: Item) => Row,
): Indexed<Row> {
  return {
    total: items.length,
    all,
    settling: false,
    key: (index) => (items[index] as Item).key,
    find: (key) => items.findIndex((item) => item.key === key),
    row: (index) => row(items[index] as Item),
  };
}
