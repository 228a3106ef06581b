import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientColumns } from '../../../source/engine/filter/client-columns.ts';
import { datagramColumns } from '../../../source/engine/filter/datagram-columns.ts';
import { groupColumns, listenColumns } from '../../../source/engine/filter/endpoint-columns.ts';
import { addressBytes, networkTest } from '../../../source/engine/filter/network.ts';
import { type Columns, RowFilter } from '../../../source/engine/filter/row-filter.ts';
import { StreamSearches } from '../../../source/engine/filter/stream-searches.ts';
import { Journal } from '../../../source/engine/journal.ts';
import { withinTime } from '../../../source/engine/time-limit.ts';
import { TERMS, termsOf } from '../../../source/filter/terms.ts';
import type { ListName } from '../../../source/protocol/views.ts';

describe('the columns of each list', () => {
  const journal = new Journal({ bytes: 1 << 10, entries: 8, snap: 64 });
  const datagrams = datagramColumns(journal, new Map());
  const columns: { readonly [Name in ListName]: Columns<never> } = {
    listen: listenColumns,
    clients: clientColumns(new StreamSearches(journal)),
    groups: groupColumns,
    datagrams,
    traffic: datagrams,
  };

  test.each(Object.entries(columns))('%s has those that the table of terms says', (name, has) => {
    const { words, numbers, networks } = has;
    const payload = has.payload === undefined ? [] : ['text', 'hex'];
    const named = [words, numbers, networks].flatMap(Object.keys).concat(payload);
    // Both datagram lists are read by the same code: what one has alone is never asked of the other.
    const wanted = name === 'datagrams' ? [...namesOf(name), 'group'] : namesOf(name as ListName);
    expect(named.toSorted()).toEqual(wanted.toSorted());
  });

  const namesOf = (list: ListName): string[] => termsOf([list]).map((term) => term.name);

  test('no name stands for two terms', () => {
    expect(new Set(TERMS.map((term) => term.name)).size).toBe(TERMS.length);
  });
});

describe('networks', () => {
  const inNetwork = (address: string, network: string, bits: number) =>
    networkTest(network, bits)(addressBytes(address));

  test.each([
    [fc.ipV4(), 32, 'ipv4' as const],
    [fc.ipV6(), 128, 'ipv6' as const],
  ])('hold what Node says they hold', (addresses, most, family) => {
    fc.assert(
      fc.property(addresses, addresses, fc.nat({ max: most }), (address, network, bits) => {
        const list = new BlockList();
        list.addSubnet(network, bits, family);
        expect(inNetwork(address, network, bits)).toBe(list.check(address, family));
        expect(inNetwork(network, network, bits)).toBe(true);
      }),
    );
  });

  test('of IPv4 hold a mapped address, and nothing else of IPv6', () => {
    expect(inNetwork('::ffff:10.1.2.3', '10.0.0.0', 8)).toBe(true);
    expect(inNetwork('::ffff:11.1.2.3', '10.0.0.0', 8)).toBe(false);
    expect(inNetwork('a00::', '10.0.0.0', 0)).toBe(false);
    expect(inNetwork('10.0.0.1', '::', 0)).toBe(false);
  });
});

describe('rows', () => {
  interface Row {
    readonly name: string;
    readonly bytes: number | null;
  }
  const columns: Columns<Row> = {
    shows: ({ name }, text) => name.toLowerCase().includes(text),
    text: ({ name }) => name,
    words: { endpoint: ({ name }) => [name] },
    numbers: { bytes: ({ bytes }) => [bytes] },
    networks: {},
  };
  const rows: readonly Row[] = [
    { name: 'tcp-1', bytes: 5 },
    { name: 'tcp-10', bytes: 50 },
    { name: 'Udp-1', bytes: null },
  ];
  const judged = (filter: string) => new RowFilter(filter, columns).judge(rows);

  test.each([
    ['tcp-1', [true, true, false]],
    ['endpoint:tcp-1', [true, false, false]],
    ['endpoint:TCP', [true, true, false]],
    ['udp', [false, false, true]],
    ['bytes>5', [false, true, false]],
    ['bytes>=5', [true, true, false]],
    // What is not known passes no comparison, so that its negation does.
    ['-bytes>5', [true, false, true]],
    ['tcp -10', [true, false, false]],
    ['/\\d\\d/', [false, true, false]],
    ['/^U/', [false, false, true]],
    ['/^u/', [false, false, false]],
    // No column, no opinion.
    ['text:x', [true, true, true]],
    ['stat:x', [false, false, false]],
  ])('%s', (filter, expected) => {
    expect(judged(filter)).toEqual(expected);
  });

  test('a kind of endpoint is not another that begins like it', () => {
    const names = ['tcp-client-1', 'tcp-2'].map((name) => ({ name, bytes: null }));
    expect(new RowFilter('endpoint:tcp', columns).judge(names)).toEqual([false, true]);
    expect(new RowFilter('endpoint:tcp-client', columns).judge(names)).toEqual([true, false]);
  });

  test.each([
    ['kind:tcp', ['tcp']],
    ['kind:TCP-client', ['tcp-client']],
    ['kind:tc', ['tcp', 'tcp-client']],
    ['kind:multicast', ['multicast']],
    ['-kind:udp', ['tcp', 'tcp-client', 'udp-client', 'multicast', 'multicast-sender']],
  ])('%s: a word that is whole is that word alone', (filter, expected) => {
    const kinds = ['tcp', 'tcp-client', 'udp', 'udp-client', 'multicast', 'multicast-sender'];
    const byKind: Columns<string> = {
      shows: () => false,
      text: (kind) => kind,
      words: { kind: (kind) => [kind] },
      numbers: {},
      networks: {},
    };
    const verdicts = new RowFilter(filter, byKind).judge(kinds);
    expect(kinds.filter((_, i) => verdicts[i])).toEqual(expected);
  });

  test('a filter that concerns nobody is empty', () => {
    expect(new RowFilter('text:x', columns).empty).toBe(true);
    expect(new RowFilter('', columns).empty).toBe(true);
    expect(new RowFilter('stat:x', columns).empty).toBe(false);
  });

  test.each([
    ['takes too long', '/^(a+)+$/'],
    // Which of the two comes first, its time or its stack, is the machine's affair.
    ['needs too much', `/${'(?:a?b?c?){9999999}'.repeat(8)}$/`],
  ])('a regular expression that %s is given up for good', (_, filter) => {
    const slow = new RowFilter(filter, columns);
    const long = { name: `${'a'.repeat(60)}${'abc'.repeat(1000)}!`, bytes: 0 };
    expect(slow.judge([long, ...rows])).toEqual([false, false, false, false]);
    expect(slow.problem?.code).toBe('ESLOWFILTER');
    expect(slow.judge(rows)).toEqual([false, false, false]);
  });
});

describe('a time limit', () => {
  // So long that no busy machine makes it too short.
  const AMPLE_MS = 10_000;

  test('ends what does not end by itself', () => {
    let turns = 0;
    const forever = () => {
      for (;;) turns += 1;
    };
    expect(withinTime(20, forever)).toBe(false);
    expect(turns).toBeGreaterThan(0);
  });

  test('ends nothing else', () => {
    let ran = false;
    const run = () => {
      ran = true;
    };
    expect(withinTime(AMPLE_MS, run)).toBe(true);
    expect(ran).toBe(true);
    const fail = () => {
      throw new RangeError('no');
    };
    expect(() => withinTime(AMPLE_MS, fail)).toThrow(RangeError);
  });
});
