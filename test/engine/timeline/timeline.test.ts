// The list itself: what stands where, whatever the journal has forgotten.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entry, Journal } from '../../../source/engine/journal.ts';
import { CALLS_KEPT, CallLog } from '../../../source/engine/timeline/call-log.ts';
import { Carried, MAX_LISTED } from '../../../source/engine/timeline/carried.ts';
import { Life } from '../../../source/engine/timeline/life.ts';
import { type Happening, Timeline } from '../../../source/engine/timeline/timeline.ts';
import { cutWindow } from '../../../source/engine/views/list.ts';
import type { TimelineStep } from '../../../source/protocol/views.ts';

const LIVE = Number.POSITIVE_INFINITY;

const recv = ({ bytes }: Entry) => ({
  call: 'recv',
  arguments: [],
  answer: String(bytes),
  error: null,
});

/** A journal with so many entries of one owner, another's between them; entry n has n + 1 bytes. */
function filled(count: number, entries = 1 << 14) {
  const journal = new Journal({ bytes: 1 << 20, entries, snap: 64 });
  const [owner, other] = [journal.addOwner(), journal.addOwner()];
  const data = Buffer.alloc(1);
  for (let n = 0; n < count; n += 1) {
    journal.append(owner, 'in', n, n + 1, data, 0, 1, null, 0, n);
    journal.append(other, 'in', n, 9, data, 0, 1, null, 0, n);
  }
  return { journal, owner, total: count };
}

const happening = (key: string, entriesBefore: number, time = entriesBefore): Happening => ({
  key,
  time,
  tookMicros: null,
  event: { of: 'fin' },
  before: null,
  after: 'CLOSE_WAIT',
  entriesBefore,
});

const rowsOf = (timeline: Timeline): TimelineStep[] =>
  Array.from({ length: timeline.total }, (_, i) => timeline.row(i));

const short = ({ event, key }: TimelineStep): string =>
  event.of === 'call' ? (event.answer ?? '') : event.of === 'forgotten' ? `-${event.count}` : key;

describe('a timeline', () => {
  test('has what happened between what was carried', () => {
    const carried = new Carried(filled(3), LIVE, recv);
    const timeline = new Timeline(
      [happening('a', 0), happening('b', 1), happening('c', 3), happening('d', 3)],
      carried,
    );
    expect(rowsOf(timeline).map(short)).toEqual(['a', '1', 'b', '2', '3', 'c', 'd']);
  });

  test('says how much of it the journal has forgotten, behind what never is', () => {
    // Of two owners in turn 8 entries are held: four are its own.
    const carried = new Carried(filled(10, 8), LIVE, recv);
    const timeline = new Timeline(
      [happening('a', 0), happening('b', 2), happening('c', 8)],
      carried,
    );
    expect(rowsOf(timeline).map(short)).toEqual(['a', '-6', 'b', '7', '8', 'c', '9', '10']);
  });

  test('lists so many of them, and counts the others', () => {
    const count = MAX_LISTED + 100;
    const timeline = new Timeline([happening('a', 0)], new Carried(filled(count), LIVE, recv));
    expect(timeline.total).toBe(MAX_LISTED + 2);
    expect([0, 1, 2].map((i) => short(timeline.row(i)))).toEqual(['a', '-100', '101']);
  });

  test('of a frozen picture ends there', () => {
    const share = filled(10);
    const until = (time: number) => new Timeline([], new Carried(share, time, recv));
    expect(rowsOf(until(4)).map(short)).toEqual(['1', '2', '3', '4', '5']);
    expect(until(-1).total).toBe(0);
  });

  test('of a frozen picture that is forgotten does not say how much that was', () => {
    const timeline = new Timeline([], new Carried(filled(10, 8), 2, recv));
    expect(rowsOf(timeline).map(short)).toEqual(['-null']);
  });

  test('finds each of its rows by its key, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.array(fc.nat(40), { maxLength: 6 }),
        fc.constantFrom(8, 1 << 10),
        (count, befores, entries) => {
          const happenings = befores
            .map((before) => Math.min(before, count))
            .toSorted((a, b) => a - b)
            .map((before, i) => happening(`h${i}`, before));
          const timeline = new Timeline(
            happenings,
            new Carried(filled(count, entries), LIVE, recv),
          );
          const keys = rowsOf(timeline).map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
          for (const [i, key] of keys.entries()) {
            expect(timeline.key(i)).toBe(key);
            expect(timeline.find(key)).toBe(i);
          }
          for (const key of ['entry', 'entry x', `entry ${count}`, 'h99']) {
            expect(timeline.find(key)).toBe(-1);
          }
        },
      ),
    );
  });

  test('a row that is looked at stays where it is when others come', () => {
    const cursor = { at: 'row', key: 'entry 5', index: 6 } as const;
    const seen = (count: number) =>
      cutWindow(new Timeline([happening('a', 0)], new Carried(filled(count), LIVE, recv)), {
        height: 3,
        top: 5,
        cursor,
      });
    expect(seen(50)).toMatchObject({ top: 5, cursor: 6, cursorKey: 'entry 5', total: 51 });
    expect(seen(90).rows.map(short)).toEqual(seen(50).rows.map(short));
  });
});

