import { expect, test } from 'vitest';
import { RateHistory } from '../../../source/engine/views/rate-history.ts';
import type { ListenRow } from '../../../source/protocol/views.ts';

const row = (transport: ListenRow['transport'], messagesPerSecond: number, bytes = 0) =>
  ({
    transport,
    messagesPerSecond,
    bytesInPerSecond: bytes,
    bytesOutPerSecond: bytes,
  }) as ListenRow;

/** A history to which one second after the other was noted, from an odd moment on. */
function after(...seconds: readonly (readonly ListenRow[])[]) {
  const history = new RateHistory();
  for (const [i, rows] of seconds.entries()) {
    history.note(5_000_123 + 1000 * i, () => rows);
  }
  return history;
}

test('each pane has its own: bytes of connections, messages of datagrams', () => {
  const rows = [row('tcp', 9, 100), row('tcp', 9, 20), row('udp', 3), row('multicast', 0.4)];
  const quieter = [row('tcp', 9, 0.1), row('udp', 0), row('udp', 7), row('multicast', 0)];
  expect(after(rows, quieter).all()).toEqual({
    clients: [240, 1],
    datagrams: [3, 7],
    multicast: [1, 0],
  });
});

test('it is noted once a second, however often there is a look', () => {
  const history = new RateHistory();
  let asked = 0;
  for (let now = 0; now <= 10_000; now += 83) {
    history.note(now, () => {
      asked += 1;
      return [row('udp', 5)];
    });
  }
  expect(asked).toBe(10);
  expect(history.all().datagrams).toHaveLength(10);
});

test('nothing is made up for a time in which nobody looked', () => {
  const history = new RateHistory();
  history.note(1000, () => [row('udp', 1)]);
  history.note(60_000, () => [row('udp', 2)]);
  history.note(60_900, () => [row('udp', 9)]);
  history.note(61_000, () => [row('udp', 3)]);
  expect(history.all().datagrams).toEqual([1, 2, 3]);
});

test('it holds a minute, and nothing of what has been idle for so long', () => {
  const busy = Array.from({ length: 100 }, (_, i) => [row('udp', i)]);
  const history = after(...busy);
  expect(history.all().datagrams).toEqual(Array.from({ length: 60 }, (_, i) => 40 + i));
  const idle = Array.from({ length: 60 }, () => []);
  expect(after(...busy, ...idle.slice(1)).all().datagrams).toHaveLength(60);
  expect(after(...busy, ...idle).all().datagrams).toEqual([]);
});

test('what was given stays as it was', () => {
  const history = after([row('udp', 1)]);
  const before = history.all();
  history.note(9_000_000, () => [row('udp', 2)]);
  expect(before.datagrams).toEqual([1]);
});
