import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../source/ui/dialogs/draft.ts';
import { close, send } from '../../../source/ui/dialogs/outcome.ts';
import {
  initialSend,
  type SendState,
  type SendTarget,
  sendDialog,
} from '../../../source/ui/dialogs/send.ts';
import { bytes, send as messages } from '../../../source/ui/dialogs/send-messages.ts';
import { makeTheme } from '../../../source/ui/theme.ts';
import { answer, contextOf, expectRobust, feed, paste, press, textOf, type } from './support.ts';

const CLIENT: SendTarget = {
  of: 'clients',
  connections: ['c13'],
  who: 'c13',
  at: '127.0.0.1:51514',
};
const SENDER: SendTarget = {
  of: 'address',
  endpoint: 'udp-1',
  to: { address: '::1', port: 5000, family: 'IPv6' },
};
const start = initialSend(CLIENT, []);
const enter = press('enter');
const tab = press('tab');
const up = press('up');
const down = press('down');
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const lines = (state: SendState, context = contextOf()) =>
  textOf(sendDialog, state, context).split('\n');

describe('what is sent', () => {
  it('is text with its escapes, and the draft it was made from', () => {
    const payload = { of: 'bytes', data: base64('hi\r\n') } as const;
    expect(answer(sendDialog, start, [...type('hi\\r\\n'), enter])).toEqual(
      send(
        { type: 'send', connections: ['c13'], payload },
        { as: 'text', text: 'hi\\r\\n', end: 'none' },
      ),
    );
  });

  it('is followed by the line end that was chosen', () => {
    const keys = [...type('hi'), tab, press('right'), press('right'), enter];
    expect(answer(sendDialog, start, keys)).toMatchObject({
      command: { payload: { data: base64('hi\r\n') } },
      draft: { end: 'CRLF' },
    });
  });

  it('is hex, without a line end', () => {
    const hex = feed(sendDialog, start, [press('back-tab'), ...type('h'), tab, ...type('00 ff')]);
    expect(lines(hex).join('\n')).not.toContain('line end');
    expect(answer(sendDialog, hex, [enter])).toMatchObject({
      command: { payload: { data: base64('\0\xff') } },
    });
  });

  it('is a file, by its path', () => {
    const keys = [press('back-tab'), press('left'), tab, ...type(' ~/a b.bin '), enter];
    expect(answer(sendDialog, start, keys)).toMatchObject({
      command: { payload: { of: 'file', path: '~/a b.bin' } },
    });
  });

  it('goes to the sender of a datagram, where it may be empty', () => {
    const to = initialSend(SENDER, []);
    expect(lines(to)[0]).toContain('Send to [::1]:5000');
    expect(lines(to)[0]).toContain('from udp-1');
    expect(lines(to).join('\n')).toContain('Enter sends an empty datagram.');
    expect(answer(sendDialog, to, [enter])).toMatchObject({
      command: { type: 'send-to', endpoint: 'udp-1', to: SENDER.to, payload: { data: '' } },
    });
  });

  it('is not sent while it is wrong, or nothing', () => {
    for (const text of ['', '\\q', 'abc\\', '\\x4']) {
      expect(answer(sendDialog, start, [...type(text), enter]).then).toBe('stay');
    }
    const path = feed(sendDialog, start, [press('back-tab'), press('left'), tab]);
    expect(answer(sendDialog, path, [...type('  '), enter]).then).toBe('stay');
  });
});

