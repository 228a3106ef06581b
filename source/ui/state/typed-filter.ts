// The filter line while it is typed: what can be read is in force at once. A term that can't be is pointed
// at, and the others are in force without it.

import { type FilterFault, MAX_FILTER_CHARACTERS, parseFilter } from '../../filter.ts';
import type { ListName } from '../../protocol/views.ts';
import { type Field, fieldOf, fieldText } from '../text/field.ts';
import { withList } from './move.ts';
import { focusedList, PANE_LISTS, type UiState } from './state.ts';

/** The line opens with the filter that is in force. */
export function beginFilter(state: UiState): UiState {
  return { ...state, filtering: fieldOf(state.lists[focusedList(state)].filter) };
}

/** What can't be meant in the line as it is typed; null for nothing. */
export function typedFault(state: UiState): FilterFault | null {
  if (state.filtering === null) return null;
  const parsed = parseFilter(fieldText(state.filtering), PANE_LISTS[state.focus]);
  return parsed.ok ? null : parsed.fault;
}

export function typeFilter(state: UiState, edited: Field): UiState {
  const text = fieldText(edited);
  const kept = text.length > MAX_FILTER_CHARACTERS;
  const filtering = kept ? fieldOf(text.slice(0, MAX_FILTER_CHARACTERS)) : edited;
  const typed = { ...state, filtering };
  const inForce = readable(fieldText(filtering), PANE_LISTS[state.focus]);
  return inForce === null ? typed : setFilter(typed, inForce);
}

/** The text, or what it is without a term that is wrong; null where that leaves another such term. */
function readable(text: string, lists: readonly ListName[]): string | null {
  const parsed = parseFilter(text, lists);
  if (parsed.ok) return text.trim();
  return parseFilter(parsed.others, lists).ok ? parsed.others : null;
}

/** Sets the focused pane's filter; the cursor stays on its row while that is among the rows. */
export function setFilter(state: UiState, filter: string): UiState {
  return PANE_LISTS[state.focus].reduce((next, name) => withList(next, name, { filter }), state);
}
