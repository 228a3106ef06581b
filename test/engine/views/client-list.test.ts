import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../../source/engine/journal.ts';
import { ClientList } from '../../../source/engine/views/client-list.ts';
import { cutWindow } from '../../../source/engine/views/list.ts';
import type { ListRequest } from '../../../source/protocol/views.ts';
import { MadeClient } from '../../support/made-clients.ts';
import { NaiveClients } from '../../support/naive-clients.ts';
import { viewRequest } from '../../support/requests.ts';

/** Nobody carries anything. */
const streams = new Journal({ bytes: 64, entries: 1, snap: 8 });

const requestOf = (part: Partial<ListRequest> = {}): ListRequest =>
  viewRequest({ clients: part }).lists.clients;

/** All keys, by place. */
function keysOf(list: ClientList, request: ListRequest): string[] {
  const { total, key } = list.list(request);
  return Array.from({ length: total }, (_, index) => key(index));
}

/** Looks until every client was looked at since the last change: two rounds of views. */
function settle(list: ClientList, request: ListRequest, clients: number): void {
  for (let seen = 0; seen <= 2 * clients; seen += 250) list.list(request);
}

const many = (count: number) => Array.from({ length: count }, (_, i) => new MadeClient(i));

function filled(clients: readonly MadeClient[]): ClientList {
  const list = new ClientList(() => 0, streams);
  for (const client of clients) list.moved(client);
  return list;
}

const asked = (clients: readonly MadeClient[]) => {
  let all = 0;
  for (const client of clients) {
    all += client.asked;
    client.asked = 0;
  }
  return all;
};

const REQUESTS = fc.record({
  filter: fc.constantFrom('', 'c1', 'WAIT', 'nothing of the kind'),
  sort: fc.option(
    fc.record({
      column: fc.constantFrom('port', 'state', 'in', 'rtt', 'no such'),
      descending: fc.boolean(),
    }),
  ),
});

