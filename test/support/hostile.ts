// Bytes that mean something to whoever is careless with them: commands to a terminal, and pieces of the
// texts and tables that the program reads. For tests that put them together at random.

import fc from 'fast-check';

/** What a terminal might obey, whole or in pieces. */
export const TERMINAL_COMMANDS: readonly string[] = [
  '\u001b',
  '\u001b[',
  '\u001b]',
  '\u001bc',
  '\u001b[2J',
  '\u001b[H',
  '\u001b[?1049l',
  '\u001b[?25l',
  '\u001b[?2026h',
  '\u001b[6n',
  '\u001b[201~',
  '\u001b]0;owned\u0007',
  '\u001b]52;c;b3duZWQ=\u0007',
  '\u001b]8;;x\u001b\\',
  '\u001bP',
  '\u009b',
  '\u009d',
  '\u0007',
  '\b',
  '\r',
  '\n',
  '\t',
  '\u0000',
  '\u007f',
  '\u202e',
  '漢',
  'e\u0301',
  '👩‍👩‍👧‍👦',
  '\ud800',
  'text',
];

/** Payload: plain bytes, terminal commands put together, or both. */
export const payload: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.constantFrom(...TERMINAL_COMMANDS), { maxLength: 40 })
    .map((all) => Buffer.from(all.join(''))),
  fc
    .tuple(
      fc.array(fc.constantFrom(...TERMINAL_COMMANDS), { maxLength: 10 }),
      fc.uint8Array({ maxLength: 60 }),
    )
    .map(([all, bytes]) => Buffer.concat([Buffer.from(all.join('')), bytes])),
);
