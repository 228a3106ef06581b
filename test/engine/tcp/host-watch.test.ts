// When the host's counters are looked at: they are dear to read, and nothing of them may be lost.

import { expect, test } from 'vitest';
import type { SocketLayer } from '../../../source/engine/kernel/layer.ts';
import { HostWatch } from '../../../source/engine/tcp/host-watch.ts';

/** A host whose counters a test sets, and how often they were read. */
function host() {
  const counters = { listenOverflows: 7, listenDrops: 9, synRetransmits: 4, reads: 0 };
  const hostCounters = () => {
    counters.reads += 1;
    const { reads: _, ...counted } = counters;
    return counted;
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

test('while nobody comes they are read every two seconds', () => {
  const { counters, watch } = host();
  for (let now = 83; now < 2000; now += 83) watch.look(now, 0, 0);
  expect(counters.reads).toBe(0);
  counters.listenOverflows += 1;
  watch.look(2000, 0, 0);
  expect(counters.reads).toBe(1);
  expect(watch.overflows).toBe(1);
});

test('says once that a handshake hangs, whenever answers to SYNs were sent again', () => {
  const { counters, watch } = host();
  expect(watch.look(1000, 1, 0)).toBe(false);
  counters.synRetransmits += 1;
  expect(watch.look(1500, 2, 0)).toBe(false);
  expect(watch.look(2000, 2, 0)).toBe(true);
  expect(watch.look(3000, 3, 0)).toBe(false);
});
