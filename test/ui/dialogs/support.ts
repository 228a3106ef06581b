// What the dialogs' tests share: keys, contexts, and the two promises that every dialog makes.

import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect } from 'vitest';
import type { Detail, QueuePlace, View } from '../../../source/protocol/views.ts';
import type { Dialog, DialogContext, Key, Outcome } from '../../../source/ui/dialogs/dialog.ts';
import type { Binding } from '../../../source/ui/keys/binding.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { NAMED_KEYS } from '../support/state.ts';

export const NOW = Date.UTC(2026, 0, 2, 12, 0, 0);

const binding = (
  command: string,
  keys: readonly string[],
  description: string,
  contexts: Binding['contexts'],
  argument: string | null = null,
): Binding => ({
  command,
  keys,
  label: command.slice(0, 8),
  description,
  contexts,
  argument,
  acts: false,
});

export const BINDINGS: readonly Binding[] = [
  binding('help', ['?'], 'Help: every key that works here, searchable.', ['everywhere']),
  binding('quit', ['q', 'Ctrl-C'], 'Quit; asks while clients are connected.', ['everywhere']),
  binding('close', ['x'], 'Close the endpoint, or disconnect the client.', ['listen', 'clients']),
  binding('accept', ['a'], 'Accept the next waiting client.', ['listen', 'clients']),
  binding('join', [], 'Join the group on one more interface.', ['multicast'], 'interface'),
  binding('join', ['J'], 'The same command in another row.', ['listen'], 'interface'),
  binding('leave', [], 'Leave the group on an interface.', ['multicast'], 'interface'),
];

export function contextOf(changes: Partial<DialogContext> = {}): DialogContext {
  return {
    width: 80,
    height: 24,
    theme: makeTheme({ color: 0, ascii: false }),
    view: null,
    readonly: false,
    bindings: BINDINGS,
    now: NOW,
    ...changes,
  };
}

/** A view of which dialogs read the detail, and where clients wait. */
export function viewOf(detail: Detail | null, queuePlace: QueuePlace = 'kernel'): View {
  return { detail, totals: { queuePlace } } as unknown as View;
}

export const press = (name: Key['name'], input = ''): Key => ({ name, input });
export const type = (text: string): readonly Key[] =>
  [...text].map((character) => press('character', character));
export const paste = (text: string): Key => press('paste', text);

/** Feeds keys; every one of them must leave the dialog open. */
export function feed<State>(
  dialog: Dialog<State>,
  state: State,
  keys: readonly Key[],
  context: DialogContext = contextOf(),
): State {
  return keys.reduce((current, key) => {
    const outcome = dialog.reduce(current, key, context);
    if (outcome.then !== 'stay') throw new Error(`${key.name} ${key.input}: ${outcome.then}`);
    return outcome.state;
  }, state);
}

/** What the last key answers. */
export function answer<State>(
  dialog: Dialog<State>,
  state: State,
  keys: readonly Key[],
  context: DialogContext = contextOf(),
): Outcome<State> {
  const before = feed(dialog, state, keys.slice(0, -1), context);
  return dialog.reduce(before, keys.at(-1) as Key, context);
}

export function textOf<State>(
  dialog: Dialog<State>,
  state: State,
  context: DialogContext = contextOf(),
): string {
  return dialog.lines(state, context).join('\n');
}

const SGR = /\x1b\[[0-9;]*m/g;
// Written apart from the source's list of what is safe.
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{M}\p{Zl}\p{Zp}\p{Emoji_Presentation}]/u;

/** Exactly the width, at most the height, nothing that a terminal could act on. */
export function expectBounds<State>(
  dialog: Dialog<State>,
  state: State,
  context: DialogContext,
): void {
  const lines = dialog.lines(state, context);
  expect(lines.length).toBeLessThanOrEqual(context.height);
  for (const line of lines) {
    const plain = line.replace(SGR, '');
    expect(plain).not.toMatch(DANGEROUS);
    if (context.theme.ascii) expect(plain).toMatch(/^[\x20-\x7e]*$/);
    expect(stringWidth(line)).toBe(context.width);
  }
}

export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '\x1b[2J',
    '\x1b]0;x\x07',
    '\u009b31m',
    '\u202e',
    '漢字',
    '👩‍👩‍👧',
    'e\u0301',
    '\n',
  ),
);
/** Bytes as a view carries them. */
export const anyLatin1 = fc
  .uint8Array({ maxLength: 300 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));

/** Not Esc, which closes a dialog: that is tested for each by itself. */
const KEYS = NAMED_KEYS.filter(({ name }) => name !== 'escape');

export const anyKey: fc.Arbitrary<Key> = fc.oneof(
  fc.constantFrom(...KEYS),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).map((text) => press('character', text)),
  fc.constantFrom(...'tcpudm:7,=[]jkgGyn? ').map((text) => press('character', text)),
  fc.constantFrom(...'aeukwlc').map((letter) => press('control', letter)),
  anyText.map(paste),
  fc.constantFrom('tcp:7000,mode=manual', 'udp:0', 'multicast:239.255.0.1:7').map(paste),
);

export const anyContext: fc.Arbitrary<DialogContext> = fc
  .record({
    width: fc.nat(130),
    height: fc.nat(40),
    color: fc.constantFrom<0 | 4 | 24>(0, 4, 24),
    ascii: fc.boolean(),
  })
  .map(({ width, height, color, ascii }) =>
    contextOf({ width, height, theme: makeTheme({ color, ascii }) }),
  );

/** Any keys at any size: nothing throws, and what is drawn keeps its bounds after each of them. */
export function expectRobust<State>(
  dialog: Dialog<State>,
  initial: fc.Arbitrary<State>,
  views: fc.Arbitrary<View | null> = fc.constant(null),
): void {
  fc.assert(
    fc.property(
      initial,
      fc.array(anyKey, { maxLength: 25 }),
      anyContext,
      views,
      (start, keys, sizes, view) => {
        const context = { ...sizes, view };
        let state = start;
        expectBounds(dialog, state, context);
        for (const key of keys) {
          const outcome = dialog.reduce(state, key, context);
          if (outcome.then === 'stay') state = outcome.state;
        }
        expectBounds(dialog, state, context);
      },
    ),
    { numRuns: 150 },
  );
}
