import { describe, expect, test } from 'vitest';
import { addUp } from '../../../source/engine/views/totals.ts';
import type { EndpointSummary } from '../../../source/protocol/summary.ts';
import type { ListenRow } from '../../../source/protocol/views.ts';

const layer = { name: 'linux', queuePlace: 'kernel' } as const;
const row = (part: Partial<ListenRow>) =>
  ({
    kind: 'udp',
    state: 'BOUND',
    received: 0,
    kernelDrops: null,
    engineDrops: 0,
    ...part,
  }) as ListenRow;
const end = (part: Partial<EndpointSummary>) =>
  ({ kind: 'udp', datagramsReceived: 0, engineDrops: 0, ...part }) as EndpointSummary;

describe('the totals of drops', () => {
  test('go on counting what endpoints lost that are closed or failed by now', () => {
    const rows = [
      row({ kernelDrops: 1, engineDrops: 10 }),
      row({ kernelDrops: 2, engineDrops: 20, state: 'FAILED' }),
      row({ kind: 'multicast', kernelDrops: 300 }),
    ];
    const closed = [
      end({ kernelDrops: 4, engineDrops: 40 }),
      end({ kind: 'multicast', kernelDrops: 500 }),
    ];
    expect(addUp(rows, closed, layer)).toMatchObject({
      kernelDrops: 7,
      multicastKernelDrops: 800,
      engineDrops: 70,
    });
  });

  test('are not known as soon as one socket that heard something could not tell', () => {
    const open = [row({ kernelDrops: 1 })];
    expect(addUp([...open, row({})], [], layer).kernelDrops).toBeNull();
    expect(addUp(open, [end({ datagramsReceived: 5 })], layer).kernelDrops).toBeNull();
    expect(
      addUp([...open, row({ state: 'FAILED', received: 5 })], [], layer).kernelDrops,
    ).toBeNull();
  });

  test('leave out who never opened', () => {
    const rows = [row({ kernelDrops: 1 }), row({ state: 'FAILED' })];
    expect(addUp(rows, [end({ failed: 'in use' })], layer).kernelDrops).toBe(1);
  });
});

test('descriptors are short where a server that is open says so', () => {
  const problem = { code: 'EMFILE', operation: 'accept', address: null, message: '' };
  const server = row({ kind: 'tcp', state: 'LISTEN', problem });
  expect(addUp([server, row({})], [], layer).descriptorsShort).toBe(true);
  expect(addUp([row({ ...server, state: 'FAILED' }), row({})], [], layer).descriptorsShort).toBe(
    false,
  );
});

describe('the overflows', () => {
  const server = (overflows: number | null) => row({ kind: 'tcp', state: 'LISTEN', overflows });

  test('are the host’s in the kernel: the same for all, so the largest growth', () => {
    expect(addUp([server(18), server(5), server(null)], [], layer).overflows).toBe(18);
    expect(addUp([server(null), row({ overflows: null })], [], layer).overflows).toBeNull();
    expect(addUp([], [], layer).overflows).toBeNull();
  });

  test('are each server’s own where the queue is in the program', () => {
    const portable = { name: 'portable', queuePlace: 'program' } as const;
    expect(addUp([server(18), server(5)], [], portable).overflows).toBe(23);
  });
});
