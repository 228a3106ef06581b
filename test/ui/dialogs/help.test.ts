import fc from 'fast-check';
import { expect, it } from 'vitest';
import { help, initialHelp } from '../../../source/ui/dialogs/help.ts';
import { close } from '../../../source/ui/dialogs/outcome.ts';
import { answer, contextOf, expectRobust, feed, press, textOf, type } from './support.ts';

const start = initialHelp();

it('shows keys, name and description by place, what works everywhere last', () => {
  const text = textOf(help, start);
  expect(text).toMatch(/x +close +Close the endpoint/);
  expect(text).toMatch(/q Ctrl-C +quit +Quit/);
  expect(text).toMatch(/:leave <interface> +leave/);
  expect(text.indexOf('In 1 Listen, 2 Clients')).toBeLessThan(text.indexOf('Everywhere'));
});

it('searches as one types', () => {
  const text = textOf(help, feed(help, start, type('disconn')));
  expect(text).toContain('close');
  expect(text).not.toContain('leave');
  expect(textOf(help, feed(help, start, type('zzz')))).toContain('Nothing about "zzz" works here');
});

it('clears the search with Esc, then closes', () => {
  const searching = feed(help, start, type('quit'));
  const cleared = feed(help, searching, [press('escape')]);
  expect(cleared).toEqual(start);
  expect(answer(help, cleared, [press('escape')])).toEqual(close);
});

it('closes with ? as it opened, but can search for one', () => {
  expect(answer(help, start, type('?'))).toEqual(close);
  expect(answer(help, start, type('a?')).then).toBe('stay');
});

it('scrolls to its end and no further', () => {
  const low = contextOf({ height: 8 });
  const end = feed(help, start, Array(40).fill(press('down')), low);
  expect(textOf(help, end, low)).toContain('q Ctrl-C');
  const back = feed(help, end, [press('up')], low);
  expect(textOf(help, back, low)).not.toBe(textOf(help, end, low));
  expect(feed(help, end, [press('home')], low).top).toBe(0);
});

it('keeps its bounds', () => {
  expectRobust(help, fc.constant(start));
});
