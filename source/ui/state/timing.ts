// When the picture changes by itself, because time goes by: so that a timer is set for just then, and
// none when nothing on the screen depends on the time.

import { FRESH_MS } from '../panes/cells.ts';
import { listHeights } from '../panes/heights.ts';
import { shownTime, type UiState } from './state.ts';

const SECOND_MS = 1000;

/** Milliseconds from the state's time to the next such change; null: there is none. */
export function nextChange(state: UiState): number | null {
  const { view, message } = state;
  const moments: number[] = [];
  if (message !== null) moments.push(message.until - state.now);
  const now = shownTime(state);
  if (view !== null && !view.frozen) {
    const heights = listHeights(state);
    const { listen, clients, datagrams, groups, traffic } = view.lists;
    const changed = [
      ...(heights.listen > 0 ? listen.rows.map((row) => row.changedAt) : []),
      ...(heights.clients > 0 ? clients.rows.map((row) => row.changedAt) : []),
      ...(heights.datagrams > 0 ? datagrams.rows.map((row) => row.time) : []),
      ...(heights.groups > 0 ? groups.rows.map((row) => row.changedAt) : []),
      ...(heights.traffic > 0 ? traffic.rows.map((row) => row.time) : []),
    ];
    for (const at of changed) if (now - at < FRESH_MS) moments.push(at + FRESH_MS - now);
    const ages = (heights.clients > 0 && clients.rows.length > 0) || state.stack.length > 0;
    if (ages) moments.push(SECOND_MS - (now % SECOND_MS));
  }
  return moments.length === 0 ? null : Math.max(1, Math.min(...moments));
}
