import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_RULES, parseRules } from '../../source/rules/parse.ts';
import type { Rules } from '../../source/rules/rule.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/rules/', import.meta.url));

function read(text: string): Rules {
  const parsed = parseRules(text);
  if (!parsed.ok) throw new Error(`${parsed.line}:${parsed.column}: ${parsed.message}`);
  return parsed.rules;
}

function refused(text: string): string {
  const parsed = parseRules(text);
  return parsed.ok ? 'taken' : `${parsed.line}:${parsed.column}: ${parsed.message}`;
}

describe('what is taken', () => {
  test.each(readdirSync(EXAMPLES))('the example %s', (name) => {
    expect(refused(readFileSync(`${EXAMPLES}${name}`, 'utf8'))).toBe('taken');
  });

  test('a rule with everything in it', () => {
    const text = `
per = "line"
trim = true
[greeting]
reply = "hi"
[[rule]]
regex = '^a(b)(c)?$'
bytes = true
reply = "{0}{{{2}}}{upper:1}{u16le:1-2}{hex:00 ff}{port}"
delay = "1.5s"
then = "reset"
drip.bytes = 3
drip.every = "10ms"
[rule.remember]
name = "n"
value = "{1}"
`;
    const rules = read(text);
    expect(rules).toMatchObject({ per: 'line', trim: true, greeting: { after: 'stay' } });
    expect(rules.rules).toEqual([
      {
        line: 6,
        match: { of: 'regex', regex: /^a(b)(c)?$/u, bytes: true },
        remember: {
          name: [{ of: 'bytes', bytes: Buffer.from('n') }],
          value: [{ of: 'capture', capture: 1 }],
        },
        answer: {
          reply: [
            { of: 'capture', capture: 0 },
            { of: 'bytes', bytes: Buffer.from('{') },
            { of: 'capture', capture: 2 },
            { of: 'bytes', bytes: Buffer.from('}') },
            { of: 'upper', capture: 1 },
            { of: 'number', capture: 1, bytes: 2, littleEndian: true, add: -2n },
            { of: 'bytes', bytes: Buffer.from([0, 255]) },
            { of: 'port' },
          ],
          delayMs: 1500,
          drip: { bytes: 3, everyMs: 10 },
          after: 'reset',
        },
      },
    ]);
  });

  test('text and bytes to match, several rules in their order, the defaults', () => {
    const rules = read(`
[[rule]]
exact = "é"
reply = "1"
[[rule]]
prefix = { hex = "00 FF" }
reply = ""
[[rule]]
then = "close"
`);
    expect(rules).toMatchObject({ per: 'message', trim: false, greeting: null });
    expect(rules.rules.map(({ match }) => match)).toEqual([
      { of: 'exact', bytes: Buffer.from('é') },
      { of: 'prefix', bytes: Buffer.from([0, 255]) },
      { of: 'any' },
    ]);
    expect(rules.rules[0]?.answer).toMatchObject({ delayMs: null, drip: null, after: 'stay' });
    expect(rules.rules[1]?.answer.reply).toEqual([]);
    expect(rules.rules[2]?.answer.reply).toBeNull();
  });
});

