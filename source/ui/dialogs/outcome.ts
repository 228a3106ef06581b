// What a dialog answers, by name. `then` is a word here and never a function, so that an outcome is no
// promise; this is the one place that has to say so to the linter.

import type { Command } from '../../protocol/commands.ts';
import type { CopyTarget, Outcome } from './dialog.ts';
import type { Draft } from './draft.ts';

// biome-ignore-start lint/suspicious/noThenProperty: a word, never a function
export const close = { then: 'close' } as const satisfies Outcome<never>;
export const pass = { then: 'pass' } as const satisfies Outcome<never>;

export function stay<State>(state: State): Outcome<State> {
  return { then: 'stay', state };
}

export function run(command: string, argument = ''): Outcome<never> {
  return { then: 'run', command, argument };
}

export function send(command: Command, draft?: Draft): Outcome<never> {
  return draft === undefined ? { then: 'send', command } : { then: 'send', command, draft };
}

export function copyText(text: string, to: CopyTarget): Outcome<never> {
  return { then: 'copy', text, to };
}
// biome-ignore-end lint/suspicious/noThenProperty: a word, never a function
