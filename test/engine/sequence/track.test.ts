import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tally } from '../../../source/engine/datagrams/sequence/tally.ts';
import {
  DROPOUT,
  MISORDER,
  type Numbering,
  SequenceTrack,
  WINDOW,
} from '../../../source/engine/datagrams/sequence/track.ts';

const COUNTER: Numbering = { bits: 64, beginsAtZero: true };
const RTP: Numbering = { bits: 16, beginsAtZero: false };

function noteAll(numbering: Numbering, numbers: readonly (number | bigint)[]): Tally {
  const track = new SequenceTrack(numbering, new Tally());
  for (const number of numbers) noteOne(track, numbering, BigInt(number));
  return track.tally;
}

function noteOne(track: SequenceTrack, { bits }: Numbering, number: bigint): boolean {
  const wrapped = BigInt.asUintN(bits, number);
  return track.note(Number(wrapped >> 32n) | 0, Number(wrapped & 0xffff_ffffn) | 0);
}

const upTo = (end: number, from = 0) => Array.from({ length: end - from }, (_, i) => from + i);

describe('SequenceTrack', () => {
  it.each([
    ['all in order', [0, 1, 2, 3], {}],
    ['from anywhere on', [7000, 7001], {}],
    ['a larger one leaves a gap', [1, 2, 6], { gaps: 3 }],
    ['a smaller new one is late and takes its gap back', [1, 4, 2, 3, 5], { late: 2 }],
    ['one seen before is a duplicate', [1, 2, 2, 1, 3], { duplicates: 2 }],
    ['a late one that comes twice', [1, 3, 2, 2], { late: 1, duplicates: 1 }],
    ['before the first one heard there was no gap', [5, 3, 4, 6], { late: 2 }],
    ['and that one again is a duplicate', [5, 3, 3, 6], { late: 1, duplicates: 1 }],
    ['0 after others begins again', [5, 6, 7, 0, 1, 2], { restarts: 1 }],
    ['with losses on either side', [5, 7, 0, 3], { restarts: 1, gaps: 3 }],
    ['0 twice does not', [0, 0, 1], { duplicates: 1 }],
    ['far below, one after the other, too', [90_000, 90_001, 4, 5, 6], { restarts: 1 }],
    ['far below alone is late, and gives nothing back', [90_000, 4, 90_002], { late: 1, gaps: 1 }],
    ['as are two that do not follow each other', [90_000, 4, 90_001, 5, 90_002], { late: 2 }],
  ] as const)('%s', (_, numbers, expected) => {
    expect(noteAll(COUNTER, numbers)).toEqual(
      Object.assign(new Tally(), { numbered: numbers.length }, expected),
    );
  });

  it('knows duplicates of the last so many numbers', () => {
    const numbers = upTo(3 * WINDOW, 1);
    const oldest = 2 * WINDOW;
    expect(noteAll(COUNTER, [...numbers, oldest])).toMatchObject({ duplicates: 1, late: 0 });
    expect(noteAll(COUNTER, [...numbers, oldest - 1])).toMatchObject({ duplicates: 0, late: 1 });
  });

  it('remembers nothing of before a gap larger than that', () => {
    const after = [1, 2 + WINDOW, 3 + WINDOW];
    expect(noteAll(COUNTER, [...after, 4])).toMatchObject({ gaps: WINDOW - 1, late: 1 });
    expect(noteAll(COUNTER, [1, 10 * WINDOW, 10 * WINDOW - 5])).toMatchObject({
      gaps: 10 * WINDOW - 3,
      late: 1,
    });
  });

  it('counts beyond 2^53 and through every wrap-around', () => {
    for (const bits of [16, 32, 64] as const) {
      const end = 1n << BigInt(bits);
      const numbers = [end - 3n, end - 2n, end + 1n, end - 1n, end, end + 2n];
      expect(noteAll({ bits, beginsAtZero: true }, numbers), `${bits}`).toMatchObject({
        gaps: 0,
        late: 2,
        restarts: 0,
      });
    }
    const large = 2n ** 60n;
    expect(noteAll(COUNTER, [large, large + 1n, large + 4n])).toMatchObject({ gaps: 2 });
  });

  it('takes a jump of RTP for a new beginning once its successor comes', () => {
    const far = 10 + DROPOUT + 1;
    expect(noteAll(RTP, [9, 10, far])).toMatchObject({ gaps: 0, late: 1, restarts: 0 });
    expect(noteAll(RTP, [9, 10, far, far + 1])).toMatchObject({ gaps: 0, late: 0, restarts: 1 });
    expect(noteAll(RTP, [9, 10, 10 + DROPOUT])).toMatchObject({ gaps: DROPOUT - 1, restarts: 0 });
    expect(noteAll(RTP, [9, 10, 0, 11])).toMatchObject({ late: 1, restarts: 0 });
  });

  it('says what is new', () => {
    const track = new SequenceTrack(COUNTER, new Tally());
    const said = [1n, 2n, 2n, 5n, 4n, 4n, 0n].map((each) => noteOne(track, COUNTER, each));
    expect(said).toEqual([true, true, false, true, true, false, true]);
  });

  it('counts along for all together', () => {
    const totals = new Tally();
    const [one, other] = [new SequenceTrack(COUNTER, totals), new SequenceTrack(COUNTER, totals)];
    for (const number of [1n, 4n, 2n, 2n]) noteOne(one, COUNTER, number);
    for (const number of [9n, 11n, 0n]) noteOne(other, COUNTER, number);
    expect(totals).toEqual(
      Object.assign(new Tally(), { numbered: 7, gaps: 2, duplicates: 1, late: 1, restarts: 1 }),
    );
  });
});

