// The readme names what there is: each option of each kind, each term of filters, each flag. (Its key
// table is made from the program's: scripts/readme-keys.mjs.)

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../source/endpoint-spec/kinds.ts';
import { TERMS } from '../../source/filter/terms.ts';
import { FLAGS } from '../../source/options.ts';
import { isOutgoing } from '../../source/protocol/spec.ts';

const readme = readFileSync(new URL('../../readme.md', import.meta.url), 'utf8');

function section(title: string): string {
  const from = readme.indexOf(`\n## ${title}\n`);
  expect(from).toBeGreaterThan(-1);
  const to = readme.indexOf('\n## ', from + 1);
  return readme.slice(from, to === -1 ? undefined : to);
}

/** Tables' rows: the first cell, the second, and all of it. */
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => ({
      names: line.split(' | ')[0] ?? '',
      kinds: line.split(' | ')[1] ?? '',
      line,
    }));

describe('the readme', () => {
  const text = section('Endpoints');
  const rows = rowsOf(text);
  const options = KINDS.flatMap(({ kind, options: own }) =>
    own.map(({ name, words }) => ({ kind, name, words })),
  );

  test.each(options)('names $name of $kind, and its words', ({ kind, name, words }) => {
    const own = rows.filter(({ names, kinds }) => {
      // A relay's faults stand in a table of their own, by what they do it to.
      const whose = kinds.split(', ');
      const fault = kind === 'relay' && ['both', 'TCP', 'UDP'].includes(kinds);
      const outgoing = isOutgoing(kind) && whose.includes('outgoing');
      return names.includes(`\`${name}\``) && (whose.includes(kind) || outgoing || fault);
    });
    // Where a relay goes to, and how, stands in its text.
    if (kind === 'relay' && own.length === 0) expect(text).toMatch(new RegExp(`\\b${name}=`));
    else expect(own).toHaveLength(1);
    if (own.length === 0) return;
    if (words?.join() === 'on,off') return;
    for (const word of words ?? []) expect(own[0]?.line).toContain(`\`${word}`);
  });

  test('names each term of a filter', () => {
    const finding = section('Finding things');
    for (const { name } of TERMS) expect(finding).toMatch(new RegExp(`\`${name}[:<>=\`]`));
  });

  test('names each flag', () => {
    for (const { written } of Object.values(FLAGS)) {
      if (written !== '--version') expect(readme).toContain(written.replace(/ .*/, ''));
    }
  });
});
