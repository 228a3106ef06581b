// Terms at random, of every kind, as the parser would make them.

import fc from 'fast-check';
import { COMPARISONS, type Term, type Test } from '../../source/filter/term.ts';
import { TERMS, type TermInfo, wordsOf } from '../../source/filter/terms.ts';

const latin1 = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));

const regex = fc
  .constantFrom('a+', '^x$', 'GET \\/', '(a|b){2}', '"', '\\d+ \\S', '-')
  .chain((source) => fc.boolean().map((ignoreCase): Test => ({ of: 'regex', source, ignoreCase })));

const shown = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text): Test => ({ of: 'shown', text }));

function named(info: TermInfo): fc.Arbitrary<Test> {
  const { name } = info;
  switch (info.of) {
    case 'word': {
      const words = wordsOf(info, info.lists);
      const word = words === null ? fc.string({ minLength: 1 }) : fc.constantFrom(...words);
      return word.map((text): Test => ({ of: 'word', name, word: text.toLowerCase() }));
    }
    case 'number':
      return fc
        .tuple(fc.constantFrom(...COMPARISONS), fc.nat({ max: Math.min(info.quantity.most, 1e9) }))
        .map(([comparison, value]): Test => ({ of: 'number', name, comparison, value }));
    case 'network':
      return fc.oneof(network(name, fc.ipV4(), 32), network(name, fc.ipV6(), 128));
    case 'payload':
      return latin1.map((bytes): Test => ({ of: 'payload', name, bytes }));
  }
}

const network = (name: string, of: fc.Arbitrary<string>, most: number): fc.Arbitrary<Test> =>
  fc
    .tuple(of, fc.nat({ max: most }))
    .map(([address, bits]): Test => ({ of: 'network', name, address, bits }));

const test = fc.oneof(shown, regex, ...TERMS.map(named));

export const terms: fc.Arbitrary<readonly Term[]> = fc.array(
  fc.record({ negated: fc.boolean(), test }),
  { maxLength: 6 },
);
