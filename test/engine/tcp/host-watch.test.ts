// When the host's counters are looked at: they are dear to read, and nothing of them may be lost.

import { expect, test } from 'vitest';
import type { SocketLayer } from '../../../source/engine/kernel/layer.ts';
import { HostWatch } from '../../../source/engine/tcp/host-watch.ts';

/** A host whose counters a test sets, and how often they were read. */
function host() {
  const counters = { listenOverflows: 7, listenDrops: 9, reads: 0 };
  const hostCounters = () => {
    counters.reads += 1;
    return { listenOverflows: counters.listenOverflows, listenDrops: counters.listenDrops };
  };
  const watch = new HostWatch({ hostCounters } as SocketLayer);
  watch.start();
  watch.look(0, 0, 0);
  counters.reads = 0;
  return { counters, watch };
}

test('growth since the start is seen within a second while somebody comes or waits', () => {
  const { counters, watch } = host();
  counters.listenOverflows += 2;
  counters.listenDrops += 3;
  watch.look(999, 1, 0);
  expect(watch).toMatchObject({ overflows: 0, drops: 0 });
  watch.look(1000, 1, 0);
  expect(watch).toMatchObject({ overflows: 2, drops: 3 });
  counters.listenOverflows += 1;
  watch.look(2000, 1, 4);
  expect(watch.overflows).toBe(3);
});

test('who came and was gone by the time of a look counts all the same', () => {
  const { counters, watch } = host();
  watch.look(500, 5, 0);
  counters.listenOverflows += 1;
  watch.look(1000, 5, 0);
  expect(watch.overflows).toBe(1);
});

test('while nobody comes they are read every ten seconds', () => {
  const { counters, watch } = host();
  for (let now = 83; now < 10_000; now += 83) watch.look(now, 0, 0);
  expect(counters.reads).toBe(0);
  counters.listenOverflows += 1;
  watch.look(10_000, 0, 0);
  expect(counters.reads).toBe(1);
  expect(watch.overflows).toBe(1);
});
