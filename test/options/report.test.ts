import { expect, test } from 'vitest';
import { closingReport } from '../../source/report.ts';

test('endpoints, clients served, bytes and drops, on lines that fit 80 columns', () => {
  const text = closingReport(
    {
      durationMs: 65_400,
      endpoints: [
        {
          endpoint: 'tcp-1',
          kind: 'tcp',
          transport: 'tcp',
          spec: 'tcp:65432',
          served: 1,
          bytesReceived: 1234,
          bytesSent: 5,
          engineDrops: 0,
        },
        {
          endpoint: 'udp-1',
          kind: 'udp',
          transport: 'udp',
          spec: 'udp:65431',
          datagramsReceived: 2_000_000,
          datagramsSent: 7,
          bytesReceived: 9,
          bytesSent: 9,
          kernelDrops: 3,
          engineDrops: 2,
        },
        {
          endpoint: 'multicast-1',
          kind: 'multicast',
          transport: 'multicast',
          spec: 'multicast:239.255.0.1:65430',
          bytesReceived: 0,
          bytesSent: 0,
          engineDrops: 0,
        },
        {
          endpoint: 'tcp-2',
          kind: 'tcp',
          transport: 'tcp',
          spec: 'tcp:1',
          bytesReceived: 0,
          bytesSent: 0,
          engineDrops: 0,
          failed: 'Port 1 needs root.',
        },
      ],
    },
    null,
  );
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(text).toBe(
    [
      'sockscope ran 1 min 5 s.',
      '  tcp-1        tcp:65432',
      '               1 client served; 1,234 B in, 5 B out',
      '  udp-1        udp:65431',
      '               2,000,000 datagrams in, 7 out; 9 B in, 9 B out',
      '               kernel drops 3, own drops 2',
      '  multicast-1  multicast:239.255.0.1:65430',
      '               0 datagrams in, 0 out; 0 B in, 0 B out; kernel drops --',
      '  tcp-2        tcp:1',
      '               never opened: Port 1 needs root.',
      '',
    ].join('\n'),
  );
});

test('an engine that died is said, not hidden behind zeros', () => {
  const problem = { code: 'EENGINE', operation: 'engine', address: null, message: 'It stopped.' };
  expect(closingReport(null, problem)).toMatch(/^It stopped\. .*lost/);
  expect(closingReport(null, null)).toMatch(/did not answer/);
  expect(closingReport({ durationMs: 900, endpoints: [] }, null)).toMatch(/0\.9 s.\nNo endpoint/);
});
