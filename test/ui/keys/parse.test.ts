import type { Key as InkKey } from 'ink';
import { describe, expect, it } from 'vitest';
import { parseKeys, writtenKey } from '../../../source/ui/keys/parse.ts';

const NONE: InkKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

const written = (input: string, change: Partial<InkKey> = {}): unknown[] =>
  parseKeys(input, { ...NONE, ...change }).map(writtenKey);

describe('parseKeys', () => {
  it('takes a repeated key for as many presses', () => {
    expect(written('jjj')).toEqual(['j', 'j', 'j']);
  });

  it('finds the control characters in what was typed ahead', () => {
    expect(written('a\rb\t\x7f')).toEqual(['a', 'Enter', 'b', 'Tab', 'Backspace']);
  });

  it.each([
    ['Enter', '', { return: true }],
    ['Esc', '', { escape: true }],
    ['Tab', '', { tab: true }],
    ['Shift-Tab', '', { tab: true, shift: true }],
    ['Up', '', { upArrow: true }],
    ['PgDn', '', { pageDown: true }],
    ['Home', '', { home: true }],
    ['Ctrl-C', 'c', { ctrl: true }],
    ['Ctrl-L', 'l', { ctrl: true }],
    ['G', 'G', { shift: true }],
  ] as const)('%s', (name, input, change) => {
    expect(written(input, change)).toEqual([name]);
  });

  it('ignores what has no meaning: F-keys, releases, unknown sequences', () => {
    expect(written('')).toEqual([]);
    expect(written('[?1;2c')).toEqual([]);
    expect(written('x', { eventType: 'release' })).toEqual([]);
  });

  it('takes typed brackets for what they are', () => {
    expect(written('[::1]:7000').join('')).toBe('[::1]:7000');
  });

  it('knows Esc and what quickly follows, the same bytes as Alt', () => {
    expect(written('x', { meta: true })).toEqual(['Esc', 'x']);
    expect(written('', { escape: true, meta: true })).toEqual(['Esc', 'Esc']);
  });

  it('keeps a character outside the basic plane whole', () => {
    expect(written('😀')).toEqual(['😀']);
  });
});
