import { expect, test } from 'vitest';
import type { EndpointReport } from '../../bench/lib/dashboard.ts';
import type { Generated } from '../../bench/soak/load.ts';
import { unaccounted } from '../../bench/soak/verdict.ts';

const generated: Generated = {
  open: { served: 100, failed: 0 },
  oneByOne: { served: 10, failed: 0 },
  talk: { lines: 5, lost: 0 },
  udp: { sent: 1000 },
  group: { sent: 2000 },
};

const nothing: EndpointReport = {
  served: null,
  datagramsIn: null,
  datagramsOut: null,
  bytesIn: 0,
  bytesOut: 0,
  kernelDrops: null,
  engineDrops: 0,
};

const reports: readonly EndpointReport[] = [
  { ...nothing, served: 101 },
  { ...nothing, served: 10 },
  { ...nothing, served: 50 },
  { ...nothing, datagramsIn: 990, kernelDrops: 10 },
  { ...nothing, datagramsIn: 2000, kernelDrops: 0 },
];

test('counts that add up are no complaint', () => {
  expect(unaccounted(generated, reports)).toEqual([]);
});

test('a datagram that nobody counted is', () => {
  const missing = reports.with(3, { ...nothing, datagramsIn: 989, kernelDrops: 10 });
  expect(unaccounted(generated, missing)).toEqual(['udp: 1000 sent, 989 received and 10 dropped']);
});

test('so is a client that failed, or that the program never counted', () => {
  expect(
    unaccounted(
      { ...generated, open: { served: 102, failed: 1 }, talk: { lines: 5, lost: 2 } },
      reports,
    ),
  ).toEqual([
    'clients at once: 102 answered, 101 counted',
    'clients at once: 1 failed',
    'of 50 connections that stay 2 were lost',
  ]);
});

test('a report with an endpoint missing is', () => {
  expect(unaccounted(generated, []).length).toBeGreaterThanOrEqual(5);
});
