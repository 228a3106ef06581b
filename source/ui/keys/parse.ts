// Ink's input events as the keys that bindings and dialogs know. A repeated key arrives as one input
// ("jjj"), and what was typed while the program was busy as well: each character is a key.

import type { Key as InkKey } from 'ink';
import type { Key } from '../dialogs/dialog.ts';

const NAMES = [
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['home', 'home'],
  ['end', 'end'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
] as const satisfies readonly (readonly [keyof InkKey, Key['name']])[];

const CONTROLS: { readonly [character: string]: Key['name'] } = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

/** ECMA-48 section 5.4: parameters, intermediates, one final byte. */
const CONTROL_SEQUENCE = /^\[[0-?]*[ -/]*[@-~]$/;

const named = (name: Key['name'], input = ''): Key => ({ name, input });

/** The keys of one input event, in the order they were pressed; none for what has no meaning here. */
export function parseKeys(input: string, key: InkKey): readonly Key[] {
  if (key.eventType === 'release') return [];
  if (key.tab) return [named(key.shift ? 'back-tab' : 'tab')];
  // Ink waits some 100 ms for what follows an Esc: of two quick ones it makes Alt-Esc, and Alt with a
  // key of Esc and that key. Nothing is bound to Alt, so both are what was pressed.
  if (key.meta && key.escape) return [named('escape'), named('escape')];
  for (const [field, name] of NAMES) if (key[field]) return [named(name)];
  if (key.ctrl) return input.length === 1 ? [named('control', input.toLowerCase())] : [];
  // A sequence that nobody knows, its Esc taken off: not text, and no command.
  if (CONTROL_SEQUENCE.test(input)) return [];
  const before = key.meta ? [named('escape')] : [];
  return before.concat(
    [...input].flatMap((character) => {
      const control = CONTROLS[character];
      if (control !== undefined) return [named(control)];
      const code = character.codePointAt(0) as number;
      if (code < 0x20) return [named('control', String.fromCharCode(code + 0x60))];
      return [named('character', character)];
    }),
  );
}

const WRITTEN: { readonly [Name in Key['name']]?: string } = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'back-tab': 'Shift-Tab',
  backspace: 'Backspace',
  delete: 'Delete',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  'page-up': 'PgUp',
  'page-down': 'PgDn',
};

/** A key as the table writes it: `x`, `Ctrl-L`, `PgUp`; null for a paste. */
export function writtenKey(key: Key): string | null {
  if (key.name === 'paste') return null;
  if (key.name === 'character') return key.input === ' ' ? 'Space' : key.input;
  if (key.name === 'control') return `Ctrl-${key.input.toUpperCase()}`;
  return WRITTEN[key.name] ?? null;
}
