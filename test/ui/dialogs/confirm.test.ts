import { expect, it } from 'vitest';
import { confirm, initialConfirm } from '../../../source/ui/dialogs/confirm.ts';
import { close, pass, run, send, stay } from '../../../source/ui/dialogs/outcome.ts';
import { answer, anyText, contextOf, expectRobust, press, textOf, type } from './support.ts';

const closing = { command: { type: 'close', endpoint: 'tcp-1' } } as const;
const state = initialConfirm('Close tcp-1?', closing);

it('does it at y alone', () => {
  const yes = send(closing.command);
  expect(answer(confirm, state, type('y'))).toEqual(yes);
  expect(answer(confirm, state, type('Y'))).toEqual(yes);
});

it('quits by the command that does not ask again', () => {
  const quitting = initialConfirm('Quit?', { quit: true });
  expect(answer(confirm, quitting, type('y'))).toEqual(run('quit-now', ''));
});

it('does nothing at n and Esc', () => {
  expect(answer(confirm, state, type('n'))).toEqual(close);
  expect(answer(confirm, state, [press('escape')])).toEqual(close);
});

it('stays at everything else, a pasted y too', () => {
  for (const key of [...type('xq1'), press('enter'), press('paste', 'y')]) {
    expect(answer(confirm, state, [key])).toEqual(stay(state));
  }
});

it('leaves Ctrl-C to the application', () => {
  expect(answer(confirm, state, [press('control', 'c')])).toEqual(pass);
});

it('keeps the answers in sight under a long question', () => {
  const long = initialConfirm('word '.repeat(200), closing);
  const lines = textOf(confirm, long, contextOf({ height: 6 })).split('\n');
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toContain('y yes');
});

it('keeps its bounds', () => {
  expectRobust(
    confirm,
    anyText.map((question) => initialConfirm(question, closing)),
  );
});
