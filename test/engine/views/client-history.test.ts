// The list at past moments, held against what it was when they were the present.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../../source/engine/journal.ts';
import { ClientList } from '../../../source/engine/views/client-list.ts';
import { MAX_PAST_CLIENTS } from '../../../source/engine/views/past-clients.ts';
import type { ListRequest } from '../../../source/protocol/views.ts';
import { MadeClient } from '../../support/made-clients.ts';
import { NaiveClients } from '../../support/naive-clients.ts';
import { viewRequest } from '../../support/requests.ts';

/** Nobody carries anything. */
const streams = new Journal({ bytes: 64, entries: 1, snap: 8 });

const requestOf = (part: Partial<ListRequest> = {}): ListRequest =>
  viewRequest({ clients: part }).lists.clients;

/** A list with a clock that the test moves, and beside it the list as it is meant. */
class Bench {
  now = 1000;
  readonly list = new ClientList(() => this.now, streams);
  readonly naive = new NaiveClients();

  stand(client: MadeClient, standing: MadeClient['standing']): void {
    client.stand(standing, this.now);
    this.list.moved(client);
    this.naive.moved(client);
  }

  /** Keys at a moment, once all that lies between is gone through. */
  keysAt(time: number, request = requestOf()): string[] {
    const { history } = this.list;
    if (history === null) throw new Error('not frozen');
    let shown = history.list(request, time);
    while (history.searching) {
      history.search();
      shown = history.list(request, time);
    }
    return Array.from({ length: shown.total }, (_, i) => shown.key(i));
  }
}

describe('the list of clients at a past moment', () => {
  test('is what it was then, whatever happened since, from wherever one comes', () => {
    const step = fc.record({
      what: fc.constantFrom('come', 'wait', 'close', 'go', 'view'),
      which: fc.nat(),
      after: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        fc.infiniteStream(fc.nat()),
        (steps, visits) => {
          const bench = new Bench();
          const clients: MadeClient[] = [];
          const then = new Map<number, readonly string[]>();
          const remember = () =>
            then.set(
              bench.now,
              bench.naive.all().map(({ key }) => key),
            );
          for (const [number, { what, which, after }] of steps.entries()) {
            remember();
            bench.now += after;
            const client = clients[which % clients.length];
            if (what === 'come' || what === 'wait') {
              const comer = new MadeClient(number);
              clients.push(comer);
              bench.stand(comer, what === 'wait' ? 'waiting' : 'accepted');
            } else if (client === undefined) continue;
            else if (what === 'close' && client.standing === 'accepted') {
              bench.stand(client, 'closed');
            } else if (what === 'go' && client.standing !== null) bench.stand(client, null);
            else if (what === 'view') bench.list.list(requestOf());
          }
          remember();
          bench.list.freeze();
          const times = [...then.keys()];
          for (let visit = 0; visit < 20; visit += 1) {
            const time = times[(visits.next().value as number) % times.length] as number;
            // In the same millisecond the order is that of nothing.
            expect(bench.keysAt(time).toSorted()).toEqual([...(then.get(time) ?? [])].toSorted());
          }
        },
      ),
    );
  });

  test('keeps the order: accepted, waiting, and the closed with the newest first', () => {
    const bench = new Bench();
    const [a, b, c, d] = [1, 2, 3, 4].map((number) => new MadeClient(number)) as [
      MadeClient,
      MadeClient,
      MadeClient,
      MadeClient,
    ];
    for (const [client, standing] of [
      [a, 'accepted'],
      [b, 'waiting'],
      [c, 'accepted'],
      [d, 'accepted'],
      [a, 'closed'],
      [c, 'closed'],
      [a, null],
      [b, null],
    ] as const) {
      bench.now += 10;
      bench.stand(client, standing);
    }
    bench.list.freeze();
    expect(bench.keysAt(1040)).toEqual(['c1', 'c3', 'c4', 'c2']);
    expect(bench.keysAt(1069)).toEqual(['c4', 'c2', 'c3', 'c1']);
    expect(bench.keysAt(1070)).toEqual(['c4', 'c2', 'c3']);
    expect(bench.list.history?.counts).toEqual({ clients: 1, waiting: 1, outgoing: 0 });
    expect(bench.keysAt(1005)).toEqual([]);
    expect(bench.list.history?.before(1040)).toBe(1030);
    expect(bench.list.history?.after(1040)).toBe(1050);
    expect(bench.list.history?.before(1010)).toBeNull();
    expect(bench.list.history?.after(1080)).toBeNull();
  });

  test('filter and order are of that moment', () => {
    const bench = new Bench();
    const [a, b] = [new MadeClient(1), new MadeClient(2)];
    bench.stand(a, 'accepted');
    bench.now = 2000;
    bench.stand(b, 'accepted');
    bench.list.freeze();
    const sort = { column: 'age', descending: false } as const;
    expect(bench.keysAt(2000, requestOf({ filter: 'c2', sort }))).toEqual(['c2']);
    expect(bench.keysAt(1500, requestOf({ filter: 'c2', sort }))).toEqual([]);
    expect(bench.keysAt(1500, requestOf({ filter: 'c1', sort }))).toEqual(['c1']);
  });

  test('says when some of those who were there are no longer known', () => {
    const bench = new Bench();
    for (let number = 0; number <= MAX_PAST_CLIENTS; number += 1) {
      const client = new MadeClient(number);
      bench.stand(client, 'accepted');
      bench.now += 1;
      bench.stand(client, null);
    }
    bench.list.freeze();
    const forgotten = (time: number) => bench.list.history?.list(requestOf(), time).forgotten;
    // The first one left at 1001.
    expect(forgotten(1000)).toBe(true);
    expect(bench.list.history?.counts).toBeNull();
    expect(forgotten(1001)).toBeUndefined();
    expect(bench.keysAt(1001)).toEqual(['c1']);
    expect(bench.list.history?.counts).toEqual({ clients: 1, waiting: 0, outgoing: 0 });
  });

  test('what happens while it is frozen is no part of it', () => {
    const bench = new Bench();
    const [a, b] = [new MadeClient(1), new MadeClient(2)];
    bench.stand(a, 'accepted');
    bench.now = 2000;
    bench.list.freeze();
    bench.now = 3000;
    bench.stand(a, null);
    bench.stand(b, 'accepted');
    expect(bench.keysAt(1500)).toEqual(['c1']);
    expect(bench.list.history?.after(1500)).toBeNull();
    bench.list.thaw();
    expect(bench.list.history).toBeNull();
    expect(bench.list.list(requestOf()).total).toBe(1);
    bench.list.freeze();
    expect(bench.keysAt(2500)).toEqual(['c1']);
  });
});

test('among 10,000 a step asks those in the window alone', () => {
  const bench = new Bench();
  const clients = Array.from({ length: 10_000 }, (_, number) => new MadeClient(number));
  for (const client of clients) {
    bench.now += 1;
    bench.stand(client, 'accepted');
  }
  bench.list.freeze();
  bench.keysAt(bench.now - 1);
  for (const client of clients) client.asked = 0;
  const shown = bench.list.history?.list(requestOf({ height: 40 }), bench.now - 2);
  expect(shown).toMatchObject({ total: 9998, settling: false });
  for (let i = 0; i < 40; i += 1) shown?.row(i);
  expect(clients.reduce((sum, { asked }) => sum + asked, 0)).toBe(40);
});
