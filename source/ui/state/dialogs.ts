// A dialog on the stack: its state and what it can do, bound together, so that the reducer and the
// screen need not know which one it is.

import type { DetailRequest } from '../../protocol/views.ts';
import type { Dialog, DialogContext, Key, Outcome } from '../dialogs/dialog.ts';
import { stay } from '../dialogs/outcome.ts';

export type DialogName =
  | 'form'
  | 'copy'
  | 'send'
  | 'faults'
  | 'palette'
  | 'help'
  | 'details'
  | 'doctor'
  | 'confirm'
  | 'confirm-quit';

export interface OpenDialog {
  readonly name: DialogName;
  /** What the engine is asked to describe while this dialog is open. */
  readonly detail: DetailRequest | null;
  reduce(key: Key, context: DialogContext): Outcome<OpenDialog>;
  lines(context: DialogContext): readonly string[];
}

/** @param detailOf the description a state needs of the engine */
export function openDialog<State>(
  name: DialogName,
  dialog: Dialog<State>,
  state: State,
  detailOf: (state: State) => DetailRequest | null = () => null,
): OpenDialog {
  return {
    name,
    detail: detailOf(state),
    reduce(key, context) {
      const outcome = dialog.reduce(state, key, context);
      if (outcome.then !== 'stay') return outcome;
      return stay(openDialog(name, dialog, outcome.state, detailOf));
    },
    lines: (context) => dialog.lines(state, context),
  };
}
