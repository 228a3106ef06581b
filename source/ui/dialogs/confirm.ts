// A question before something is ended. Only `y` does it.

import type { Command } from '../../protocol/commands.ts';
import { printable } from '../text/escape.ts';
import type { Dialog } from './dialog.ts';
import { hintLine, line, titleLine, wrapAtMost } from './line.ts';
import { confirm as messages } from './messages.ts';
import { close, pass, run, send, stay } from './outcome.ts';

export type OnYes = { readonly command: Command } | { readonly quit: true };

export interface ConfirmState {
  readonly question: string;
  readonly onYes: OnYes;
}

/** @param question a whole sentence; names in it may be foreign */
export function initialConfirm(question: string, onYes: OnYes): ConfirmState {
  return { question, onYes };
}

export const confirm: Dialog<ConfirmState> = {
  reduce(state, key) {
    if (key.name === 'escape') return close;
    // Ctrl-C while this asks means it: the application has that key.
    if (key.name === 'control') return pass;
    if (key.name !== 'character') return stay(state);
    const answer = key.input.toLowerCase();
    if (answer === 'n') return close;
    if (answer !== 'y') return stay(state);
    return 'quit' in state.onYes ? run('quit-now') : send(state.onYes.command);
  },

  lines({ question }, { width, height, theme }) {
    // The answer keys must stay in sight, however long the question is.
    const most = Math.max(1, height - 2);
    const text = wrapAtMost(printable(question, theme.ascii), width - 2, most, theme);
    return [
      titleLine(width, theme, messages.title),
      ...text.map((row) => line(width, theme, ['strong', ` ${row}`])),
      hintLine(width, theme, messages.hints),
    ].slice(0, Math.max(0, height));
  },
};