describe('what is refused, and where it stands', () => {
  test.each([
    ['', '1:1: there is no [[rule]] and no [greeting] in it.'],
    ['per = \n', '2:1: this is no TOML: unspecified values are invalid.'],
    ['per = "lines"\n', '1:7: per is "message" or "line", or a whole number from 1 to 8192.'],
    ['per = 0\n', '1:7: per is "message" or "line", or a whole number from 1 to 8192.'],
    ['trim = "yes"\n', '1:8: trim is true or false.'],
    ['rule = 3\n', '1:8: rule is a table for each, written [[rule]].'],
    ['[rule]\nreply = ""\n', '1:2: rule is a table for each, written [[rule]].'],
    ['[greeting]\ndelay = "1s"\n', '1:2: a greeting needs reply.'],
    ['[[rule]]\n', '1:3: this rule says nothing: give a condition, reply, remember or then.'],
    [
      '[[rule]]\n  repyl = "x"\n',
      '2:3: "repyl" is not known here: there are exact, prefix, regex, bytes, remember, reply, delay, drip or then. The nearest is reply.',
    ],
    [
      '[[rule]]\nexact = "a"\nregex = "b"\n',
      '3:9: a rule matches by exact or by regex, not by both.',
    ],
    ['[[rule]]\nexact = 7\n', '2:9: exact is text between quotes, or { hex = "00ff" }.'],
    ['[[rule]]\nexact = {}\n', '2:9: exact is text between quotes, or { hex = "00ff" }.'],
    [
      '[[rule]]\nprefix = { hex = "0g" }\n',
      '2:18: hex is pairs of hexadecimal digits such as "00 ff", not "0g".',
    ],
    ['[[rule]]\nregex = "(a"\n', '2:9: this is no regular expression: /(a/u: Unterminated group.'],
    [
      '[[rule]]\nbytes = true\nreply = "x"\n',
      '1:3: bytes says what a regex sees: there is none in this rule.',
    ],
    ['[[rule]]\nreply = "{1}"\n', '2:9: "{1}" names no capture of this rule: there is 0.'],
    [
      '[[rule]]\nregex = "(a)|(?:b)"\nreply = "{upper:2}"\n',
      '3:9: "{upper:2}" names no capture of this rule: there are 0 to 1.',
    ],
    [
      '[[rule]]\nreply = "{adress}"\n',
      '2:9: "{adress}" is no placeholder: between braces stands the number of a capture, or address, port, count, time, upper, calc, recall, hex, u16be, u16le, u32be, u32le, u64be or u64le. The nearest is address.',
    ],
    [
      '[[rule]]\nreply = "a}"\n',
      '2:9: a brace that begins or ends no placeholder is written twice: }}.',
    ],
    [
      '[[rule]]\nreply = "{u32be:x}"\n',
      '2:9: after u32be: stands a capture and what is added to it, as in {u32be:0+1}, not "{u32be:x}".',
    ],
    [
      '[[rule]]\nreply = "{hex:0}"\n',
      '2:9: hex is pairs of hexadecimal digits such as "00 ff", not "0".',
    ],
    [
      '[[rule]]\nreply = "x"\nthen = "drop"\n',
      '3:8: then is "stay", "close" or "reset", not "drop"; the nearest is "stay".',
    ],
    [
      '[[rule]]\nreply = "x"\ndelay = "soon"\n',
      '3:9: delay is a number with ms, s, m or h, such as 250ms or 2s, from 0 to 576h, not "soon"; the nearest is 0.',
    ],
    [
      '[[rule]]\nthen = "close"\ndrip = { bytes = 1, every = "1s" }\n',
      '3:8: drip is how a reply leaves: there is none here.',
    ],
    [
      '[[rule]]\nreply = "x"\ndrip = { bytes = 0 }\n',
      '3:18: bytes is a whole number from 1 to 65507.',
    ],
    ['[[rule]]\nreply = "x"\ndrip = { bytes = 1 }\n', '3:8: drip needs every.'],
    ['[[rule]]\nremember = { name = "x" }\n', '2:12: remember needs value.'],
    [
      `${'[[rule]]\nreply = "x"\n'.repeat(MOST_RULES + 1)}`,
      `${2 * MOST_RULES + 1}:3: a file has at most 100 rules.`,
    ],
  ])('%#', (text, sentence) => {
    expect(refused(text)).toBe(sentence);
  });

  test('any text is read or refused within itself', () => {
    const line = fc.constantFrom(
      '[[rule]]',
      '[greeting]',
      '[rule.drip]',
      'per = "line"',
      'per = 4',
      'exact = "a"',
      'regex = "(.)"',
      'reply = "{1}"',
      'reply = "{',
      'drip.bytes = 1',
      'then = "close"',
      'remember = { name = "{0}", value = "" }',
      'a.b.c = [1, { d = 2 }]',
      '"" = 1979-05-27',
      '__proto__ = 1',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(line).map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const parsed = parseRules(given);
        if (parsed.ok) return;
        expect(parsed.line).toBeGreaterThanOrEqual(1);
        expect(parsed.line).toBeLessThanOrEqual(given.split(/\r\n|\n|\r/).length + 1);
        expect(parsed.column).toBeGreaterThanOrEqual(1);
        expect(parsed.message).toMatch(/^[^\n]+\.$/);
      }),
      { numRuns: 500 },
    );
  });
});
