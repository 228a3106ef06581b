import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reply } from '../../../../source/engine/services/reply.ts';
import { LONGEST_REPLY } from '../../../../source/engine/services/respond/fill.ts';
import { Memory, MOST_NAMES } from '../../../../source/engine/services/respond/memory.ts';
import { type Message, RuleBook } from '../../../../source/engine/services/respond/rule-book.ts';
import { parseRules } from '../../../../source/rules/parse.ts';
import type { Rule } from '../../../../source/rules/rule.ts';

function book(text: string, givenUp: (rule: Rule) => void = () => {}): RuleBook {
  const parsed = parseRules(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return new RuleBook(parsed.rules, givenUp);
}

/** In as many turns as it takes. */
function answerAll(rules: RuleBook, messages: readonly Message[]): (Reply | null)[] {
  const replies: (Reply | null)[] = [];
  while (replies.length < messages.length) {
    const answered = rules.answer(messages.slice(replies.length));
    expect(answered.length).toBeGreaterThan(0);
    replies.push(...answered);
  }
  return replies;
}

const remote = { address: '192.0.2.7', port: 51_514, family: 'IPv4' } as const;

/** The replies as Latin-1; null: none. */
function ask(rules: RuleBook, ...texts: readonly string[]): (string | null)[] {
  const messages = texts.map((text, i) => ({
    bytes: Buffer.from(text, 'latin1'),
    remote,
    count: i + 1,
    time: Date.UTC(2026, 0, 2, 3, 4, 5, 67),
  }));
  return answerAll(rules, messages).map((reply) => reply?.data?.toString('latin1') ?? null);
}

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

describe('matching', () => {
  test('the first rule that matches answers', () => {
    const rules = book(`
[[rule]]
exact = "PING"
reply = "PONG"
[[rule]]
prefix = "PI"
reply = "rest {1}"
[[rule]]
prefix = { hex = "00 ff" }
reply = "bytes"
[[rule]]
regex = '^(\\w+) (\\w+)?$'
reply = "{2}-{1}-{0}"
[[rule]]
regex = "silence"
[[rule]]
reply = "other"
`);
    expect(ask(rules, 'PING', 'PINGE', 'ping', '\x00\xff\x01', 'a b', 'a ', 'silence')).toEqual([
      'PONG',
      'rest NGE',
      'other',
      'bytes',
      'b-a-a b',
      '-a-a ',
      null,
    ]);
  });

  test('a regex sees characters, or bytes; what is no UTF-8 comes back as it was', () => {
    const text = book(`[[rule]]\nregex = '^.$'\nreply = "one {0}"`);
    expect(ask(text, utf8('é'), 'é', 'ab')).toEqual([`one ${utf8('é')}`, 'one é', null]);
    const bytes = book(`[[rule]]\nregex = '^.$'\nbytes = true\nreply = "one {0}"`);
    expect(ask(bytes, utf8('é'), 'é')).toEqual([null, 'one é']);
  });

  test('any bytes come back as they were', () => {
    const rules = book(`[[rule]]\nregex = '^([\\s\\S]*)$'\nreply = "{1}"`);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        expect(ask(rules, text)).toEqual([text]);
      }),
      { numRuns: 50 },
    );
  });

  test('trim leaves out the white space at both ends, before anything is matched', () => {
    expect(ask(book('trim = true\n[[rule]]\nexact = "a"\nreply = "<{0}>"'), ' a\r\n')).toEqual([
      '<a>',
    ]);
    expect(ask(book('[[rule]]\nexact = "a"\nreply = "<{0}>"'), ' a\r\n')).toEqual([null]);
  });
});

describe('replies', () => {
  test('who asks, how often, and when', () => {
    const rules = book('[[rule]]\nreply = "{address} {port} {count} {time} {{}}"');
    expect(ask(rules, 'x', 'y')).toEqual([
      '192.0.2.7 51514 1 2026-01-02T03:04:05.067Z {}',
      '192.0.2.7 51514 2 2026-01-02T03:04:05.067Z {}',
    ]);
  });

  test('upper case, in ASCII alone', () => {
    expect(ask(book('[[rule]]\nreply = "{upper:0}"'), utf8('café'))).toEqual([utf8('CAFé')]);
  });

  test('numbers: any width, either order, around at their range; other lengths pass the rule over', () => {
    const next = (name: string, add: string) =>
      book(`[[rule]]\nreply = "{${name}:0${add}}"\n[[rule]]\nreply = "no"`);
    expect(ask(next('u32be', '+1'), '\0\0\0\x05', '\xff\xff\xff\xff', '\0\0\0')).toEqual([
      '\0\0\0\x06',
      '\0\0\0\0',
      'no',
    ]);
    expect(ask(next('u16le', '-2'), '\x01\0')).toEqual(['\xff\xff']);
    expect(ask(next('u64be', ''), '\0\0\0\0\0\0\x01\x02')).toEqual(['\0\0\0\0\0\0\x01\x02']);
  });

  test('a rule whose reply can not be made is passed over', () => {
    const rules = book(`
[[rule]]
reply = "{calc:0}"
[[rule]]
reply = "{0}{0}{0}{0}"
[[rule]]
reply = "too long"
`);
    expect(ask(rules, '1 + 1', '1 / 0', 'x'.repeat(LONGEST_REPLY / 4 + 1))).toEqual([
      '2',
      '1 / 0'.repeat(4),
      'too long',
    ]);
  });

  test('delay, drip and end are as the rule says', () => {
    const rules = book(`
[[rule]]
exact = ""
reply = ""
delay = "2s"
drip = { bytes = 2, every = "5ms" }
then = "reset"
[[rule]]
then = "close"
`);
    const at = { remote, count: 1, time: 0 };
    expect(
      answerAll(rules, [
        { ...at, bytes: Buffer.alloc(0) },
        { ...at, bytes: Buffer.from('x') },
      ]),
    ).toEqual([
      { data: Buffer.alloc(0), delayMs: 2000, drip: { bytes: 2, everyMs: 5 }, after: 'reset' },
      { data: null, delayMs: null, drip: null, after: 'close' },
    ]);
  });

  test('a greeting needs no message', () => {
    const { greeting } = { greeting: book('[greeting]\nreply = "hi {address}"\nthen = "close"') };
    expect(greeting.greet({ remote, count: 0, time: 0 })).toMatchObject({
      data: Buffer.from('hi 192.0.2.7'),
      after: 'close',
    });
    expect(ask(greeting, 'x')).toEqual([null]);
  });
});

