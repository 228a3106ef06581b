// One key, from the top down: the dialog on top, the filter being typed, then the key table.

import type { Key, Outcome } from '../dialogs/dialog.ts';
import { type Draft, sameDraft } from '../dialogs/draft.ts';
import { answers } from '../messages.ts';
import type { OpenDialog } from '../state/dialogs.ts';
import { dialogContext, pop } from '../state/open.ts';
import type { UiState } from '../state/state.ts';
import { type Step, say, stay } from '../state/step.ts';
import { setFilter, typedFault, typeFilter } from '../state/typed-filter.ts';
import { editField, type Field, fieldText } from '../text/field.ts';
import type { Binding } from './binding.ts';
import { BINDINGS } from './bindings.ts';
import { COMMANDS } from './commands.ts';
import { works } from './enabled.ts';
import { send } from './handler.ts';
import { writtenKey } from './parse.ts';

/** Keys that work whatever is open: a stuck dialog must not hold the program. */
const ALWAYS: ReadonlySet<string> = new Set(['Ctrl-C', 'Ctrl-L', 'Ctrl-Z']);

/** What was sent by hand is remembered, so many of it. */
const MAX_DRAFTS = 100;

export function dispatchKey(state: UiState, key: Key): Step {
  const written = writtenKey(key);
  const top = state.stack.at(-1);
  if (written === 'Ctrl-C' && top?.name === 'confirm-quit') {
    return runCommand(state, 'quit-now', '');
  }
  if (written !== null && ALWAYS.has(written)) return runAlways(state, written);
  if (top !== undefined) return toDialog(state, top, key);
  if (state.filtering === null) return written === null ? stay(state) : runKey(state, written);
  const typed = toFilter(state, state.filtering, key);
  if (typed !== null) return stay(typed);
  return written === null ? stay(state) : leavePane(state, runKey(state, written));
}

/** What the table of keys has for the details; no other key reaches the panes below. */
function inDetails(state: UiState, key: Key): Step {
  const written = writtenKey(key);
  if (written === null || state.stack.at(-1)?.name !== 'details') return stay(state);
  return runKey(state, written);
}

function runAlways(state: UiState, written: string): Step {
  const binding = BINDINGS.find(({ keys }) => keys.includes(written));
  return binding === undefined ? stay(state) : fire(state, binding, '');
}

function runKey(state: UiState, written: string): Step {
  const binding = BINDINGS.find(
    (candidate) => candidate.keys.includes(written) && works(candidate, state),
  );
  return binding === undefined ? stay(state) : fire(state, binding, '');
}

function fire(state: UiState, binding: Binding, argument: string): Step {
  if (binding.acts && state.options.readonly) {
    return stay(say(state, answers.readonly, 'failed'));
  }
  const handler = COMMANDS[binding.command];
  return handler === undefined ? stay(state) : handler(state, argument);
}

/** Runs a command by its name, as the palette does. */
export function runCommand(state: UiState, name: string, argument: string): Step {
  const binding = BINDINGS.find(({ command }) => command === name);
  if (binding === undefined) return stay(say(state, answers.noCommand(name), 'failed'));
  if (!works(binding, state)) return stay(say(state, answers.notNow(name), 'failed'));
  return fire(state, binding, argument);
}

function toDialog(state: UiState, top: OpenDialog, key: Key): Step {
  const outcome: Outcome<OpenDialog> = top.reduce(key, dialogContext(state));
  switch (outcome.then) {
    case 'stay':
      return stay({ ...state, stack: state.stack.with(-1, outcome.state) });
    case 'close':
      return stay(pop(state));
    case 'run':
      return runCommand(pop(state), outcome.command, outcome.argument);
    case 'send': {
      const { command, draft } = outcome;
      if (state.options.readonly) return stay(say(pop(state), answers.readonly, 'failed'));
      return send(remember(pop(state), draft), command);
    }
    case 'copy':
      return {
        state: pop(state),
        effects: [{ type: 'copy', text: outcome.text, to: outcome.to }],
      };
    case 'pass':
      return key.name === 'escape' ? stay(pop(state)) : inDetails(state, key);
  }
}

/** What was sent can be had again in the next dialog; the same twice in a row is one. */
function remember(state: UiState, draft: Draft | undefined): UiState {
  if (draft === undefined) return state;
  const before = state.drafts.at(-1);
  if (before !== undefined && sameDraft(before, draft)) return state;
  return { ...state, drafts: [...state.drafts, draft].slice(-MAX_DRAFTS) };
}

/** Another pane has another filter: its line is not being typed. */
function leavePane(before: UiState, step: Step): Step {
  if (step.state.focus === before.focus) return step;
  return { ...step, state: { ...step.state, filtering: null } };
}

/** A key for the filter line; null when it is none of its. */
function toFilter(state: UiState, field: Field, key: Key): UiState | null {
  const close = { ...state, filtering: null };
  switch (key.name) {
    case 'enter':
      // What is pointed at would be gone from sight, and not in force.
      return typedFault(state) === null ? close : state;
    case 'escape':
      return setFilter(close, '');
    case 'backspace':
      if (fieldText(field) === '') return close;
      break;
  }
  const edited = editField(field, key);
  return edited === null ? null : typeFilter(state, edited);
}
