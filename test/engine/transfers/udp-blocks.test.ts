import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../../bench/lib/random.ts';
import {
  BLOCK_BYTES,
  BlockReader,
  beginning,
  type DatagramProtocol,
  END,
  numberedBlock,
} from '../../../source/engine/transfers/udp-blocks.ts';

const blocksOf = (file: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(file.length / BLOCK_BYTES) }, (_, i) =>
    file.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES),
  );

/** All datagrams of a file, as the course's clients send them when nothing is lost. */
function datagrams(file: Buffer, protocol: DatagramProtocol): Buffer[] {
  const blocks = blocksOf(file);
  const sent = protocol === 'udp-eof' ? blocks : blocks.map((each, i) => numberedBlock(i, each));
  return [Buffer.from(String(file.length)), ...sent, END];
}

/** What a receiver makes of these. */
function receive(
  [first = END, ...others]: readonly Buffer[],
  protocol: DatagramProtocol | null = null,
) {
  const begun = beginning(first, protocol);
  if (begun === null) throw new Error('no file begins like that');
  const reader = new BlockReader(begun, protocol);
  const written: Buffer[] = [];
  const acknowledged: number[] = [];
  for (const each of begun.announced === null ? [first, ...others] : others) {
    const { data, acknowledge } = reader.take(each);
    if (data !== undefined) written.push(Buffer.from(data));
    if (acknowledge !== undefined) acknowledged.push(acknowledge);
  }
  return { reader, written: () => Buffer.concat(written), acknowledged };
}

const file = fc.oneof(
  fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
  // Whole blocks; a last one that reads `EOF`; digits alone; numbers of udp-ack.
  fc.nat({ max: 4 }).map((count) => Buffer.alloc(count * BLOCK_BYTES, 'x')),
  fc.nat({ max: 4 }).map((count) => Buffer.concat([Buffer.alloc(count * BLOCK_BYTES, 'x'), END])),
  fc.stringMatching(/^\d{0,20}$/).map((text) => Buffer.from(text)),
  fc.nat({ max: 3000 }).map((length) => Buffer.alloc(length)),
);

describe('both forms', () => {
  for (const protocol of ['udp-eof', 'udp-ack'] as const) {
    it(`${protocol}: gives the file, and is told by its bytes`, () => {
      fc.assert(
        fc.property(file, (content) => {
          const { reader, written } = receive(datagrams(content, protocol));
          expect(written().equals(content)).toBe(true);
          expect(reader.verdict).toBe('complete');
          expect(reader.ended).toBe(true);
          expect(reader.mayComeLate).toBe(false);
          if (content.length > 0) expect(reader.protocol).toBe(protocol);
        }),
        { numRuns: 300 },
      );
    });
  }

  it('a protocol that is named is taken at its word', () => {
    const content = Buffer.alloc(2500, 'x');
    const numbered = receive(datagrams(content, 'udp-ack'), 'udp-eof');
    expect(numbered.reader).toMatchObject({ protocol: 'udp-eof', verdict: 'excess' });
    expect(numbered.acknowledged).toEqual([]);
    const plain = receive(datagrams(content, 'udp-eof'), 'udp-ack');
    expect(plain.reader).toMatchObject({ protocol: 'udp-ack', verdict: 'short' });
  });

  it('a size that is delivered twice changes nothing', () => {
    for (const protocol of ['udp-eof', 'udp-ack'] as const) {
      const content = Buffer.alloc(2500, '7');
      const [size = END, ...rest] = datagrams(content, protocol);
      const { reader, written } = receive([size, size, ...rest]);
      expect(written().equals(content)).toBe(true);
      expect(reader).toMatchObject({ verdict: 'complete', protocol });
    }
  });
});

describe('blocks without numbers', () => {
  const content = Buffer.concat([Buffer.alloc(3 * BLOCK_BYTES, 'x'), Buffer.from('the rest')]);
  const sent = datagrams(content, 'udp-eof');

  it('are short by those that are lost, never whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.nat(), (bytes, lost) => {
        const all = datagrams(Buffer.from(bytes), 'udp-eof');
        const blocks = all.length - 2;
        all.splice(1 + (lost % blocks), 1);
        const { reader } = receive(all);
        reader.rest();
        expect(['short', 'suspect']).toContain(reader.verdict);
      }),
    );
  });

  it('are not missed for a lost end', () => {
    const { reader, written } = receive(sent.slice(0, -1));
    expect(reader).toMatchObject({ ended: true, mayComeLate: true, verdict: 'complete' });
    expect(written().equals(content)).toBe(true);
  });

  it('are too many where one came twice', () => {
    const { reader } = receive([...sent.slice(0, 2), ...sent.slice(1)]);
    expect(reader.verdict).toBe('excess');
  });

  it('are suspect where the short last one came before others', () => {
    const [size = END, one = END, two = END, three = END, last = END, end = END] = sent;
    expect(receive([size, one, last, two, three, end]).reader.verdict).toBe('suspect');
    expect(receive([size, one, two, three, end, last]).reader.verdict).toBe('suspect');
  });

  it('swapped among equals are not seen: no protocol here could', () => {
    const [size = END, one = END, two = END, ...rest] = sent;
    expect(receive([size, two, one, ...rest]).reader.verdict).toBe('complete');
  });

  it('tell a last one that reads EOF from the end by the second', () => {
    const ending = Buffer.concat([Buffer.alloc(BLOCK_BYTES, 'x'), END]);
    const all = datagrams(ending, 'udp-eof');
    const whole = receive(all);
    expect(whole.reader.verdict).toBe('complete');
    expect(whole.written().equals(ending)).toBe(true);
    const once = receive(all.slice(0, -1));
    expect(once.reader.ended).toBe(false);
    expect(once.reader.rest()).toEqual(END);
    expect(once.reader.verdict).toBe('suspect');
  });
});

