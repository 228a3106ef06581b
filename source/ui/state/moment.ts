// Going back in time, and onward, while the picture is frozen. The engine finds the moments: where several
// are gone by before its answer is here, they are counted from where its last answer was.

import type { MomentRequest, View } from '../../protocol/views.ts';
import { withList } from './move.ts';
import type { UiState } from './state.ts';

/** A picture of a moment before it was frozen. */
export function isPast(view: View | null): boolean {
  return view !== null && view.frozenAt !== null && view.time < view.frozenAt;
}

/** So many moments at which something happened back, or onward. */
export function stepMoments(state: UiState, steps: number): UiState {
  return goTo(state, ({ from, steps: before }) => ({ from, steps: before + steps }));
}

/** So many milliseconds back, or onward; from there on what happens next counts. */
export function stepTime(state: UiState, ms: number): UiState {
  return goTo(state, ({ from, steps }) => ({ from: from + ms, steps }));
}

/** @param time milliseconds since the epoch */
export const toTime = (state: UiState, time: number): UiState =>
  goTo(state, () => ({ from: time, steps: 0 }));

/** As far back as is known. */
export const earliest = (state: UiState): UiState => toTime(state, 0);

/** When it was frozen. */
export const latest = (state: UiState): UiState => following({ ...state, moment: null });

function goTo(state: UiState, change: (moment: MomentRequest) => MomentRequest): UiState {
  const { view, asked } = state;
  if (view === null || !state.frozen) return state;
  const answered = view.frozen && view.serial === asked?.serial;
  // Not answered, and no moment asked for: it is on the way to when it was frozen.
  const asking = state.moment ?? { from: view.frozenAt ?? view.time, steps: 0 };
  const here = answered ? { from: view.time, steps: 0 } : asking;
  return following({ ...state, moment: change(here) });
}

/** What came last by then stands at the end. */
function following(state: UiState): UiState {
  const end = { cursor: { at: 'end' } } as const;
  return withList(withList(state, 'datagrams', end), 'traffic', end);
}