describe('what is shown', () => {
  it('is the bytes as they are typed', () => {
    const text = lines(feed(sendDialog, start, type('Hi\\0é'))).join('\n');
    expect(text).toContain('00000000  48 69 00 c3 a9');
    expect(text).toContain('Enter sends 5 B.');
  });

  it('is the end of what is long', () => {
    const text = lines(feed(sendDialog, start, [paste('x'.repeat(100)), ...type('END')])).join(
      '\n',
    );
    expect(text).toMatch(/00000060 {2}78 78 78 78 45 4e 44 .* xxxxEND/);
    expect(text).not.toContain('00000000');
  });

  it.each([
    ['\\q', '\\q'],
    ['hello\\q', '\\q'],
    ['a\\n\\x4z', '\\x4'],
    // What is drawn as an escape is wider than what was typed.
    ['\u6f22\\q', '\\q'],
  ])('points at what is wrong in %s', (typed, wrong) => {
    const shown = lines(feed(sendDialog, start, type(typed)));
    const field = shown.findIndex((line) => line.includes('› text'));
    expect(shown[field + 1]?.indexOf('^')).toBe(shown[field]?.lastIndexOf(wrong));
    expect(shown.join('\n')).toContain('Not yet');
  });

  it('keeps pointing in a text that is scrolled', () => {
    const shown = lines(feed(sendDialog, start, [...type(`${'x'.repeat(200)}\\q yes`)]));
    const field = shown.findIndex((line) => line.includes('› text'));
    expect(shown[field + 1]?.indexOf('^')).toBe(shown[field]?.indexOf('\\q'));
    const colour = contextOf({ theme: makeTheme({ color: 8, ascii: false }) });
    const plain = lines(feed(sendDialog, start, [...type(`${'x'.repeat(200)}\\q`)]), colour).map(
      (line) => line.replace(/\x1b\[[0-9;]*m/g, ''),
    );
    expect(plain[field + 1]?.indexOf('^')).toBe(plain[field]?.indexOf('\\q'));
    // Out of sight the sentence stands without a mark.
    const away = [...type(`\\q${'x'.repeat(200)}`)];
    expect(lines(feed(sendDialog, start, away))[field + 1]).toMatch(/^ +No such escape/);
  });

  it('stands still while one types and chooses', () => {
    const heights = [[], type('\\q'), type('x'.repeat(90)), [press('back-tab'), ...type('h')]].map(
      (keys) => lines(feed(sendDialog, start, keys)).length,
    );
    expect(new Set(heights).size).toBe(1);
  });

  it('names several clients by their number', () => {
    const three = initialSend(
      { of: 'clients', connections: ['c1', 'c2', 'c3'], who: '3 clients', at: '' },
      [],
    );
    expect(lines(three)[0]).toContain('Send to 3 clients');
  });
});

describe('the history', () => {
  const drafts: readonly Draft[] = [
    { as: 'hex', text: '00', end: 'none' },
    { as: 'text', text: 'last', end: 'LF' },
  ];
  const again = initialSend(CLIENT, drafts);
  const shown = ({ as, end, edit }: SendState) => [as, edit.before + edit.after, end];

  it('is gone through by Up and Down, and what was typed comes back', () => {
    expect(shown(again)).toEqual(['text', '', 'LF']);
    const typed = feed(sendDialog, again, type('new'));
    expect(shown(feed(sendDialog, typed, [up]))).toEqual(['text', 'last', 'LF']);
    expect(shown(feed(sendDialog, typed, [up, up, up]))).toEqual(['hex', '00', 'none']);
    expect(shown(feed(sendDialog, typed, [up, up, down, down, down]))).toEqual([
      'text',
      'new',
      'LF',
    ]);
  });

  it('can be changed and sent anew', () => {
    expect(answer(sendDialog, again, [up, ...type('!'), enter])).toMatchObject({
      draft: { as: 'text', text: 'last!', end: 'LF' },
    });
  });
});

it('takes pasted lines for escapes', () => {
  const state = feed(sendDialog, start, [paste('GET /\r\n\tx')]);
  expect(answer(sendDialog, state, [enter])).toMatchObject({
    command: { payload: { data: base64('GET /\r\n\tx') } },
  });
});

it('says everything within 80 columns, wherever the mark stands', () => {
  for (const text of Object.values(messages.about)) expect(text.length).toBeLessThanOrEqual(78);
  for (let before = 0; before < 70; before += 1) {
    const shown = lines(feed(sendDialog, start, type(`${'x'.repeat(before)}\\q`)));
    expect(shown.join('\n')).toContain(`Not yet. ${bytes.unknownEscape} `);
    expect(shown.filter((line) => line.includes('^'))).toHaveLength(1);
  }
});

it('closes at Esc', () => {
  expect(answer(sendDialog, start, [press('escape')])).toEqual(close);
});

it('keeps its bounds', () => {
  const hostile: SendTarget = { of: 'clients', connections: ['c1'], who: '\x1b[2J', at: '\u202e' };
  expectRobust(
    sendDialog,
    fc.constantFrom(start, initialSend(SENDER, []), initialSend(hostile, [])),
  );
});
