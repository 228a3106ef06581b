// The readme's key table, between its <!-- keys --> markers, made from the program's one key table.
// `--check` writes nothing and fails when the readme says something else.

import { readFileSync, writeFileSync } from 'node:fs';

const readme = new URL('../readme.md', import.meta.url);
const { BINDINGS } = await import('../source/ui/keys/bindings.ts');

const OPEN = '<!-- keys -->';
const CLOSE = '<!-- /keys -->';

const cell = (text) => text.replaceAll('|', '\\|');
const code = (key) => (key.includes('`') ? `\`\` ${key} \`\`` : `\`${key}\``);
const rows = BINDINGS.map(({ keys, command, argument, description }) => {
  const typed = `:${command}${argument === null ? '' : ` <${argument}>`}`;
  return [keys.map(code).join(' '), code(typed), description].map(cell).join(' | ');
});
const table = [
  '| key | command | does |',
  '| --- | --- | --- |',
  ...rows.map((row) => `| ${row} |`),
];

const text = readFileSync(readme, 'utf8');
const [start, end] = [text.indexOf(OPEN), text.indexOf(CLOSE)];
if (start === -1 || end < start) {
  console.error(`readme.md has no ${OPEN} … ${CLOSE} to hold the key table.`);
  process.exit(1);
}
const before = text.slice(0, start + OPEN.length);
const wanted = `${before}\n\n${table.join('\n')}\n\n${text.slice(end)}`;

if (wanted === text) console.log('The key table is up to date.');
else if (process.argv.includes('--check')) {
  console.error('The key table of readme.md is out of date: run `npm run docs`.');
  process.exitCode = 1;
} else writeFileSync(readme, wanted);
