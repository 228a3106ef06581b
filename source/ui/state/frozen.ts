// A frozen picture stands still whatever the engine has forgotten meanwhile: under a flood of datagrams
// the journal keeps only the last moments, and the rows that were frozen would go one after the other.

import type { DatagramRow, ListName, ListWindow, View } from '../../protocol/views.ts';
import type { UiState } from './state.ts';

/** The lists whose rows the engine forgets by itself; their keys are sequence numbers. */
const FORGETTING = ['datagrams', 'traffic'] as const satisfies readonly ListName[];

/** The new view, with the rows of the one before where the engine no longer has what was frozen. */
export function keepFrozen({ view: before, asked }: UiState, view: View): View {
  if (before === null || asked === null || !before.frozen || !view.frozen) return view;
  // Of another moment there are other rows.
  if (view.time !== before.time) return view;
  const lists = { ...view.lists };
  for (const name of FORGETTING) {
    const cursor = asked.lists[name].cursor;
    const wanted = cursor.at === 'row' ? cursor.key : (before.lists[name].rows.at(-1)?.key ?? '');
    if (forgotten(before.lists[name], lists[name], wanted)) {
      lists[name] = withCursor(before.lists[name], wanted);
    }
  }
  return { ...view, lists };
}

function forgotten(before: Rows, now: Rows, wanted: string): boolean {
  const first = before.rows[0];
  if (now.all >= before.all || first === undefined) return false;
  if (!has(now, wanted)) return true;
  // It starts later than what was in sight: rows above the wanted one are gone.
  return now.top === 0 && has(before, wanted) && Number(first.key) < Number(now.rows[0]?.key);
}

type Rows = ListWindow<DatagramRow>;

const has = ({ rows }: Rows, wanted: string): boolean => rows.some(({ key }) => key === wanted);

function withCursor(window: Rows, wanted: string): Rows {
  const at = window.rows.findIndex(({ key }) => key === wanted);
  return at < 0 ? window : { ...window, cursor: window.top + at, cursorKey: wanted };
}
