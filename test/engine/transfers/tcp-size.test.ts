import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSize, SizeReader, sizeHeader } from '../../../source/engine/transfers/tcp-size.ts';

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** What a stream comes to that arrives in these reads. */
function reading(...reads: readonly (string | Buffer)[]): SizeReader {
  const size = new SizeReader(NO_LIMIT);
  for (const each of reads) size.push(Buffer.from(each));
  return size;
}

/** Cut at these places, wherever they are. */
function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (stream.length + 1)))].sort((a, b) => a - b);
  const ends = [...at, stream.length];
  return ends.map((end, i) => stream.subarray(i === 0 ? 0 : at[i - 1], end));
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  // Digits, which run on from the size.
  fc.stringMatching(/^\d{0,200}$/).map((text) => Buffer.from(text)),
  fc.stringMatching(/^0{0,50}$/).map((text) => Buffer.from(text)),
);

describe('a size that runs into the data', () => {
  it('is always found at the end, however the stream was cut', () => {
    fc.assert(
      fc.property(content, fc.array(fc.nat()), fc.boolean(), (data, places, padded) => {
        const header = sizeHeader(data.length, padded);
        const stream = Buffer.concat([header, data]);
        const size = reading(...cut(stream, places).filter((each) => each.length > 0));
        expect(size.settle()).toEqual({
          announcement: { size: data.length, header: header.length },
          verdict: 'complete',
        });
      }),
      { numRuns: 500 },
    );
  });

  it('is 3, not 3123, for the file of three digits that the course loses', () => {
    expect(reading('3123').settle()).toEqual({
      announcement: { size: 3, header: 1 },
      verdict: 'complete',
    });
  });

  it('never takes a stream that was cut off for a whole one where the size came alone', () => {
    fc.assert(
      fc.property(content, fc.nat(), (data, at) => {
        fc.pre(data.length > 0);
        const rest = data.subarray(0, at % data.length);
        const size = reading(...[String(data.length), rest].filter((each) => each.length > 0));
        const { announcement, verdict } = size.settle();
        // Cut off just so, digits can be a whole file that is shorter: nobody can tell.
        if (verdict === 'complete') {
          expect(announcement?.size).not.toBe(data.length);
          expect(Number(announcement?.size)).toBeLessThan(data.length);
        } else {
          expect({ announcement, verdict }).toMatchObject({
            announcement: { size: data.length },
            verdict: 'short',
          });
        }
      }),
    );
  });

  it('says what is too much', () => {
    expect(reading('3', 'abcd').settle()).toEqual({
      announcement: { size: 3, header: 1 },
      verdict: 'excess',
    });
  });

  it('of a file cut off takes all digits that there are', () => {
    expect(reading('86abc').settle()).toMatchObject({
      announcement: { size: 86 },
      verdict: 'short',
    });
  });

  it('knows what is no size at all', () => {
    expect(reading('GET / HTTP/1.1').foreign).toBe(true);
    expect(reading('12').foreign).toBe(false);
  });
});

describe('before the end', () => {
  it('a size that came alone is the likely one', () => {
    expect(reading('1048576', 'x'.repeat(100)).likely()).toEqual({ size: 1048576, header: 7 });
    expect(reading('1048576', '2024').likely()).toEqual({ size: 1048576, header: 7 });
  });

  it('a padded one is', () => {
    expect(reading(`5${' '.repeat(1023)}`, 'ab').likely()).toEqual({ size: 5, header: 1024 });
  });

  it('no size is likely that less than what has come would need', () => {
    // "1" came alone, but was only the first digit of 100.
    expect(reading('1', `00${'x'.repeat(50)}`).likely()).toEqual({ size: 100, header: 3 });
  });

  it('one above the limit is not likely, where another is', () => {
    const size = new SizeReader(1_000_000);
    size.push(Buffer.from(`5000${'9'.repeat(12)}${'x'.repeat(1000)}`));
    expect(size.likely()).toEqual({ size: 5000, header: 4 });
    expect(size.least).toBe(5000);
  });

  it('least is never more than the file has', () => {
    fc.assert(
      fc.property(content, fc.array(fc.nat()), (data, places) => {
        fc.pre(data.length > 0);
        const size = new SizeReader(NO_LIMIT);
        const stream = Buffer.concat([sizeHeader(data.length, false), data]);
        // The whole size with the first read: else that can be a fragment of it, which looks like one.
        const reads = cut(
          stream,
          places.map((place) => place + 1 + String(data.length).length),
        );
        for (const each of reads.filter((one) => one.length > 0)) {
          size.push(each);
          if (size.total > 16) expect(size.least).toBeLessThanOrEqual(data.length);
        }
      }),
    );
  });
});

describe('a size in digits', () => {
  it('is read as Python writes it, and nothing else is', () => {
    for (const size of [0, 7, 1024, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      expect(readSize(Buffer.from(String(size)))).toBe(size);
    }
    for (const text of [
      '',
      '01',
      '-1',
      '1 ',
      '1.0',
      '1e3',
      'EOF',
      '9'.repeat(16),
      '9'.repeat(17),
    ]) {
      expect(readSize(Buffer.from(text)), text).toBeNull();
    }
  });
});
