import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PayloadChunk } from '../../../source/protocol/views.ts';
import {
  findHits,
  type Hit,
  MOST_HITS,
  readNeedle,
} from '../../../source/ui/dialogs/details/find.ts';
import { NOW } from './support.ts';

const needle = (text: string) => {
  const read = readNeedle(text);
  if (read === null || !read.ok) throw new Error(read === null ? 'empty' : read.message);
  return read.needle;
};

/** Chunks of a conversation, their offsets counted. */
function talk(...said: readonly (readonly ['in' | 'out', string])[]): readonly PayloadChunk[] {
  const sent = { in: 0, out: 0 };
  return said.map(([direction, data]) => {
    const offset = sent[direction];
    sent[direction] += data.length;
    return { time: NOW, direction, bytes: data.length, offset, data };
  });
}

const places = (hits: readonly Hit[]) =>
  hits.map((hit) => hit.map(({ chunk, start, end }) => `${chunk}:${start}-${end}`).join('+'));
const find = (chunks: readonly PayloadChunk[], text: string) =>
  places(findHits(chunks, needle(text)));

describe('what is looked for', () => {
  test('is text whatever the case, or bytes exactly', () => {
    const chunks = talk(['in', 'Hello hELLO'], ['in', '\xff\0Hello']);
    expect(find(chunks, 'hello')).toEqual(['0:0-5', '0:6-11', '1:2-7']);
    expect(find(chunks, 'text:Hello')).toEqual(['0:0-5', '1:2-7']);
    expect(find(chunks, 'hex:ff00')).toEqual(['1:0-2']);
    expect(find(chunks, 'hex:"ff 00 48"')).toEqual(['1:0-3']);
    expect(find(talk(['in', Buffer.from('größer').toString('latin1')]), 'RÖSS')).toEqual([]);
    expect(find(talk(['in', Buffer.from('größer').toString('latin1')]), 'öß')).toEqual(['0:2-6']);
    expect(find(talk(['in', 'a "b c']), '"b c')).toEqual(['0:2-6']);
  });

  test('may be what is no notation; what is a wrong one is said', () => {
    expect(readNeedle('')).toBeNull();
    expect(readNeedle('hex:f')).toMatchObject({
      ok: false,
      message: expect.stringContaining('pairs'),
    });
    expect(find(talk(['in', 'see text:a b']), 'text:a b')).toEqual(['0:4-12']);
  });
});

describe('where it is found', () => {
  test('does not depend on where the stream was cut', () => {
    const chunks = talk(['in', 'GE'], ['out', 'T /'], ['in', 'T'], ['in', ' /'], ['out', 'GET']);
    expect(find(chunks, 'get /')).toEqual(['0:0-2+2:0-1+3:0-2']);
    expect(find(chunks, 'get')).toEqual(['0:0-2+2:0-1', '4:0-3']);
  });

  test('is not across a gap, nor across directions', () => {
    const [first, second] = talk(['in', 'ab'], ['in', 'cd']) as [PayloadChunk, PayloadChunk];
    expect(find([first, { ...second, offset: 9 }], 'bc')).toEqual([]);
    expect(find([first, { ...second, direction: 'out' }], 'bc')).toEqual([]);
  });

  test('is what a search in the whole stream finds', () => {
    const pieces = fc.array(
      fc.tuple(fc.constantFrom('in' as const, 'out' as const), fc.stringMatching(/^[ab]{0,4}$/)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, fc.stringMatching(/^[ab]{1,3}$/), (said, wanted) => {
        const chunks = talk(...said);
        const hits = findHits(chunks, needle(wanted));
        for (const direction of ['in', 'out'] as const) {
          const stream = chunks
            .filter((chunk) => chunk.direction === direction)
            .map(({ data }) => data)
            .join('');
          const own = hits.filter(([part]) => chunks[part.chunk]?.direction === direction);
          const starts = own.map(([{ chunk, start }]) => (chunks[chunk]?.offset ?? 0) + start);
          const naive: number[] = [];
          for (
            let at = stream.indexOf(wanted);
            at >= 0;
            at = stream.indexOf(wanted, at + wanted.length)
          )
            naive.push(at);
          expect(starts).toEqual(naive);
          for (const hit of own) {
            const bytes = hit.map(({ chunk, start, end }) => chunks[chunk]?.data.slice(start, end));
            expect(bytes.join('')).toBe(wanted);
          }
        }
      }),
    );
  });

  test('is bounded', () => {
    expect(findHits(talk(['in', 'a'.repeat(MOST_HITS * 2)]), needle('a'))).toHaveLength(MOST_HITS);
  });
});
