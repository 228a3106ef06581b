import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../../source/ui/dialogs/dialog.ts';
import {
  drawField,
  editField,
  emptyField,
  type Field,
  fieldOf,
  fieldText,
  MAX_FIELD_CHARACTERS,
} from '../../../source/ui/text/field.ts';
import { makeTheme } from '../../../source/ui/theme.ts';

const press = (name: Key['name'], input = ''): Key => ({ name, input });

function edit(field: Field, ...keys: readonly Key[]): Field {
  return keys.reduce((current, key) => {
    const next = editField(current, key);
    if (next === null) throw new Error(`${key.name} is no key of a field`);
    return next;
  }, field);
}

const left = press('left');
const typed = (text: string): readonly Key[] => [...text].map((c) => press('character', c));

describe('editField', () => {
  it('types, moves and deletes at the cursor', () => {
    expect(edit(emptyField, ...typed('tcp'))).toEqual({ before: 'tcp', after: '' });
    expect(edit(fieldOf('tcp'), left, ...typed('x'))).toEqual({ before: 'tcx', after: 'p' });
    expect(edit(fieldOf('tcp'), left, press('backspace'))).toEqual({ before: 't', after: 'p' });
    expect(edit(fieldOf('tcp'), left, press('delete'))).toEqual({ before: 'tc', after: '' });
    expect(edit(fieldOf('tcp'), press('home'), press('right'))).toEqual({
      before: 't',
      after: 'cp',
    });
    expect(edit(fieldOf('tcp'), press('home'), press('end'))).toEqual(fieldOf('tcp'));
  });

  it('does as readline at control keys, and leaves the others', () => {
    const middle = edit(fieldOf('one two'), left, left, left);
    expect(edit(middle, press('control', 'u'))).toEqual({ before: '', after: 'two' });
    expect(edit(middle, press('control', 'k'))).toEqual({ before: 'one ', after: '' });
    expect(edit(middle, press('control', 'w'))).toEqual({ before: '', after: 'two' });
    expect(editField(middle, press('control', 'c'))).toBeNull();
    for (const name of ['enter', 'escape', 'tab', 'up', 'down'] as const) {
      expect(editField(middle, press(name))).toBeNull();
    }
  });

  it('takes a character outside the BMP as one', () => {
    expect(edit(fieldOf('a😀'), press('backspace'))).toEqual(fieldOf('a'));
    expect(edit(fieldOf('a😀'), left)).toEqual({ before: 'a', after: '😀' });
  });

  it('makes one line of what is pasted, and cuts what is too long', () => {
    expect(fieldText(edit(emptyField, press('paste', '\na\r\nb\tc\x1b[2J\n')))).toBe('a b c[2J');
    const long = edit(fieldOf('ab'), left, press('paste', 'x'.repeat(100_000)));
    expect(fieldText(long)).toHaveLength(MAX_FIELD_CHARACTERS);
    expect(long.after).toBe('b');
    expect(edit(long, ...typed('y'))).toEqual(long);
  });
});

describe('drawField', () => {
  const plain = makeTheme({ color: 0, ascii: false });

  it('shows the cursor, as a bar where there is no colour', () => {
    expect(drawField(fieldOf('ab'), 6, plain, true)).toBe('ab|   ');
    expect(drawField(edit(fieldOf('ab'), left), 6, plain, true)).toBe('a|b   ');
    expect(drawField(fieldOf('ab'), 6, plain, false)).toBe('ab    ');
    const coloured = makeTheme({ color: 4, ascii: false });
    expect(drawField(edit(fieldOf('ab'), left), 4, coloured, true)).toBe(
      `a${coloured.paint('selected', 'b')}  `,
    );
  });

  it('keeps the cursor in sight', () => {
    expect(drawField(fieldOf('abcdefgh'), 5, plain, true)).toBe('…fgh|');
    expect(drawField(edit(fieldOf('abcdefgh'), press('home')), 5, plain, true)).toBe('|abc…');
    expect(drawField(fieldOf('abcdefgh'), 5, plain, false)).toBe('abcd…');
  });

  it('is exactly as wide as asked, whatever it holds and wherever the cursor is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.nat(30),
        fc.constantFrom<0 | 4>(0, 4),
        fc.boolean(),
        fc.boolean(),
        (before, after, width, color, ascii, focused) => {
          const drawn = drawField({ before, after }, width, makeTheme({ color, ascii }), focused);
          expect(stringWidth(drawn)).toBe(width);
          // Only colour is left of control characters.
          expect(drawn.replace(/\x1b\[[0-9;]*m/g, '')).not.toMatch(/[\p{C}\p{M}]/u);
        },
      ),
      { numRuns: 400 },
    );
  });
});
