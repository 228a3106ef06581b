// What may happen to the dashboard, and what it may want done. The reducer is pure: it answers with
// the next state and these wishes, which the store carries out.

import type { Answer, Command } from '../../protocol/commands.ts';
import type { View, ViewRequest } from '../../protocol/views.ts';
import type { CopyTarget, Key } from '../dialogs/dialog.ts';

export type { CopyTarget };

import type { Message, Size, UiState } from './state.ts';

/** What became of a text that was copied; `bytes` as UTF-8. */
export type Copied =
  | { readonly to: 'terminal'; readonly bytes: number; readonly tmux: boolean }
  | {
      readonly to: 'file';
      readonly bytes: number;
      readonly path: string;
      readonly tooMuch: boolean;
    }
  | { readonly to: 'nowhere'; readonly path: string; readonly reason: string };

export type Action =
  | { readonly type: 'start' }
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'resize'; readonly size: Size }
  /** Time has gone by: an age, a fresh row or a message may look different. */
  | { readonly type: 'tick' }
  | { readonly type: 'copied'; readonly copied: Copied }
  | {
      readonly type: 'answered';
      readonly command: Command;
      readonly label: string;
      readonly answer: Answer;
    };

export type Effect =
  | { readonly type: 'send'; readonly command: Command; readonly label: string }
  | { readonly type: 'request'; readonly request: ViewRequest }
  | { readonly type: 'copy'; readonly text: string; readonly to: CopyTarget }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  | { readonly type: 'quit' };

export interface Step {
  readonly state: UiState;
  readonly effects: readonly Effect[];
}

/** How long a passing message stays: about the time it takes to read it twice. */
const MESSAGE_MS = 5000;
const FAILURE_MS = 10_000;

export const stay = (state: UiState): Step => ({ state, effects: [] });

export function say(state: UiState, text: string, meaning: Message['meaning'] = 'normal'): UiState {
  const until = state.now + (meaning === 'failed' ? FAILURE_MS : MESSAGE_MS);
  return { ...state, message: { text, meaning, until } };
}
