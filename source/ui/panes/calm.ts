// What a view needs of the screen, held so that rules and columns don't jump (state/calm.ts).

import type { ListName, ListWindow } from '../../protocol/views.ts';
import { type Held, hold, rowsOf, widthOf } from '../state/calm.ts';
import { shownTime, type UiState } from '../state/state.ts';
import { type Keyed, shownRows } from '../state/window.ts';
import type { Draw } from '../text/line.ts';
import { listHeights, rowNeeds } from './heights.ts';
import { neededWidths } from './pane.ts';
import { TABLES } from './tables.ts';

/** The state after a view has come, with what its rows need held. */
export function calmed(state: UiState): UiState {
  const { view, now } = state;
  if (view === null) return state;
  const held: { [what: string]: Held } = {};
  const keep = (what: string, needed: number): void => {
    held[what] = hold(state.held[what], needed, now);
  };
  // Clients alone come and go by themselves.
  keep(rowsOf('clients'), rowNeeds(view).clients);
  const heights = listHeights({ ...state, held });
  const draw: Draw = { theme: state.options.theme, now: shownTime(state) };
  for (const list of Object.keys(TABLES) as ListName[]) {
    const window = view.lists[list] as ListWindow<Keyed>;
    const shown = shownRows(window, state.lists[list], heights[list]);
    const widths = neededWidths(TABLES[list], shown.rows, draw);
    for (const [column, width] of Object.entries(widths)) keep(widthOf(list, column), width);
  }
  return { ...state, held };
}
