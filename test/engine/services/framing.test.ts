import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datagramUnit, Framing } from '../../../source/engine/services/framing.ts';
import { strip } from '../../../source/engine/services/white-space.ts';

/** All messages, however the bytes were cut into reads. */
function cut(framing: Framing, bytes: Buffer, at: readonly number[], ended = true): string[] {
  const messages: string[] = [];
  const take = (): void => {
    for (let next = framing.next(); next !== null; next = framing.next()) {
      messages.push(next.toString('latin1'));
    }
  };
  const ends = [...at, bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of ends) {
    framing.push(bytes.subarray(from, to));
    from = to;
    take();
  }
  if (ended) framing.end();
  take();
  return messages;
}

const letters = fc
  .array(fc.constantFrom('a', 'b', '\r', '\n'), { maxLength: 40 })
  .map((all) => Buffer.from(all.join('')));
const cuts = (bytes: Buffer) => fc.array(fc.integer({ min: 0, max: bytes.length }));
const cutText = letters.chain((bytes) => fc.tuple(fc.constant(bytes), cuts(bytes)));

describe('however a stream is cut into reads', () => {
  test('its lines are the same, the last one also without an end', () => {
    fc.assert(
      fc.property(cutText, ([bytes, at]) => {
        const lines = bytes.toString().split('\n');
        if (lines.at(-1) === '') lines.pop();
        const expected = lines.map((line) => line.replace(/\r$/, ''));
        expect(cut(new Framing('line', 100), bytes, at)).toEqual(expected);
      }),
    );
  });

  test('its pieces of so many bytes are the same; a last one that is short is none', () => {
    fc.assert(
      fc.property(cutText, fc.integer({ min: 1, max: 9 }), ([bytes, at], length) => {
        const expected = Array.from({ length: Math.floor(bytes.length / length) }, (_, i) =>
          bytes.toString().slice(i * length, (i + 1) * length),
        );
        expect(cut(new Framing(length, 100), bytes, at)).toEqual(expected);
      }),
    );
  });
});

test('as messages the reads stay as they are', () => {
  expect(cut(new Framing('message', 1), Buffer.from('abcdef'), [2, 3])).toEqual(['ab', 'c', 'def']);
});

describe('a line that is too long', () => {
  test('ends it at once, also where no end of it ever comes; what stood before it counts', () => {
    const framing = new Framing('line', 4);
    expect(cut(framing, Buffer.from('abcd\r\nab\nabcde'), [], false)).toEqual(['abcd', 'ab']);
    expect(framing.tooLong).toBe(true);
    framing.push(Buffer.from('\nab\n'));
    expect(framing.next()).toBeNull();
  });

  test('the longest one is none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 })), (at) => {
        const framing = new Framing('line', 4);
        expect(cut(framing, Buffer.from('abcd\nabcd\n'), at)).toEqual(['abcd', 'abcd']);
        expect(framing.tooLong).toBe(false);
      }),
    );
  });
});

test('a datagram is one message, for those who read lines without its end', () => {
  const unit = (per: 'line' | 'message', text: string) =>
    datagramUnit(per, Buffer.from(text)).toString();
  expect(unit('line', 'a\nb\r\n')).toBe('a\nb');
  expect(unit('line', '\n')).toBe('');
  expect(unit('line', 'a')).toBe('a');
  expect(unit('message', 'a\n')).toBe('a\n');
});

test('strip leaves out what Python leaves out of bytes', () => {
  expect(strip(Buffer.from(' \t\n\v\f\ra b\xa0 \r\n', 'latin1')).toString('latin1')).toBe(
    'a b\xa0',
  );
  expect(strip(Buffer.from(' \n'))).toHaveLength(0);
  expect(strip(Buffer.alloc(0))).toHaveLength(0);
});
