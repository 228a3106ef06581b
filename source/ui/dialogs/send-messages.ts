// Every text of the send dialog. ASCII only: glyphs come from the theme.

import type { LineEnd, WrittenAs } from './draft.ts';

type Hint = readonly [key: string, does: string];

/** Why what is typed means no bytes, or not yet. */
export const bytes = {
  unfinished: 'This escape is not finished.',
  unknownEscape: 'No such escape: there are \\n \\r \\t \\0 \\xHH and \\\\.',
  badByte: '\\x is followed by two hex digits.',
  oneDigit: 'A byte has two hex digits.',
  noDigit: 'This is no hex digit: 0 to 9, a to f.',
};

export const send = {
  title: (who: string) => `Send to ${who}`,
  from: (endpoint: string) => `from ${endpoint}`,
  labels: { as: 'as', text: 'text', hex: 'hex', file: 'file', end: 'line end' },
  words: {
    as: ['text', 'hex', 'file'] as const satisfies readonly WrittenAs[],
    end: ['none', 'LF', 'CRLF'] as const satisfies readonly LineEnd[],
  },
  placeholders: {
    text: 'GET / HTTP/1.0\\r\\n\\r\\n',
    hex: '48 65 6c 6c 6f',
    file: '~/firmware.bin',
  } satisfies { readonly [As in WrittenAs]: string },
  about: {
    as: 'Text with escapes, hex digits, or the content of a file.',
    text: 'Escapes: \\n \\r \\t \\0 \\xHH \\\\. Up and Down: what was sent before.',
    hex: 'Pairs of digits, blanks or none between. Up and Down: what was sent before.',
    file: 'A path; ~/ is your home directory. Up and Down: what was sent before.',
    end: 'What follows the text: nothing, \\n or \\r\\n.',
  },
  nothing: 'Nothing to send yet.',
  notYet: (why: string) => `Not yet. ${why}`,
  sends: (amount: string) => `Enter sends ${amount}.`,
  sendsEmpty: 'Enter sends an empty datagram.',
  sendsFile: 'Enter sends the file, read in pieces.',
  hints: [
    ['Enter', 'send'],
    ['Tab', 'next field'],
    ['Left/Right', 'choose'],
    ['Up/Down', 'history'],
    ['Esc', 'cancel'],
  ] as readonly Hint[],
};