test('a life notes each moment of its end once', () => {
  const life = new Life(0, { queued: null, attempts: [] });
  for (const time of [1, 2, 3]) life.mark('failed', time, 0);
  life.mark('closed', 4, 0);
  expect(life.marks.map(({ what, time }) => [what, time])).toEqual([
    ['failed', 1],
    ['closed', 4],
  ]);
});

describe('a log of calls', () => {
  const clock = { now: () => 1000, monotonic: () => 0 };
  const note = (log: CallLog, call: string, args: readonly string[], answer: string | null) =>
    log.called({
      call,
      arguments: args,
      answer,
      error: answer === null ? 'EADDRINUSE' : null,
      tookMicros: 2500,
    });

  test('knows each socket by its descriptor', () => {
    const log = new CallLog(clock);
    note(log, 'socket', ['AF_INET', 'SOCK_STREAM'], '7');
    note(log, 'bind', ['7', '127.0.0.1:80'], null);
    note(log, 'close', ['7'], '0');
    note(log, 'socket', ['AF_INET', 'SOCK_DGRAM'], '7');
    note(log, 'bind', ['7', '239.1.2.3:80'], '0');
    note(log, 'setsockopt', ['7', 'IPPROTO_IP', 'MCAST_JOIN_GROUP', 'lo', '239.1.2.3'], '0');
    note(log, 'setsockopt', ['7', 'IPPROTO_IP', 'MCAST_JOIN_GROUP', 'eth0', '239.1.2.3'], '0');
    note(log, 'setsockopt', ['7', 'IPPROTO_IP', 'MCAST_LEAVE_GROUP', 'lo', '239.1.2.3'], '0');
    note(log, 'setsockopt', ['7', 'IPPROTO_IP', 'MCAST_LEAVE_GROUP', 'eth0', '239.1.2.3'], '0');
    expect(log.happenings().map(({ before, after }) => [before, after])).toEqual([
      [null, 'CLOSED'],
      ['CLOSED', 'CLOSED'],
      ['CLOSED', 'CLOSED'],
      [null, 'CLOSED'],
      ['CLOSED', 'BOUND'],
      ['BOUND', 'JOINED'],
      ['JOINED', 'JOINED'],
      ['JOINED', 'JOINED'],
      ['JOINED', 'BOUND'],
    ]);
    expect(log.happenings()[0]).toMatchObject({ time: 997, tookMicros: 2500 });
    expect(log.happenings(996)).toEqual([]);
  });

  test('keeps the last of them, and says how many it has forgotten', () => {
    const log = new CallLog(clock);
    for (let n = 0; n < CALLS_KEPT + 5; n += 1) note(log, 'connect', [String(n)], '0');
    const [first, second] = log.happenings();
    expect(log.happenings()).toHaveLength(CALLS_KEPT + 1);
    expect(first?.event).toEqual({ of: 'forgotten', count: 5 });
    expect(second).toMatchObject({ key: 'call 5', event: { arguments: ['5'] } });
  });
});
