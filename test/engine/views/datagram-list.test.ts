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
    const { journal, rows } = fill(5000, 1 << 13, (i) => `x${i}`);
    const first = rows.list('x', journal.next);
    expect(first).toMatchObject({ total: 2000, all: 5000, settling: true });
    expect(rows.searching).toBe(true);
    rows.search();
    const last = rows.list('x', journal.next);
    expect(last).toMatchObject({ total: 5000, settling: false });
    expect(rows.searching).toBe(false);
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
