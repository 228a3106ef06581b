// A line of text that is being edited: its characters on both sides of the cursor, and what keys do.
// It claims every printable key, so that typing never runs a command.

import type { Key } from '../dialogs/dialog.ts';
import type { Theme } from '../theme.ts';
import { printable } from './escape.ts';

export interface Field {
  /** The text as typed, unescaped: before the cursor, and from it on. */
  readonly before: string;
  readonly after: string;
}

/** Longer than a spec with all its options; a paste of 100 KB would only make drawing slow. */
export const MAX_FIELD_CHARACTERS = 2000;

/** A field that holds a text, the cursor at its end. */
export function fieldOf(text: string): Field {
  return { before: singleLine(text), after: '' };
}

export const emptyField: Field = { before: '', after: '' };

export function fieldText(field: Field): string {
  return field.before + field.after;
}

/** The field after a key; null when the key is not one of a text field's. */
export function editField(field: Field, key: Key): Field | null {
  const { before, after } = field;
  switch (key.name) {
    case 'character':
    case 'paste':
      return insert(field, key.input);
    case 'backspace':
      return { before: dropLast(before), after };
    case 'delete':
      return { before, after: dropFirst(after) };
    case 'left':
      return { before: dropLast(before), after: before.slice(dropLast(before).length) + after };
    case 'right': {
      const rest = dropFirst(after);
      return { before: before + after.slice(0, after.length - rest.length), after: rest };
    }
    case 'home':
      return { before: '', after: before + after };
    case 'end':
      return { before: before + after, after: '' };
    case 'control':
      return editByControl(field, key.input);
    default:
      return null;
  }
}

/** The control keys that readline(3) users expect. */
function editByControl({ before, after }: Field, letter: string): Field | null {
  switch (letter.toLowerCase()) {
    case 'a':
      return { before: '', after: before + after };
    case 'e':
      return { before: before + after, after: '' };
    case 'u':
      return { before: '', after };
    case 'k':
      return { before, after: '' };
    case 'w':
      return { before: before.replace(/\S*\s*$/u, ''), after };
    default:
      return null;
  }
}

function insert({ before, after }: Field, text: string): Field {
  const room = Math.max(0, MAX_FIELD_CHARACTERS - before.length - after.length);
  return { before: before + singleLine(text, room), after };
}

/** Pasted text may hold anything: ends are trimmed of line breaks, controls within become blanks. */
function singleLine(text: string, room = MAX_FIELD_CHARACTERS): string {
  // Cut first: trimming 100 KB is cheap, but no work should grow with what is thrown away.
  const whole = text.slice(0, room).replace(/^[\r\n]+|[\r\n]+$/g, '');
  return whole
    .toWellFormed()
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/\p{Cc}/gu, '');
}

function dropLast(text: string): string {
  return text.replace(/.$/su, '');
}

function dropFirst(text: string): string {
  return text.replace(/^./su, '');
}

/**
 * The field as drawn, exactly `width` columns: scrolled so that the cursor is in sight, escaped, and
 * with the cursor when it is focused. Where the theme has no colour the cursor is a bar between characters.
 */
export function drawField(field: Field, width: number, theme: Theme, focused: boolean): string {
  if (width <= 0) return '';
  const { ellipsis } = theme.glyphs;
  if (!focused) {
    const text = printable(fieldText(field), theme.ascii);
    return text.length > width ? text.slice(0, width - 1) + ellipsis : text.padEnd(width);
  }
  const { before, atCursor, after } = layOut(field, width, theme);
  const drawn = before + theme.paint('selected', atCursor) + after;
  return drawn + ' '.repeat(width - before.length - atCursor.length - after.length);
}

interface Layout {
  readonly before: string;
  readonly atCursor: string;
  readonly after: string;
  /** Columns of the text that are left out at the left; then the first one shown is an ellipsis. */
  readonly hidden: number;
  /** The cursor is a bar, and has a column of its own. */
  readonly bar: boolean;
}

function layOut(field: Field, width: number, theme: Theme): Layout {
  const { ellipsis } = theme.glyphs;
  let before = printable(field.before, theme.ascii);
  let after = printable(field.after, theme.ascii);
  const bar = theme.paint('selected', ' ') === ' ';
  const atCursor = bar ? '|' : after.slice(0, 1) || ' ';
  if (!bar) after = after.slice(1);
  const room = width - 1;
  // A third of the room stays for what follows the cursor, if there is that much.
  const tail = Math.min(after.length, Math.floor(room / 3));
  const whole = before.length;
  if (before.length > room - tail) before = takeLast(before, room - tail, ellipsis);
  const left = room - before.length;
  if (after.length > left) after = left === 0 ? '' : after.slice(0, left - 1) + ellipsis;
  return { before, atCursor, after, hidden: whole - before.length, bar };
}

/**
 * Where a character of the text stands in the field as it is drawn.
 * @param at the character's index; the text's length for what is missing at its end
 * @returns the column, from 0; null where it is out of sight
 */
export function columnIn(
  field: Field,
  at: number,
  width: number,
  theme: Theme,
  focused: boolean,
): number | null {
  if (width <= 0) return null;
  const column = printable(fieldText(field).slice(0, at), theme.ascii).length;
  const { hidden, bar } = focused ? layOut(field, width, theme) : { hidden: 0, bar: false };
  const shown = column - hidden + (bar && at >= field.before.length ? 1 : 0);
  return shown < (hidden > 0 ? 1 : 0) || shown >= width ? null : shown;
}

function takeLast(text: string, columns: number, ellipsis: string): string {
  return columns <= 0 ? '' : ellipsis + text.slice(text.length - columns + 1);
}
