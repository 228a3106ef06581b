import { describe, expect, test } from 'vitest';
import { type Candidate, compare, type Plan, quantile, spread } from '../../bench/lib/compare.ts';
import { printed } from '../../bench/lib/print.ts';

const silent = (): void => {};
const RATE = { key: 'rate', title: 'rate', unit: '/s' } as const;

function plan(candidates: readonly Candidate[], rest: Partial<Plan> = {}): Plan {
  return { title: 'Rates', figures: [RATE], candidates, ...rest };
}

/** One that measures these numbers in turn, and says when it did. */
function candidate(name: string, values: readonly number[], turns: string[] = []): Candidate {
  let round = 0;
  return {
    name,
    measure: async () => {
      turns.push(name);
      return { rate: values[round++ % values.length] as number };
    },
  };
}

describe('rounds', () => {
  test('each candidate is measured once a round, in an order that turns', async () => {
    const turns: string[] = [];
    const three = ['a', 'b', 'c'].map((name) => candidate(name, [1], turns));
    await compare(plan(three), 3, silent);
    expect(turns.join('')).toBe('abcbcacab');
  });

  test('the median with minimum and maximum, of an even number of rounds too', async () => {
    const { results } = await compare(plan([candidate('a', [4, 1, 3, 10])]), 4, silent);
    expect(results.a?.rate).toEqual({ median: 3.5, min: 1, max: 10, values: [4, 1, 3, 10] });
  });

  test('one whose command is missing is left out by name', async () => {
    const absent = { ...candidate('absent', [1]), needs: ['no-such-command-anywhere'] };
    const comparison = await compare(plan([absent, candidate('a', [1])]), 2, silent);
    expect(comparison.leftOut).toEqual(['absent (not installed: no-such-command-anywhere)']);
    expect(Object.keys(comparison.results)).toEqual(['a']);
  });

  test('a measurement that throws is told and stands in no median', async () => {
    let round = 0;
    const shaky: Candidate = {
      name: 'shaky',
      measure: async () => {
        round += 1;
        if (round === 2) throw new Error('a byte came back wrong');
        return { rate: 7 };
      },
    };
    const comparison = await compare(plan([shaky]), 3, silent);
    expect(comparison.failures).toEqual(['shaky, round 2: a byte came back wrong']);
    expect(comparison.results.shaky?.rate?.values).toEqual([7, 7]);
  });
});

describe('targets', () => {
  const target = { figure: 'rate', of: 'own', relation: 'at least', bound: 0.9 } as const;

  test.each([
    [90, true],
    [89, false],
  ])('%i against 100 with a bound of 0.9: %s', async (own, met) => {
    const { verdicts } = await compare(
      plan([candidate('own', [own]), candidate('peer', [100])], {
        targets: [{ ...target, times: 'peer' }],
      }),
      1,
      silent,
    );
    expect(verdicts).toMatchObject([{ reached: own / 100, met }]);
  });

  test('a bound in the figure’s own unit', async () => {
    const { verdicts } = await compare(
      plan([candidate('own', [33.1])], {
        targets: [{ ...target, relation: 'at most', bound: 33 }],
      }),
      1,
      silent,
    );
    expect(verdicts[0]?.met).toBe(false);
  });

  test('without the peer it is neither met nor missed', async () => {
    const { verdicts } = await compare(
      plan([candidate('own', [90])], { targets: [{ ...target, times: 'peer' }] }),
      1,
      silent,
    );
    expect(verdicts).toMatchObject([{ reached: null, met: null }]);
  });
});

test('quantiles lie between the ranks', () => {
  expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3);
  expect(quantile([1, 2], 0.5)).toBe(1.5);
  expect(quantile([0, 100], 0.99)).toBeCloseTo(99);
  expect(spread([5]).median).toBe(5);
});

test('the table shows spreads, what is unknown, what is missing and what was missed', async () => {
  const absent = { ...candidate('absent', [1]), needs: ['no-such-command-anywhere'] };
  const empty: Candidate = { name: 'empty', measure: async () => ({}) };
  const comparison = await compare(
    plan([candidate('own', [1234.5, 0.12345]), empty, absent], {
      targets: [{ figure: 'rate', of: 'own', relation: 'at least', bound: 1000 }],
    }),
    2,
    silent,
  );
  expect(printed(comparison).split('\n')).toEqual([
    '### Rates',
    '',
    '|       |                rate |',
    '| ----- | ------------------: |',
    '| own   | 617/s (0.123–1,235) |',
    '| empty |                  -- |',
    '',
    'Medians of 2 rounds, with minimum and maximum.',
    'Left out: absent (not installed: no-such-command-anywhere).',
    '',
    '- MISSED: rate, own at least 1,000/s: 617/s',
    '',
  ]);
});
