// Colours are named in one table (source/ui/theme/looks.ts) and written in one place (theme/sgr.ts):
// everything else in ui/ names what a text means.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ui = fileURLToPath(new URL('../../source/ui', import.meta.url));

/** What sets a colour or an attribute: an SGR sequence, an Ink property, a library, a colour's name. */
const RAW: readonly RegExp[] = [
  // Written out, whole or begun: `\x1b[31m`, `\u001b[38;5;${n}m`. A pattern that finds any is none.
  /(?:\\x1b|\\u001b|\\u\{1b\}|\\e|\\033)\[\d[\d;]*(?:m|;?\$\{)/i,
  /(?:\\x1b|\\u001b|\\u\{1b\}|\\e|\\033)\[\$\{/i,
  /\b(?:color|backgroundColor|borderColor|dimColor|bold|inverse|underline)=/,
  /\b(?:color|backgroundColor|borderColor): ['"`]/,
  /from ['"](?:chalk|ansi-styles|ansi-colors|kleur|picocolors)['"]/,
  /\bstyleText\b/,
  /#[0-9a-f]{6}\b/i,
];

function rawColours(source: string): readonly string[] {
  return RAW.flatMap((pattern) => source.match(pattern)?.[0] ?? []);
}

const files = readdirSync(ui, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);
const painted = files.filter((name) => name !== join('theme', 'sgr.ts'));

test.each(painted)('%s names no colour', (name) => {
  expect(rawColours(readFileSync(join(ui, name), 'utf8'))).toEqual([]);
});

test('a colour that is named is found', () => {
  expect(painted.length).toBeGreaterThan(50);
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: source that is looked through
  for (const line of [
    'const red = "\\x1b[31m";',
    'out += `\\u001b[1;38;5;${n}m`;',
    '`\\x1b[${open}m`',
    '<Text color="red">',
    '<Text bold={true} underline={focused}>',
    "const style = { color: 'red' };",
    "import chalk from 'chalk';",
    'styleText("red", text)',
    'const amber = "#ffaf00";',
  ]) {
    expect(rawColours(line), line).not.toEqual([]);
  }
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: source that is looked through
  for (const line of [
    "const HOME_AND_CLEAR = '\\x1b[H\\x1b[2J';",
    'const sgr = /\\x1b\\[[0-9;]*m/g;',
    "theme.paint('failed', text)",
    'makeTheme({ color: 0, ascii: true })',
  ]) {
    expect(rawColours(line), line).toEqual([]);
  }
});