describe('numbered blocks', () => {
  const content = Buffer.concat([Buffer.alloc(3 * BLOCK_BYTES, 'x'), Buffer.from('the rest')]);

  it('are whole in spite of lost, repeated and swapped datagrams, as long as they come again', () => {
    fc.assert(
      fc.property(file, fc.nat(), (bytes, seed) => {
        const begun = beginning(Buffer.from(String(bytes.length)), null);
        if (begun === null) throw new Error('no size');
        const reader = new BlockReader(begun, null);
        const written: Buffer[] = [];
        const chance = random(seed);
        for (const [number, block] of blocksOf(bytes).entries()) {
          for (let answered = false, tries = 0; !answered && tries < 1000; tries += 1) {
            if (chance() < 0.3) continue;
            for (let copies = chance() < 0.3 ? 2 : 1; copies > 0; copies -= 1) {
              const { data, acknowledge } = reader.take(numberedBlock(number, block));
              if (data !== undefined) written.push(Buffer.from(data));
              if (acknowledge === number && chance() >= 0.3) answered = true;
            }
          }
        }
        expect(Buffer.concat(written).equals(bytes)).toBe(true);
        expect(reader.verdict).toBe('complete');
      }),
      { numRuns: 100 },
    );
  });

  it('that are not next are neither taken nor acknowledged', () => {
    const [size = END, one = END, , three = END] = datagrams(content, 'udp-ack');
    const { reader, acknowledged } = receive([size, one, three]);
    expect(acknowledged).toEqual([0]);
    expect(reader.received).toBe(BLOCK_BYTES);
  });

  it('are acknowledged after the end, for whoever has not heard it', () => {
    const all = datagrams(content, 'udp-ack');
    const { reader, acknowledged } = receive(all);
    expect(acknowledged).toEqual([0, 1, 2, 3]);
    expect(reader.take(all[4] as Buffer)).toEqual({ acknowledge: 3 });
    expect(reader.received).toBe(content.length);
  });

  it('without room are not acknowledged, and so come again', () => {
    const { reader } = receive([Buffer.from('2000')]);
    const block = numberedBlock(0, Buffer.alloc(BLOCK_BYTES));
    expect(reader.take(block, false)).toEqual({});
    expect(reader.take(block, true)).toMatchObject({ acknowledge: 0 });
  });

  it('are taken without their size, which nobody can then vouch for', () => {
    const { reader, written } = receive(datagrams(content, 'udp-ack').slice(1));
    expect(written().equals(content)).toBe(true);
    expect(reader).toMatchObject({ announced: null, verdict: 'suspect' });
  });

  it('learn a size that block 0 has overtaken', () => {
    const [size = END, first = END, ...rest] = datagrams(content, 'udp-ack');
    expect(receive([first, size, ...rest]).reader).toMatchObject({
      announced: content.length,
      verdict: 'complete',
    });
  });
});

it('no bytes that a sender can think of throw', () => {
  const datagram = fc.oneof(
    fc.uint8Array({ maxLength: 1100 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(END, Buffer.from('3'), Buffer.from('1024'), Buffer.alloc(0)),
    fc
      .tuple(fc.nat({ max: 5 }), fc.uint8Array({ maxLength: 1030 }))
      .map(([number, bytes]) => numberedBlock(number, Buffer.from(bytes))),
  );
  fc.assert(
    fc.property(
      fc.array(datagram),
      fc.constantFrom(null, 'udp-eof' as const, 'udp-ack' as const),
      (all, protocol) => {
        const first = all.findIndex((each) => beginning(each, protocol) !== null);
        if (first === -1) return;
        const { reader, written } = receive(all.slice(first), protocol);
        const rest = reader.rest()?.length ?? 0;
        expect(written().length + rest).toBe(reader.received);
      },
    ),
    { numRuns: 500 },
  );
});