/** The rules as they are told, over sets and numbers without end. */
function naive(numbers: readonly bigint[], { bits, beginsAtZero }: Numbering): Tally {
  const tally = new Tally();
  let heard = new Set<bigint>();
  let first: bigint | null = null;
  let largest = 0n;
  for (const number of numbers) {
    tally.numbered += 1;
    const missing = first !== null && number > first && number < largest && !heard.has(number);
    const zero = beginsAtZero && BigInt.asUintN(bits, number) === 0n;
    const restart = first !== null && zero && number < largest && !missing;
    if (restart) tally.restarts += 1;
    if (first === null || restart) {
      heard = new Set();
      first = number;
      largest = number;
    } else if (number > largest) {
      tally.gaps += Number(number - largest - 1n);
      largest = number;
    } else if (heard.has(number)) tally.duplicates += 1;
    else {
      tally.late += 1;
      if (missing) tally.gaps -= 1;
    }
    heard.add(number);
  }
  return tally;
}

/** Disorder that the track promises to see through: less than this many numbers either way. */
const DISORDER = MISORDER;

interface Sent {
  readonly copies: number;
  readonly delays: readonly number[];
}

const sent: fc.Arbitrary<Sent> = fc.record({
  copies: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.nat(3)),
  delays: fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: DISORDER, noNaN: true })), {
    minLength: 3,
    maxLength: 3,
  }),
});

describe('any disorder, loss and duplication', () => {
  it.each([
    [16, false],
    [16, true],
    [32, true],
    [64, true],
  ] as const)('of %i bits, from 0: %s, is counted as by the rules', (bits, beginsAtZero) => {
    const numbering = { bits, beginsAtZero };
    const wrap = 1n << BigInt(bits);
    const start = fc.oneof(fc.constant(0n), fc.bigInt(wrap - 300n, wrap + 5n), fc.bigInt(1n, wrap));
    fc.assert(
      fc.property(start, fc.array(sent, { maxLength: 400 }), (from, datagrams) => {
        const arrived = datagrams
          .flatMap(({ copies, delays }, i) =>
            delays.slice(0, copies).map((delay) => ({ number: from + BigInt(i), at: i + delay })),
          )
          .sort((a, b) => a.at - b.at)
          .map(({ number }) => number);
        expect(noteAll(numbering, arrived)).toEqual(naive(arrived, numbering));
      }),
      { numRuns: 300 },
    );
  });
});