describe('the list of clients', () => {
  test('is what a naive filter and sort would make of it, after whatever happened', () => {
    const step = fc.record({
      what: fc.constantFrom('come', 'wait', 'close', 'go', 'receive', 'state', 'view', 'freeze'),
      which: fc.nat(),
      value: fc.option(fc.integer({ min: 0, max: 9 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), REQUESTS, REQUESTS, (steps, first, last) => {
        const list = new ClientList(() => 0, streams);
        const naive = new NaiveClients();
        const clients: MadeClient[] = [];
        const moved = (client: MadeClient) => {
          list.moved(client);
          naive.moved(client);
        };
        for (const [number, { what, which, value }] of steps.entries()) {
          const client = clients[which % clients.length];
          if (what === 'come' || what === 'wait') {
            const comer = new MadeClient(number);
            if (what === 'wait') comer.standing = 'waiting';
            clients.push(comer);
            moved(comer);
          } else if (client === undefined) continue;
          else if (what === 'close' && client.standing === 'accepted') {
            client.standing = 'closed';
            moved(client);
          } else if (what === 'go' && client.standing !== null) {
            client.standing = null;
            moved(client);
          } else if (what === 'receive') client.bytesIn = value;
          else if (what === 'state') client.state = which % 2 === 0 ? 'CLOSE_WAIT' : 'ESTABLISHED';
          else if (what === 'view') {
            // Fewer than are looked at with one view: it is exact.
            expect(keysOf(list, requestOf(first))).toEqual(
              naive.shown(first).map(({ key }) => key),
            );
          } else if (what === 'freeze') {
            list.freeze();
            list.thaw();
          }
        }
        for (const request of [first, last]) {
          const shown = list.list(requestOf(request));
          const expected = naive.shown(request).map(({ key }) => key);
          expect(shown.total).toBe(expected.length);
          expect(shown.all).toBe(naive.all().length);
          expect(expected.map((_, i) => shown.key(i))).toEqual(expected);
          expect(expected.map((key) => shown.find(key))).toEqual(expected.map((_, i) => i));
          expect(shown.settling).toBe(false);
        }
      }),
    );
  });

  test('a newcomer may have the key of one who left', () => {
    const first = new MadeClient(1, 'tcp-1/127.0.0.1:5000');
    const second = new MadeClient(2, 'tcp-1/127.0.0.1:5000');
    const list = filled([first]);
    list.list(requestOf());
    first.standing = null;
    // Whichever is told of first.
    list.moved(second);
    list.moved(first);
    expect(keysOf(list, requestOf())).toEqual([second.key]);
    expect(list.list(requestOf()).find(second.key)).toBe(0);
  });

  test('the cursor follows a client from the queue through its accept', () => {
    const waiting = new MadeClient(1, 'tcp-1/127.0.0.1:5000');
    waiting.standing = 'waiting';
    const list = filled([...many(3), waiting]);
    expect(list.list(requestOf()).find(waiting.key)).toBe(3);
    waiting.standing = null;
    const accepted = new MadeClient(9, 'c9', waiting.key);
    list.moved(waiting);
    list.moved(accepted);
    list.moved(new MadeClient(10));
    expect(list.list(requestOf()).find(waiting.key)).toBe(3);
    expect(list.list(requestOf()).key(3)).toBe('c9');
    accepted.standing = null;
    list.moved(accepted);
    expect(list.list(requestOf()).find(waiting.key)).toBe(-1);
  });

  test('who came and left between two views takes no place and no memory', () => {
    const list = new ClientList(() => 0, streams);
    for (const client of many(1000)) {
      list.moved(client);
      client.standing = 'closed';
      list.moved(client);
      client.standing = null;
      list.moved(client);
      expect(list.pending).toBe(0);
    }
    expect(list.list(requestOf())).toMatchObject({ total: 0, all: 0 });
  });
});

describe('ten thousand clients', () => {
  const COUNT = 10_000;
  const HEIGHT = 40;

  test('a view without filter and sorting asks those in the window, and no others', () => {
    const clients = many(COUNT);
    const list = filled(clients);
    list.list(requestOf());
    asked(clients);
    const window = cutWindow(
      list.list(requestOf({ height: HEIGHT })),
      requestOf({ height: HEIGHT, cursor: { at: 'row', key: 'c7000', index: 0 } }),
    );
    expect(window.rows).toHaveLength(HEIGHT);
    expect(window.cursorKey).toBe('c7000');
    expect(asked(clients)).toBe(HEIGHT);
  });

  test.each([
    ['port', ''],
    ['in', ''],
    ['rtt', ''],
    ['in', 'c1'],
  ])('by %s, filter "%s": a view asks a bounded number, and all are found in the end', (column, filter) => {
    const clients = many(COUNT);
    const naive = new NaiveClients();
    for (const client of clients) naive.moved(client);
    const list = filled(clients);
    const request = requestOf({ height: HEIGHT, filter, sort: { column, descending: true } });
    const expected = naive.shown(request).length;
    asked(clients);
    // Value, state and filter of a thousand, and once more of those in the window.
    const bound = 3 * (1000 + HEIGHT);
    let views = 0;
    do {
      list.list(request);
      expect(asked(clients)).toBeLessThanOrEqual(bound);
      views += 1;
    } while (list.searching);
    expect(views).toBeLessThanOrEqual(COUNT / 250);
    expect(list.list(request).total).toBe(expected);

    for (const [i, client] of clients.entries()) client.bytesIn = (i * 31) % 977;
    asked(clients);
    for (let view = 0; view < 5; view += 1) {
      list.list(request);
      expect(asked(clients)).toBeLessThanOrEqual(bound);
    }
    settle(list, request, COUNT);
    expect(keysOf(list, request)).toEqual(naive.shown(request).map(({ key }) => key));
  });

  test('while it searches it says so, and the row with the cursor is found first', () => {
    const list = filled(many(COUNT));
    const cursor = { at: 'row', key: 'c9999', index: 9999 } as const;
    const request = requestOf({ sort: { column: 'port', descending: false }, cursor });
    const shown = list.list(request);
    expect(shown.settling).toBe(true);
    expect(shown.total).toBeLessThan(COUNT);
    expect(shown.find('c9999')).toBeGreaterThanOrEqual(0);
    while (list.searching) list.search();
    expect(list.list(request)).toMatchObject({ total: COUNT, settling: false });
  });

  test('in more than a second’s turn the order by what moves is said to lag, by what stands still not', () => {
    const list = filled(many(12_001));
    const settlingBy = (column: string) => {
      const request = requestOf({ sort: { column, descending: false } });
      list.list(request);
      while (list.searching) list.search();
      return list.list(request).settling;
    };
    expect(settlingBy('in')).toBe(true);
    expect(settlingBy('port')).toBe(false);
    expect(list.list(requestOf()).settling).toBe(false);
  });

  test('sorted by what stands still, who was seen once is not asked again', () => {
    const clients = many(COUNT);
    const list = filled(clients);
    const request = requestOf({ height: HEIGHT, sort: { column: 'port', descending: false } });
    list.list(request);
    while (list.searching) list.search();
    list.list(request);
    asked(clients);
    list.list(request);
    expect(asked(clients)).toBe(HEIGHT);
  });

  test('those who come or leave during a search are counted once', () => {
    const clients = many(COUNT);
    const list = filled(clients);
    const request = requestOf({ filter: 'c' });
    list.list(request);
    for (const client of [clients[0], clients[COUNT - 1]]) {
      if (client === undefined) throw new Error('no client');
      client.standing = null;
      list.moved(client);
    }
    list.moved(new MadeClient(COUNT));
    list.list(request);
    while (list.searching) list.search();
    expect(list.list(request)).toMatchObject({ total: COUNT - 1, all: COUNT - 1 });
  });

  test('what is in the window is in order at every view', () => {
    const clients = many(COUNT);
    const list = filled(clients);
    const request = requestOf({ height: 5, sort: { column: 'in', descending: true } });
    list.list(request);
    while (list.searching) list.search();
    const top = [0, 1, 2, 3, 4].map((i) => list.list(request).key(i));
    for (const [i, key] of top.entries()) {
      const client = clients.find((one) => one.key === key);
      if (client !== undefined) client.bytesIn = i + 1;
    }
    const { key } = list.list(request);
    expect([0, 1, 2, 3, 4].map((i) => key(i))).toEqual(top.reverse());
  });

  test('a frozen list keeps the order by age, whoever closes meanwhile', () => {
    const clients = many(100);
    const list = filled(clients);
    const request = requestOf({ height: 10, sort: { column: 'age', descending: true } });
    const before = keysOf(list, request);
    expect(before.slice(0, 2)).toEqual(['c0', 'c1']);
    list.freeze();
    for (const client of clients.slice(90)) {
      client.standing = 'closed';
      list.moved(client);
    }
    for (let view = 0; view < 3; view += 1) expect(keysOf(list, request)).toEqual(before);
    list.thaw();
    expect(keysOf(list, request).slice(0, 2)).toEqual(['c0', 'c99']);
  });

  test('a frozen list stands still, in filter and sorting too', () => {
    const clients = many(COUNT);
    const list = filled(clients);
    list.freeze();
    const request = requestOf({ sort: { column: 'in', descending: true }, filter: 'estab' });
    for (const client of clients) {
      client.bytesIn = 5;
      client.state = 'CLOSE_WAIT';
      client.standing = null;
      list.moved(client);
    }
    list.list(request);
    while (list.searching) list.search();
    const frozen = list.list(request);
    expect(frozen.total).toBe(COUNT);
    expect(frozen.row(0)).toMatchObject({ bytesIn: 0, state: 'ESTABLISHED' });
    list.thaw();
    expect(list.list(request)).toMatchObject({ total: 0, all: 0 });
  });
});

describe('clients by what they carried', () => {
  const CLIENTS = 3000;

  function carrying() {
    const carried = new Journal({ bytes: 1 << 20, entries: 1 << 14, snap: 64 });
    const list = new ClientList(() => 0, carried);
    const clients = many(CLIENTS);
    for (const client of clients) {
      client.stream = carried.addOwner();
      list.moved(client);
    }
    const carry = (number: number, text: string) => {
      const data = Buffer.from(text);
      const owner = clients[number]?.stream as number;
      carried.append(owner, 'in', 0, data.length, data, 0, data.length, null, 0);
    };
    const shown = (filter: string) => {
      const request = requestOf({ filter });
      list.list(request);
      while (list.searching) list.search();
      settle(list, request, CLIENTS);
      return keysOf(list, request);
    };
    return { list, carry, shown };
  }

  test('those who have it are found, and those who get it later too', () => {
    const { carry, shown } = carrying();
    for (let number = 0; number < CLIENTS; number += 1) carry(number, `hello ${number}!`);
    expect(shown('text:"hello 7!"')).toEqual(['c7']);
    expect(shown('text:"o 29" port>0')).toHaveLength(111);
    carry(8, 'hello 7!');
    expect(shown('text:"hello 7!"')).toEqual(['c7', 'c8']);
    expect(shown('-text:hello')).toEqual([]);
  });

  test('nobody is judged before all of it was looked through', () => {
    const { list, carry } = carrying();
    for (let number = 0; number < 12_000; number += 1) carry(number % CLIENTS, 'x'.repeat(50));
    carry(1, 'needle');
    const first = list.list(requestOf({ filter: '-text:needle' }));
    expect(first).toMatchObject({ settling: true });
    while (list.searching) list.search();
    expect(list.list(requestOf({ filter: '-text:needle' })).find('c1')).toBe(-1);
  });

  test('a frozen list goes by what had been carried by then', () => {
    const { list, carry, shown } = carrying();
    carry(1, 'needle');
    list.freeze();
    carry(2, 'needle');
    expect(shown('text:needle')).toEqual(['c1']);
    list.thaw();
    expect(shown('text:needle')).toEqual(['c1', 'c2']);
  });
});
