import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATAGRAM_JOURNAL, type Direction, Journal } from '../../../source/engine/journal.ts';
import { AlignedMemory } from '../../../source/engine/kernel/aligned-memory.ts';
import type { DatagramBatch } from '../../../source/engine/kernel/layer.ts';
import { encodeSockaddr, SOCKADDR_ROOM } from '../../../source/engine/kernel/sockaddr.ts';

const LIMITS = { bytes: 256, entries: 8, snap: 40 };

interface Step {
  readonly owner: number;
  readonly direction: Direction;
  readonly payload: Uint8Array;
  readonly time: number;
  readonly offset: number;
  readonly port: number;
  readonly IPv6: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  owner: fc.nat({ max: 2 }),
  direction: fc.constantFrom('in', 'out'),
  payload: fc.uint8Array({ maxLength: 60 }),
  time: fc.nat(),
  offset: fc.nat(),
  port: fc.nat({ max: 65_535 }),
  IPv6: fc.boolean(),
});

function remote({ port, IPv6 }: Step) {
  return IPv6
    ? { address: '2001:db8::1', port, family: 'IPv6' as const }
    : { address: '192.0.2.1', port, family: 'IPv4' as const };
}

/** Appends the steps, each within some other bytes, as they stand in a receive buffer. */
function filled(steps: readonly Step[]): { journal: Journal; owners: number[] } {
  const journal = new Journal(LIMITS);
  const owners = [journal.addOwner(), journal.addOwner(), journal.addOwner()];
  for (const [index, each] of steps.entries()) {
    const { owner, direction, time, payload, offset } = each;
    const data = Buffer.concat([Buffer.from('before'), payload, Buffer.from('after')]);
    const address = Buffer.concat([Buffer.alloc(28), encodeSockaddr(remote(each))]);
    const [start, end] = [6, 6 + payload.length];
    const number = owners[owner] as number;
    const sequence = journal.append(
      number,
      direction,
      time,
      payload.length,
      data,
      start,
      end,
      address,
      28,
      offset,
    );
    expect(sequence).toBe(index);
    // Buffers are used again at once.
    data.fill(0xee);
    address.fill(0xee);
  }
  return { journal, owners };
}

/** The steps' payloads as they stand in a receive vector, each in a slot of 64 bytes. */
function batchOf(steps: readonly Step[]): DatagramBatch {
  const data = new AlignedMemory(steps.length * 64);
  const sockaddrs = new AlignedMemory(steps.length * SOCKADDR_ROOM);
  for (const [i, each] of steps.entries()) {
    data.bytes.set(each.payload, i * 64);
    sockaddrs.bytes.set(encodeSockaddr(remote(each)), i * SOCKADDR_ROOM);
  }
  const size = (i: number) => steps[i]?.payload.length ?? 0;
  return {
    count: steps.length,
    data,
    sockaddrs,
    size,
    start: (i) => i * 64,
    end: (i) => i * 64 + size(i),
    sockaddrAt: (i) => i * SOCKADDR_ROOM,
    readArrival: () => {},
    payload: (i) => data.bytes.subarray(i * 64, i * 64 + size(i)),
    sender: (i) => remote(steps[i] as Step),
  };
}

const run = (check: (steps: Step[]) => void) =>
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), check), { numRuns: 300 });

