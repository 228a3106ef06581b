import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFilter, LISTS, parseFilter, termsOf } from '../../source/filter.ts';
import { terms } from './arbitrary.ts';

/** The terms of a text that can be read, without their wrapping. */
function read(text: string) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.terms.map((term) => (term.negated ? { not: term.test } : term.test));
}

/** What a text that can't be meant points at, and why. */
function fault(text: string, ...lists: readonly (typeof LISTS)[number][]) {
  const parsed = parseFilter(text, lists.length === 0 ? LISTS : lists);
  if (parsed.ok) throw new Error(`"${text}" was read`);
  const { at, length, message } = parsed.fault;
  return { part: text.slice(at, at + length), message };
}

describe('read', () => {
  test('every kind of term, and all of them together', () => {
    expect(
      read(
        'port:51514 state:queued endpoint:tcp-1 from:10.0.0.0/8 bytes>100 text:"GET /" hex:ff00',
      ),
    ).toEqual([
      { of: 'number', name: 'port', comparison: '=', value: 51_514 },
      { of: 'word', name: 'state', word: 'queued' },
      { of: 'word', name: 'endpoint', word: 'tcp-1' },
      { of: 'network', name: 'from', address: '10.0.0.0', bits: 8 },
      { of: 'number', name: 'bytes', comparison: '>', value: 100 },
      { of: 'payload', name: 'text', bytes: 'GET /' },
      { of: 'payload', name: 'hex', bytes: '\xff\0' },
    ]);
    expect(read('/a b\\/c/i -plain -/x/ -port:1')).toEqual([
      { of: 'regex', source: 'a b\\/c', ignoreCase: true },
      { not: { of: 'shown', text: 'plain' } },
      { not: { of: 'regex', source: 'x', ignoreCase: false } },
      { not: { of: 'number', name: 'port', comparison: '=', value: 1 } },
    ]);
  });

  test.each([
    ['127.0.0.1:51514'],
    ['[::1]:7000'],
    ['cafe::1'],
    ['temp=21.8'],
    ['a"b'],
    ['7000'],
    ['x>y'],
    ['é'],
  ])('%s is plain text', (text) => {
    expect(read(text)).toEqual([{ of: 'shown', text }]);
  });

  test('quotes hold blanks, escapes and what would be a term', () => {
    expect(read('"port:1 -x" "a\\"\\\\b"')).toEqual([
      { of: 'shown', text: 'port:1 -x' },
      { of: 'shown', text: 'a"\\b' },
    ]);
    expect(read('text:"\\r\\n\\0\\xff" text:é')).toEqual([
      { of: 'payload', name: 'text', bytes: '\r\n\0\xff' },
      { of: 'payload', name: 'text', bytes: '\xc3\xa9' },
    ]);
    expect(read('hex:"FF 00:0a"')).toEqual([{ of: 'payload', name: 'hex', bytes: '\xff\0\n' }]);
  });

  test.each([
    ['bytes>=4KiB', '>=', 4096],
    ['bytes<1.5kB', '<', 1500],
    ['rtt>20ms', '>', 20_000],
    ['rtt<=500us', '<=', 500],
    ['in=0', '=', 0],
  ])('%s', (text, comparison, value) => {
    expect(read(text)).toMatchObject([{ of: 'number', comparison, value }]);
  });

  test('an address is a network of its own; brackets and case do not matter', () => {
    expect(read('from:10.1.2.3 FROM:[fe80::1]')).toEqual([
      { of: 'network', name: 'from', address: '10.1.2.3', bits: 32 },
      { of: 'network', name: 'from', address: 'fe80::1', bits: 128 },
    ]);
  });

  test('nothing is no term', () => {
    expect(read('')).toEqual([]);
    expect(read(' \t ')).toEqual([]);
  });
});

describe('refused, pointing at what is wrong', () => {
  test.each([
    ['a prot:1 b', 'prot', 'port'],
    ['a state:qeued', 'qeued', 'QUEUED'],
    ['bytes>lots b', 'lots', 'number'],
    ['port:70000', '70000', '65535'],
    ['port:', 'port:', 'port:51514'],
    ['x from:10.0.0.0/33', '10.0.0.0/33', '32'],
    ['from:lab', 'lab', '10.0.0.0/8'],
    ['state>1', '>', 'colon'],
    ['hex:fg', 'fg', 'digits'],
    ['hex:f', 'f', 'pairs'],
    ['a "b c', '"b c', 'quote'],
    ['"a"b', 'b', 'blank'],
    ['text:"\\q"', '\\q', '\\xff'],
    ['GET /index', '/index', 'slash'],
    ['/(/', '/(/', 'group'],
    ['/a/g', 'g', 'i'],
    ['//', '//', 'slashes'],
    ['a -', '-', 'not'],
    ['served:1.5', '1.5', 'number'],
  ])('%s', (text, part, mentions) => {
    const told = fault(text);
    expect(told.part).toBe(part);
    expect(told.message).toContain(mentions);
    expect(told.message).toMatch(/^[A-Za-z].*[.\w]$/);
  });

  test('a term that a list has no column for, with those that have', () => {
    expect(fault('state:queued', 'datagrams')).toEqual({
      part: 'state',
      message: 'This pane has no state; Listen, Clients and Multicast have.',
    });
    // The upper and the lower list of pane 4 share a filter: one of them having it is enough.
    expect(parseFilter('state:joined text:x', ['groups', 'traffic']).ok).toBe(true);
    // Words are those of the lists it is for.
    expect(fault('state:queued', 'listen').message).not.toContain('QUEUED');
    expect(fault('text:x', 'listen').part).toBe('text');
  });

  test.each([
    ['a stat:x b', 'a b'],
    ['stat:x', ''],
    ['a "b c', 'a'],
    ['a "b"c d', 'a d'],
    ['-port:x /y/', '/y/'],
  ])('without the wrong term "%s" is "%s"', (text, others) => {
    expect(parseFilter(text)).toMatchObject({ ok: false, others });
  });

  test('every list has terms of its own', () => {
    for (const list of LISTS) {
      for (const { name, lists } of termsOf([list])) expect(lists, name).toContain(list);
      expect(termsOf([list]).length).toBeGreaterThan(4);
    }
  });
});

describe('whatever the text', () => {
  const pieces = fc.constantFrom(
    ...[
      'port',
      ':',
      '>',
      '<=',
      '"',
      '\\',
      '/',
      '-',
      ' ',
      'text',
      'hex',
      'ff',
      'from',
      '10.0.0.0/8',
    ],
    ...['state', 'x', '\\x', '(', '+', 'i', '[::1]', '%', '\0', '\u{1f600}', '\ud800'],
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(pieces, { maxLength: 20 }).map((all) => all.join('')),
  );

  test('it is read, or pointed at within itself; never does anything throw', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseFilter(text);
        if (parsed.ok) return;
        const { at, length, message } = parsed.fault;
        expect(at).toBeGreaterThanOrEqual(0);
        expect(length).toBeGreaterThan(0);
        expect(at + length).toBeLessThanOrEqual(text.length);
        expect(message).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  test('terms that are printed are read as they were', () => {
    fc.assert(
      fc.property(terms, (all) => {
        expect(parseFilter(formatFilter(all))).toEqual({ ok: true, terms: all });
      }),
      { numRuns: 1000 },
    );
  });

  test('what was read and printed once prints the same again', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseFilter(text);
        if (!parsed.ok) return;
        const printed = formatFilter(parsed.terms);
        expect(parseFilter(printed)).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });
});
