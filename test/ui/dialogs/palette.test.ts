import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { close, pass, run, stay } from '../../../source/ui/dialogs/outcome.ts';
import { initialPalette, palette } from '../../../source/ui/dialogs/palette.ts';
import { answer, contextOf, expectRobust, feed, paste, press, textOf, type } from './support.ts';

const enter = press('enter');
const start = initialPalette();

describe('finding', () => {
  it('lists every command once', () => {
    const text = textOf(palette, start);
    for (const name of ['help', 'quit', 'close', 'accept', 'leave <interface>']) {
      expect(text).toContain(name);
    }
    expect(text.match(/join <interface>/g)).toHaveLength(1);
  });

  it('finds by any word of the description, and shows the key', () => {
    const text = textOf(palette, feed(palette, start, type('waiting')));
    expect(text).toMatch(/accept +a +Accept the next/);
    expect(text).not.toContain('quit');
  });

  it('puts the command whose name is typed first', () => {
    // "Quit; asks while clients…" and "Accept…client" contain it too.
    expect(answer(palette, start, [...type('cl'), enter])).toEqual(run('close', ''));
  });

  it('finds by several words in any order, also where the first is a name of its own', () => {
    for (const words of ['client waiting', 'waiting next', 'accept client', 'next accept']) {
      const state = feed(palette, start, type(words));
      expect(textOf(palette, state), words).toMatch(/1 of 6/);
      expect(answer(palette, state, [enter]), words).toEqual(run('accept', ''));
    }
    expect(textOf(palette, feed(palette, start, type('client next quit')))).toContain('0 of 6');
  });

  it('says what it does not know, and the nearest', () => {
    const state = feed(palette, start, type('acept!'));
    expect(textOf(palette, state)).toContain('No command "acept!". The nearest is accept.');
    expect(answer(palette, state, [enter])).toEqual(stay(state));
  });
});

describe('running', () => {
  it('runs the chosen one', () => {
    const down = [press('down'), press('down')];
    expect(answer(palette, start, [...down, enter])).toMatchObject({ command: 'close' });
    expect(answer(palette, start, [press('up'), enter])).not.toMatchObject({ command: 'help' });
  });

  it('gives the argument after the name', () => {
    for (const keys of [type('join eth0'), [paste('join  eth0\n')]]) {
      expect(answer(palette, start, [...keys, enter])).toEqual(run('join', 'eth0'));
    }
  });

  it('asks for an argument that is missing', () => {
    const state = feed(palette, start, [...type('join'), enter]);
    expect(textOf(palette, state)).toContain(': join |');
    expect(textOf(palette, state)).toContain('join needs its interface.');
    expect(answer(palette, state, [...type('lo'), enter])).toMatchObject({ argument: 'lo' });
  });

  it('refuses an argument where none is taken', () => {
    const state = feed(palette, start, type('quit now'));
    expect(textOf(palette, state)).toContain('quit takes nothing after its name.');
    expect(answer(palette, state, [enter])).toEqual(stay(state));
  });

  it('completes with Tab', () => {
    const state = feed(palette, start, [...type('lea'), press('tab')]);
    expect(textOf(palette, state)).toContain(': leave |');
    expect(answer(palette, state, [...type('lo'), enter])).toMatchObject({
      command: 'leave',
      argument: 'lo',
    });
  });

  it('closes with Esc and leaves Ctrl-C alone', () => {
    expect(answer(palette, start, [press('escape')])).toEqual(close);
    expect(answer(palette, start, [press('control', 'c')])).toEqual(pass);
  });

  it('has an answer when no command works', () => {
    const nothing = contextOf({ bindings: [] });
    expect(textOf(palette, start, nothing)).toContain('No command works here.');
    expect(answer(palette, start, [enter], nothing).then).toBe('stay');
  });
});

it('stands still while the list grows shorter', () => {
  const height = (text: string) =>
    palette.lines(feed(palette, start, type(text)), contextOf()).length;
  expect(height('zzz')).toBe(height(''));
});

it('keeps the chosen command in sight in a low window', () => {
  const low = contextOf({ height: 6 });
  const state = feed(palette, start, Array(4).fill(press('down')), low);
  expect(textOf(palette, state, low)).toMatch(/› join/);
});

it('keeps its bounds', () => {
  expectRobust(palette, fc.constant(start));
});
