// Clients that are marked for what is done next: by name, so that sorting, filtering and scrolling leave
// them as they are.

import type { Command } from '../../protocol/commands.ts';
import { control } from '../control-messages.ts';
import { move } from './move.ts';
import { selectedClient } from './selection.ts';
import type { UiState } from './state.ts';
import { say } from './step.ts';

/** More than a person would mark one by one; each is named in the command. */
export const MAX_MARKS = 1000;

const NOBODY: ReadonlySet<string> = new Set();

/** Marks the client under the cursor, or unmarks it, and goes on to the next. */
export function toggleMark(state: UiState): UiState {
  const id = selectedClient(state)?.connection ?? null;
  if (id === null) return state;
  const marks = new Set(state.marks);
  if (!marks.delete(id)) {
    if (marks.size >= MAX_MARKS) return say(state, control.tooManyMarks(MAX_MARKS), 'failed');
    marks.add(id);
  }
  return move({ ...state, marks }, 'down');
}

export const withoutMarks = (state: UiState): UiState => ({ ...state, marks: NOBODY });

/** A command goes out: marks that it was for have served. */
export function afterSending(state: UiState, command: Command): UiState {
  if (!('connections' in command) || command.connections.length !== state.marks.size) return state;
  return command.connections.every((id) => state.marks.has(id)) ? withoutMarks(state) : state;
}
