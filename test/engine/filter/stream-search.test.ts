// Which connections' payload has some bytes: held against a look through all that the journal still holds.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamSearch } from '../../../source/engine/filter/stream-search.ts';
import { StreamSearches } from '../../../source/engine/filter/stream-searches.ts';
import { Journal } from '../../../source/engine/journal.ts';

const SNAP = 6;

interface Piece {
  readonly owner: number;
  readonly direction: 'in' | 'out';
  readonly text: string;
}

function bench(entries: number, owners = 3) {
  const journal = new Journal({ bytes: 8 * entries, entries, snap: SNAP });
  for (let owner = 0; owner < owners; owner += 1) journal.addOwner();
  let now = 0;
  return {
    journal,
    carry({ owner, direction, text }: Piece): void {
      const data = Buffer.from(text, 'latin1');
      now += 1;
      journal.append(owner, direction, now, data.length, data, 0, data.length, null, 0);
    },
  };
}

/** The runs of bytes that are held of an owner before `end`, broken where something was cut or forgotten. */
function runs(journal: Journal, pieces: readonly Piece[], owner: number, end: number): string[] {
  const all: string[] = [];
  for (const direction of ['in', 'out'] as const) {
    let run = '';
    for (let at = journal.first; at < end; at += 1) {
      const piece = pieces[at] as Piece;
      if (piece.owner !== owner || piece.direction !== direction) continue;
      run += piece.text.slice(0, SNAP);
      if (piece.text.length <= SNAP) continue;
      all.push(run);
      run = '';
    }
    all.push(run);
  }
  return all;
}

const PIECES = fc.array(
  fc.record({
    owner: fc.integer({ min: 1, max: 3 }),
    direction: fc.constantFrom('in' as const, 'out' as const),
    // Of two letters: what is looked for comes often.
    text: fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 8 }),
  }),
  { maxLength: 40 },
);
const WANTED = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 7 });

describe('a search in what connections carry', () => {
  test('finds what a look through all of it finds, also across pieces, at every moment', () => {
    fc.assert(
      fc.property(PIECES, WANTED, fc.nat({ max: 40 }), (pieces, wanted, later) => {
        const { journal, carry } = bench(64);
        const search = new StreamSearch(journal, Buffer.from(wanted));
        for (const [i, piece] of pieces.entries()) {
          carry(piece);
          // Whether it goes along or comes later.
          if (i >= later) search.goOn(journal.next);
        }
        search.goOn(journal.next);
        for (let end = 0; end <= journal.next; end += 1) {
          for (const owner of [1, 2, 3]) {
            const naive = runs(journal, pieces, owner, end).some((run) => run.includes(wanted));
            expect(search.holds(owner, end)).toBe(naive);
          }
        }
      }),
    );
  });

  test('finds nothing that is forgotten, and all that lies within a piece that is not', () => {
    fc.assert(
      fc.property(PIECES, WANTED, fc.nat({ max: 40 }), (pieces, wanted, later) => {
        const { journal, carry } = bench(8);
        const search = new StreamSearch(journal, Buffer.from(wanted));
        for (const [i, piece] of pieces.entries()) {
          carry(piece);
          if (i >= later) search.goOn(journal.next);
        }
        search.goOn(journal.next);
        for (const owner of [1, 2, 3]) {
          const found = search.holds(owner, journal.next);
          if (found) {
            const held = runs(journal, pieces, owner, journal.next);
            expect(held.some((run) => run.includes(wanted))).toBe(true);
          }
          const whole = pieces.some(
            (piece, at) =>
              at >= journal.first &&
              piece.owner === owner &&
              piece.text.slice(0, SNAP).includes(wanted),
          );
          if (whole) expect(found).toBe(true);
        }
      }),
    );
  });

  test('goes in pieces through a full journal', () => {
    const { journal, carry } = bench(1 << 16, 1);
    for (let i = 0; i < 1 << 16; i += 1) carry({ owner: 1, direction: 'in', text: 'hay' });
    carry({ owner: 1, direction: 'in', text: 'xyz' });
    const search = new StreamSearch(journal, Buffer.from('yxz'));
    let turns = 0;
    for (; search.isBehind(journal.next); turns += 1) search.goOn(journal.next);
    expect(turns).toBeGreaterThan(1);
    expect(search.holds(1, journal.next)).toBe(false);
  });
});

describe('the searches of a filter', () => {
  test('stay while the filter does, and say what they can not look through', () => {
    const { journal, carry } = bench(2);
    const searches = new StreamSearches(journal);
    searches.begin('text:a');
    const holds = searches.test(Buffer.from('a'));
    expect(searches.since).toBeNull();
    carry({ owner: 1, direction: 'in', text: 'a' });
    expect(searches.behind).toBe(true);
    searches.goOn();
    expect(searches.behind).toBe(false);
    expect(holds(1)).toBe(true);
    searches.begin('text:a');
    expect(searches.test(Buffer.from('a'))(1)).toBe(true);
    searches.until(0);
    expect(holds(1)).toBe(false);
    searches.until(null);
    for (const text of ['b', 'c']) carry({ owner: 2, direction: 'in', text });
    expect(holds(1)).toBe(false);
    expect(searches.since).toBe(2);
    searches.begin('');
    expect(searches.since).toBeNull();
    expect(searches.behind).toBe(false);
  });
});
