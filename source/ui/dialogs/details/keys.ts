// The keys of the key table that act on what is described, for the hints of the details.

import type { DialogContext } from '../dialog.ts';

type Hint = readonly [key: string, does: string];

/** @param labels what some commands do here, by name */
export function keysOfDetails(
  { bindings }: Pick<DialogContext, 'bindings'>,
  labels: { readonly [command: string]: string } = {},
): readonly Hint[] {
  const here = bindings.filter(({ contexts }) => contexts.includes('details'));
  // What works everywhere is known from there.
  return here
    .filter(({ contexts }) => !contexts.includes('everywhere'))
    .flatMap(({ command, keys: [key], label }) =>
      key === undefined ? [] : [[key, labels[command] ?? label] as const],
    );
}
