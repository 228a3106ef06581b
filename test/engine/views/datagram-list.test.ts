import { describe, expect, test } from 'vitest';
import { Journal } from '../../../source/engine/journal.ts';
import { encodeSockaddr } from '../../../source/engine/kernel/sockaddr.ts';
import { DatagramList, type Owner } from '../../../source/engine/views/datagram-list.ts';

const from = encodeSockaddr({ address: '127.0.0.1', port: 4711, family: 'IPv4' });

function fill(count: number, entries: number, text: (i: number) => string) {
  const journal = new Journal({ bytes: 1 << 20, entries, snap: 256 });
  const owner = journal.addOwner();
  const owners = new Map<number, Owner>([[owner, { endpoint: 'udp-1', group: null }]]);
  const append = (i: number) => {
    const data = Buffer.from(text(i));
    journal.append(owner, 'in', 1000 + i, data.length, data, 0, data.length, from, 0);
  };
  for (let i = 0; i < count; i += 1) append(i);
  return { journal, append, rows: new DatagramList(journal, owners) };
}

describe('DatagramList', () => {
  test('rows are numbered by the journal, from the oldest that is held', () => {
    const { journal, rows } = fill(150, 100, (i) => `datagram ${i}`);
    const list = rows.list('', journal.next);
    expect(list.total).toBe(100);
    expect(list.key(0)).toBe('50');
    expect(list.row(0)).toMatchObject({ endpoint: 'udp-1', bytes: 11, preview: 'datagram 50' });
    expect(list.row(0).remote).toEqual({ address: '127.0.0.1', port: 4711, family: 'IPv4' });
    expect(list.find('49')).toBe(-1);
    expect(list.find('149')).toBe(99);
  });

  test('a filter finds what a row shows, whatever the case, and goes on as rows come and go', () => {
    const { journal, append, rows } = fill(100, 100, (i) =>
      i % 10 === 0 ? `Needle ${i}` : `hay ${i}`,
    );
    expect(rows.list('needle', journal.next).total).toBe(10);
    for (let i = 100; i < 150; i += 1) append(i);
    const list = rows.list('needle', journal.next);
    expect(list.total).toBe(10);
    expect(list.key(0)).toBe('50');
    expect(list.find('140')).toBe(9);
    expect(list.find('141')).toBe(-1);
    expect(rows.list(':4711', journal.next).total).toBe(100);
    expect(rows.list('nothing of the kind', journal.next).total).toBe(0);
  });

  test('a long journal is searched a stretch at a time', () => {
    const { journal, rows } = fill(100_000, 1 << 17, (i) => `x${i}`);
    const first = rows.list('x', journal.next);
    expect(first).toMatchObject({ all: 100_000, settling: true });
    expect(first.total).toBeLessThan(100_000);
    expect(rows.searching).toBe(true);
    while (rows.searching) rows.search();
    const last = rows.list('x', journal.next);
    expect(last).toMatchObject({ total: 100_000, settling: false });
  });

  test('terms look at facts and bytes of each datagram', () => {
    const { journal, rows } = fill(100, 128, (i) => (i === 7 ? 'GET / é\xff' : `GET /${i}`));
    const found = (filter: string) => {
      const { total, key } = rows.list(filter, journal.next);
      return total === 1 ? key(0) : total;
    };
    expect(found('text:"GET / "')).toBe('7');
    expect(found('text:"get"')).toBe(0);
    expect(found('get')).toBe(100);
    expect(found('text:é')).toBe('7');
    expect(found('hex:c3a9')).toBe('7');
    expect(found('bytes>7')).toBe('7');
    expect(found('-bytes<8')).toBe('7');
    expect(found('/\\/ .$/')).toBe(0);
    expect(found('/\\/ \\S+$/u')).toBe(0);
    expect(found('/^GET .42$/')).toBe('42');
    expect(found('/^get .42$/i -text:"43"')).toBe('42');
    expect(found('port:4711 from:127.0.0.0/8 endpoint:udp-1')).toBe(100);
    expect(found('endpoint:udp')).toBe(100);
    expect(found('endpoint:ud')).toBe(0);
    expect(found('from:128.0.0.0/8')).toBe(0);
    expect(found('to:127.0.0.1')).toBe(0);
    // A term of other lists alone concerns nobody here; a filter that can't be read lets nobody through.
    expect(found('state:joined')).toBe(100);
    expect(found('bytes>many')).toBe(0);
  });

  test('a regular expression that would never end is given up, with a sentence', () => {
    const { journal, rows } = fill(3000, 4096, (i) => (i === 2000 ? `${'a'.repeat(60)}!` : 'aa'));
    rows.list('/^(a+)+$/', journal.next);
    while (rows.searching) rows.search();
    const list = rows.list('/^(a+)+$/', journal.next);
    expect(list.problem?.code).toBe('ESLOWFILTER');
    // What it had found before is still shown; nothing after it is looked at.
    expect(list.total).toBe(2000);
    expect(rows.list('/^a+$/', journal.next).problem).toBeUndefined();
  });

  test('a frozen list ends where it was frozen', () => {
    const { journal, append, rows } = fill(10, 100, (i) => `d${i}`);
    const end = journal.next;
    for (let i = 0; i < 20; i += 1) append(i);
    expect(rows.list('', end).total).toBe(10);
    expect(rows.list('', journal.next).total).toBe(30);
    for (let i = 0; i < 200; i += 1) append(i);
    expect(rows.list('', end).total).toBe(0);
  });
});