describe('the journal', () => {
  it('holds the newest entries within its limits', () => {
    run((steps) => {
      const { journal } = filled(steps);
      const { first, next } = journal;
      expect(next).toBe(steps.length);
      expect(next - first).toBeLessThanOrEqual(LIMITS.entries);
      let held = 0;
      for (let at = first; at < next; at += 1) held += journal.entry(at)?.kept ?? Number.NaN;
      expect(held).toBeLessThanOrEqual(LIMITS.bytes);
      // It forgets none that it has room for: eight of at most 40 bytes may need more than 256.
      const few = steps.slice(-5);
      expect(next - first).toBeGreaterThanOrEqual(few.length);
    });
  });

  it('keeps every fact and byte of what it holds', () => {
    run((steps) => {
      const { journal, owners } = filled(steps);
      for (let at = journal.first; at < journal.next; at += 1) {
        const each = steps[at] as Step;
        const kept = Math.min(each.payload.length, LIMITS.snap);
        expect(journal.entry(at)).toEqual({
          sequence: at,
          owner: owners[each.owner],
          time: each.time,
          direction: each.direction,
          bytes: each.payload.length,
          kept,
          offset: each.offset,
          remote: remote(each),
        });
        expect([...journal.payload(at)]).toEqual([...each.payload.slice(0, kept)]);
        expect([...journal.payload(at, 3)]).toEqual([...each.payload.slice(0, Math.min(3, kept))]);
      }
    });
  });

  it('answers with nothing for what it has not', () => {
    run((steps) => {
      const { journal } = filled(steps);
      for (const at of [-1, journal.first - 1, journal.next, journal.next + 5]) {
        expect(journal.has(at)).toBe(false);
        expect(journal.entry(at)).toBeNull();
        expect(journal.payload(at)).toHaveLength(0);
        expect(journal.previousOf(at)).toBe(-1);
      }
    });
  });

  it('chains the entries of each owner, newest to oldest held', () => {
    run((steps) => {
      const { journal, owners } = filled(steps);
      for (const [index, owner] of owners.entries()) {
        const expected = steps
          .map((each, at) => (each.owner === index ? at : -1))
          .filter((at) => at >= journal.first)
          .reverse();
        const chain: number[] = [];
        for (let at = journal.lastOf(owner); at >= 0; at = journal.previousOf(at)) chain.push(at);
        expect(chain).toEqual(expected);
      }
    });
  });

  it('keeps a batch as it keeps single ones', () => {
    run((steps) => {
      const single = new Journal(LIMITS);
      const batched = new Journal(LIMITS);
      const owner = single.addOwner();
      const other = batched.addOwner();
      for (const half of [steps.slice(0, steps.length >> 1), steps.slice(steps.length >> 1)]) {
        let bytes = 0;
        for (const { payload, ...each } of half) {
          const address = encodeSockaddr(remote({ payload, ...each }));
          const { length } = payload;
          single.append(owner, 'in', 5, length, payload, 0, length, address, 0);
          bytes += length;
        }
        expect(batched.appendBatch(other, 'in', 5, batchOf(half))).toBe(bytes);
      }
      expect([batched.first, batched.next]).toEqual([single.first, single.next]);
      expect(batched.lastOf(other)).toBe(single.lastOf(owner));
      for (let at = single.first; at < single.next; at += 1) {
        expect(batched.entry(at)).toEqual(single.entry(at));
        expect(batched.payload(at)).toEqual(single.payload(at));
        expect(batched.previousOf(at)).toBe(single.previousOf(at));
      }
    });
  });

  it('refuses a slab that is no power of two', () => {
    expect(() => new Journal({ ...LIMITS, bytes: 100 })).toThrow(RangeError);
  });

  it('takes no memory before there is somebody to keep something for', () => {
    const taken = () => process.memoryUsage().arrayBuffers;
    const before = taken();
    const journal = new Journal(DATAGRAM_JOURNAL);
    expect(taken() - before).toBeLessThan(1 << 20);
    expect(journal.entry(0)).toBeNull();
    journal.addOwner();
    expect(taken() - before).toBeGreaterThanOrEqual(DATAGRAM_JOURNAL.bytes);
  });

  it('forgets an owner, not its entries', () => {
    const { journal, owners } = filled([
      {
        owner: 0,
        direction: 'in',
        payload: Buffer.from('x'),
        time: 1,
        offset: 0,
        port: 1,
        IPv6: false,
      },
    ]);
    journal.removeOwner(owners[0] as number);
    expect(journal.lastOf(owners[0] as number)).toBe(-1);
    expect(journal.payload(0).toString()).toBe('x');
  });
});
