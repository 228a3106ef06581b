// A dashboard's state for tests, and what happens to it.

import type { View } from '../../../source/protocol/views.ts';
import type { Key } from '../../../source/ui/dialogs/dialog.ts';
import { reduce } from '../../../source/ui/state/reducer.ts';
import { initialState, type UiState } from '../../../source/ui/state/state.ts';
import type { Effect, Step } from '../../../source/ui/state/step.ts';
import { type ColorBits, makeTheme } from '../../../source/ui/theme.ts';
import { NOW } from './views.ts';

export interface Setting {
  readonly columns?: number;
  readonly rows?: number;
  readonly color?: ColorBits;
  readonly ascii?: boolean;
  readonly readonly?: boolean;
  readonly view?: View;
}

/** A dashboard that has started and drawn a view. */
export function stateOf(setting: Setting = {}): UiState {
  const { columns = 80, rows = 24, color = 0, ascii = false, readonly = false, view } = setting;
  const options = { readonly, hostName: 'lab01', theme: makeTheme({ color, ascii }) };
  const started = reduce(initialState(options, { columns, rows }, NOW), { type: 'start' }, NOW);
  return view === undefined ? started.state : see(started.state, view);
}

/** The engine answers the newest request with this view. */
export function see(state: UiState, view: View, now = NOW): UiState {
  const serial = state.asked?.serial ?? 0;
  return reduce(state, { type: 'view', view: { ...view, serial } }, now).state;
}

const NAMED: { readonly [written: string]: Key } = {
  Enter: { name: 'enter', input: '' },
  Esc: { name: 'escape', input: '' },
  Tab: { name: 'tab', input: '' },
  'Shift-Tab': { name: 'back-tab', input: '' },
  Backspace: { name: 'backspace', input: '' },
  Delete: { name: 'delete', input: '' },
  Up: { name: 'up', input: '' },
  Down: { name: 'down', input: '' },
  Left: { name: 'left', input: '' },
  Right: { name: 'right', input: '' },
  Home: { name: 'home', input: '' },
  End: { name: 'end', input: '' },
  PgUp: { name: 'page-up', input: '' },
  PgDn: { name: 'page-down', input: '' },
};

/** Every key that has a name and no text. */
export const NAMED_KEYS: readonly Key[] = Object.values(NAMED);

export function keyOf(written: string): Key {
  const named = NAMED[written];
  if (named !== undefined) return named;
  if (written.startsWith('Ctrl-'))
    return { name: 'control', input: written.slice(5).toLowerCase() };
  return { name: 'character', input: written };
}

/** Presses keys one after the other. */
export function press(state: UiState, ...keys: readonly string[]): Step {
  let step: Step = { state, effects: [] };
  const effects: Effect[] = [];
  for (const key of keys) {
    step = reduce(step.state, { type: 'key', key: keyOf(key) }, NOW);
    effects.push(...step.effects);
  }
  return { state: step.state, effects };
}

/** What was asked of the engine, requests for views aside. */
export function sent(step: Step): readonly unknown[] {
  return step.effects.flatMap((effect) => (effect.type === 'send' ? [effect.command] : []));
}
