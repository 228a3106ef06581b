// What every dialog is: a state, a pure reducer over keys, and lines to draw. The application owns the
// stack of open dialogs, feeds keys to the top one, and carries out what the reducer answers.

import type { Command } from '../../protocol/commands.ts';
import type { Diagnosis } from '../../protocol/diagnosis.ts';
import type { View } from '../../protocol/views.ts';
import type { Binding } from '../keys/binding.ts';
import type { Theme } from '../theme.ts';
import type { Draft } from './draft.ts';

/** One key press, or one pasted text. `input` holds printable text (already split into characters). */
export interface Key {
  readonly input: string;
  readonly name:
    | 'character'
    | 'paste'
    | 'enter'
    | 'escape'
    | 'tab'
    | 'back-tab'
    | 'backspace'
    | 'delete'
    | 'up'
    | 'down'
    | 'left'
    | 'right'
    | 'home'
    | 'end'
    | 'page-up'
    | 'page-down'
    | 'control';
}

/** Where copied text goes. */
export type CopyTarget = 'terminal' | 'file';

export interface DialogContext {
  /** The cells a dialog may fill; it must not draw more lines, nor wider ones. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly view: View | null;
  /** The view's detail is the last one there was: what it describes is no longer there. */
  readonly detailGone?: boolean;
  /** What the doctor found last; null while it is asked. */
  readonly diagnosis?: Diagnosis | null;
  readonly readonly: boolean;
  /** Commands that work now, for help and palette. */
  readonly bindings: readonly Binding[];
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
}

/** What a dialog wants after a key. */
export type Outcome<State> =
  | { readonly then: 'stay'; readonly state: State }
  | { readonly then: 'close' }
  /** Close, then run a command of the key table, with an argument where it takes one. */
  | { readonly then: 'run'; readonly command: string; readonly argument: string }
  /** Close, then send this to the engine; the draft it was made from is remembered. */
  | { readonly then: 'send'; readonly command: Command; readonly draft?: Draft }
  /** Close, then put this text where it can be pasted. */
  | { readonly then: 'copy'; readonly text: string; readonly to: CopyTarget }
  /** The key is none of the dialog's. */
  | { readonly then: 'pass' };

export interface Dialog<State> {
  reduce(state: State, key: Key, context: DialogContext): Outcome<State>;
  /** Exactly what is drawn: each line padded to `width` and coloured, at most `height` of them. */
  lines(state: State, context: DialogContext): readonly string[];
}
