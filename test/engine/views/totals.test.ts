import { describe, expect, test } from 'vitest';
import { PastTotals } from '../../../source/engine/views/past-totals.ts';
import { addUp } from '../../../source/engine/views/totals.ts';
import type { EndpointSummary } from '../../../source/protocol/summary.ts';
import type { ListenRow } from '../../../source/protocol/views.ts';

const layer = { name: 'linux', queuePlace: 'kernel' } as const;
const row = (part: Partial<ListenRow>) =>
  ({
    transport: 'udp',
    state: 'BOUND',
    received: 0,
    kernelDrops: null,
    engineDrops: 0,
    ...part,
  }) as ListenRow;
const end = (part: Partial<EndpointSummary>) =>
  ({
    transport: 'udp',
    datagramsReceived: 0,
    bytesReceived: 0,
    bytesSent: 0,
    engineDrops: 0,
    ...part,
  }) as EndpointSummary;

function past(...ends: readonly EndpointSummary[]): PastTotals {
  const totals = new PastTotals();
  for (const each of ends) totals.add(each);
  return totals;
}

describe('the totals of drops', () => {
  test('go on counting what endpoints lost that are closed or failed by now', () => {
    const rows = [
      row({ kernelDrops: 1, engineDrops: 10 }),
      row({ kernelDrops: 2, engineDrops: 20, state: 'FAILED' }),
      row({ transport: 'multicast', kernelDrops: 300 }),
    ];
    const closed = [
      end({ kernelDrops: 4, engineDrops: 40 }),
      end({ transport: 'multicast', kernelDrops: 500 }),
    ];
    expect(addUp(rows, past(...closed), layer)).toMatchObject({
      kernelDrops: 7,
      multicastKernelDrops: 800,
      engineDrops: 70,
    });
  });

  test('are not known as soon as one socket that heard something could not tell', () => {
    const open = [row({ kernelDrops: 1 })];
    expect(addUp([...open, row({})], past(), layer).kernelDrops).toBeNull();
    expect(addUp(open, past(end({ datagramsReceived: 5 })), layer).kernelDrops).toBeNull();
    expect(
      addUp([...open, row({ state: 'FAILED', received: 5 })], past(), layer).kernelDrops,
    ).toBeNull();
  });

  test('leave out who never opened', () => {
    const rows = [row({ kernelDrops: 1 }), row({ state: 'FAILED' })];
    expect(addUp(rows, past(end({ failed: 'in use' })), layer).kernelDrops).toBe(1);
  });
});

test('descriptors are short where a server that is open says so', () => {
  const problem = { code: 'EMFILE', operation: 'accept', address: null, message: '' };
  const server = row({ transport: 'tcp', state: 'LISTEN', problem });
  expect(addUp([server, row({})], past(), layer).descriptorsShort).toBe(true);
  expect(
    addUp([row({ ...server, state: 'FAILED' }), row({})], past(), layer).descriptorsShort,
  ).toBe(false);
});

describe('the overflows', () => {
  const server = (overflows: number | null) =>
    row({ transport: 'tcp', state: 'LISTEN', overflows });

  test('are the host’s in the kernel: the same for all, so the largest growth', () => {
    expect(addUp([server(18), server(5), server(null)], past(), layer).overflows).toBe(18);
    expect(addUp([server(null), row({ overflows: null })], past(), layer).overflows).toBeNull();
    expect(addUp([], past(), layer).overflows).toBeNull();
  });

  test('are each server’s own where the queue is in the program', () => {
    const portable = { name: 'portable', queuePlace: 'program' } as const;
    expect(addUp([server(18), server(5)], past(), portable).overflows).toBe(23);
  });
});

test('what closed endpoints counted goes on being counted, however many there were', () => {
  const ends = Array.from({ length: 2000 }, () =>
    end({ transport: 'tcp', served: 3, bytesReceived: 5, bytesSent: 7 }),
  );
  expect(addUp([], past(...ends), layer)).toMatchObject({
    endpoints: 0,
    served: 6000,
    bytesReceived: 10_000,
    bytesSent: 14_000,
  });
});