describe('memory', () => {
  test('what one message brought is there for the next, of anybody', () => {
    const rules = book(`
[[rule]]
regex = '^set (\\w+) (.*)$'
remember = { name = "{1}", value = "{2}" }
[[rule]]
regex = '^\\w+$'
reply = "{recall:0}"
[[rule]]
reply = "?"
`);
    expect(ask(rules, 'a', 'set a 1', 'a', 'set a 2', 'a', 'b')).toEqual([
      '?',
      null,
      '1',
      null,
      '2',
      '?',
    ]);
    expect(ask(rules, `set ${'n'.repeat(256)} 1`, `set n ${'v'.repeat(1025)}`)).toEqual(['?', '?']);
  });

  test('of too many names the oldest is forgotten; one that is set again is new', () => {
    const memory = new Memory();
    const name = (i: number): Buffer => Buffer.from(`name ${i}`);
    for (let i = 0; i < MOST_NAMES; i += 1) memory.set(name(i), name(i));
    memory.set(name(0), name(0));
    memory.set(name(MOST_NAMES), name(MOST_NAMES));
    expect(memory.size).toBe(MOST_NAMES);
    expect(memory.get(name(0))).toEqual(name(0));
    expect(memory.get(name(1))).toBeNull();
    expect(memory.get(name(MOST_NAMES))).toEqual(name(MOST_NAMES));
  });
});

describe('a regular expression that would run for ever', () => {
  const EVIL = `${'a'.repeat(60)}!`;

  test('is given up, told of, and the other rules go on', () => {
    const givenUp: Rule[] = [];
    const rules = book(
      `[[rule]]\nregex = '^(a|aa)+$'\nreply = "evil"\n[[rule]]\nregex = '^(a+)!?$'\nreply = "good"`,
      (rule) => givenUp.push(rule),
    );
    const started = performance.now();
    expect(ask(rules, 'aaa')).toEqual(['evil']);
    expect(ask(rules, EVIL)).toEqual(['good']);
    expect(ask(rules, 'aaa')).toEqual(['good']);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(givenUp.map(({ line }) => line)).toEqual([1]);
    expect(ask(rules, EVIL)).toEqual(['good']);
    expect(givenUp).toHaveLength(1);
  });

  test('a few slow messages leave the rest to the next turn, and all are answered once', () => {
    const rules = book(
      `[[rule]]\nregex = '^(a|aa)+$'\nreply = "{count}"\n[[rule]]\nreply = "no {count}"`,
    );
    // Slow enough for a turn to end; whether the rule is given up is the machine's affair.
    const slow = `${'a'.repeat(25)}!`;
    const messages = Array.from({ length: 200 }, (_, i) => ({
      bytes: Buffer.from(slow),
      remote,
      count: i,
      time: 0,
    }));
    const first = rules.answer(messages);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(messages.length);
    const others = answerAll(rules, messages.slice(first.length));
    const counts = [...first, ...others].map((reply) => String(reply?.data));
    expect(counts).toEqual(messages.map(({ count }) => `no ${count}`));
  });
});

describe('the examples', () => {
  const example = (name: string): RuleBook =>
    book(
      readFileSync(
        fileURLToPath(new URL(`../../../../examples/rules/${name}.toml`, import.meta.url)),
        'utf8',
      ),
    );

  test('calculator', () => {
    expect(
      ask(example('calculator'), '20 + 10', '7 / 0\n', '2 ** 3', 'fim', '?').slice(0, 4),
    ).toEqual(['30', utf8('Divisão por zero não é permitida.'), '8', null]);
  });

  test('payment', () => {
    expect(
      ask(
        example('payment'),
        'PAGAMENTO',
        '2',
        'Ana;4111 1111;02/2027;3;100.50',
        'Ana;4111;13/2027;3;100.50',
        'Ana',
      ),
    ).toEqual([
      null,
      null,
      'OK\n',
      expect.stringMatching(/^FALHA: card/),
      expect.stringMatching(/^FALHA: a/),
    ]);
  });

  test('names', () => {
    expect(
      ask(example('names'), 'servidorTCP', 'register servidorTCP 127.0.0.1 12345', 'servidorTCP\n'),
    ).toEqual([null, null, 'servidorTCP:127.0.0.1:12345']);
  });

  test('upper', () => {
    expect(ask(example('upper'), ' hello\r\n', ' \n')).toEqual(['HELLO', '']);
  });
});
