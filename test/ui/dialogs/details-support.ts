// Details as the engine makes them, and as hostile as the network can make them.

import fc from 'fast-check';
import type { Address } from '../../../source/protocol/address.ts';
import type {
  ClientRow,
  ConnectionDetail,
  DatagramDetail,
  Detail,
  EndpointDetail,
  ListenRow,
  SenderNumbers,
} from '../../../source/protocol/views.ts';
import { clientRow, tcpRow } from '../support/views.ts';
import { anyLatin1, anyText, NOW } from './support.ts';

export const address = (port: number, at = '127.0.0.1'): Address => ({
  address: at,
  port,
  family: at.includes(':') ? 'IPv6' : 'IPv4',
});

export const endpointRow = (changes: Partial<ListenRow>): ListenRow =>
  tcpRow({
    queueDepth: 3,
    clients: 1,
    served: 12,
    bytesReceived: 120,
    bytesSent: 120,
    messagesPerSecond: 2.5,
    bytesInPerSecond: 1400,
    changedAt: NOW,
    ...changes,
  });

export function endpointDetail(changes: Partial<EndpointDetail>): EndpointDetail {
  return {
    of: 'endpoint',
    row: endpointRow({}),
    spec: 'tcp:65432,mode=sequential',
    resolved: ['127.0.0.1'],
    attempts: [],
    refusals: null,
    openedAt: NOW - 65_000,
    descriptor: 21,
    delayMs: 0,
    idleMs: null,
    close: 'peer',
    maxClients: 10_000,
    bufferAsked: null,
    hostListenDrops: 0,
    memberships: [],
    sequence: null,
    numbers: null,
    senders: [],
    ...changes,
  };
}

export const client = (changes: Partial<ClientRow>): ClientRow =>
  clientRow({ since: NOW - 12_000, changedAt: NOW, ...changes });

export function connectionDetail(changes: Partial<ConnectionDetail>): ConnectionDetail {
  return {
    of: 'connection',
    row: client({}),
    acceptedAt: NOW - 12_000,
    descriptor: 23,
    kernel: {
      rttMicros: 45,
      rttVarianceMicros: 20,
      congestionWindow: 10,
      retransmits: 0,
      mss: 65_483,
      bytesInFlight: 0,
      sendQueue: { bytes: 0, memory: 0, memoryLimit: 2_626_560 },
      receiveQueue: { bytes: null, memory: null, memoryLimit: null },
      history: { rttMicros: [], receivedPerSecond: [], acknowledgedPerSecond: [] },
    },
    delayMs: 0,
    chunks: [],
    forgottenBytes: 0,
    ...changes,
  };
}

export function datagramDetail(changes: Partial<DatagramDetail>): DatagramDetail {
  return {
    of: 'datagram',
    row: {
      key: '77',
      time: NOW - 1000,
      endpoint: 'udp-1',
      direction: 'in',
      remote: address(40112),
      group: null,
      bytes: 12,
      preview: 'Hello, world',
    },
    local: address(65431),
    chunks: [],
    ...changes,
  };
}

const anyNumber = fc.oneof(fc.constantFrom(null, 0, 2 ** 53), fc.maxSafeNat());
const anyAddress = fc.oneof(
  anyText.map((text): Address => ({ address: text, port: 65_535, family: 'IPv6' })),
);
const anyChunks = fc.array(
  fc.record({
    time: fc.maxSafeNat(),
    direction: fc.constantFrom('in', 'out'),
    bytes: fc.maxSafeNat(),
    offset: fc.maxSafeNat(),
    data: anyLatin1,
  }),
  { maxLength: 4 },
);
const anyProblem = fc.option(
  fc.record({ code: anyText, operation: anyText, address: fc.option(anyText), message: anyText }),
);

function numbersOf(format: string, n: number | null): SenderNumbers | null {
  if (n === null) return null;
  const tally = { numbered: n, gaps: n, duplicates: n, late: n, restarts: n };
  return { format, ...tally, jitterMicros: n, jitterAssumed: n % 2 === 0 };
}

/** Every text in it is as hostile as a text can be. */
export const anyDetail: fc.Arbitrary<Detail | null> = fc
  .record({
    text: anyText,
    number: anyNumber,
    at: anyAddress,
    chunks: anyChunks,
    problem: anyProblem,
    kind: fc.constantFrom('tcp', 'udp', 'multicast'),
    flag: fc.boolean(),
    cause: fc.constantFrom(null, 'peer', 'reset'),
    which: fc.nat(4),
  })
  .map(({ text, number, at, chunks, problem, kind, flag, cause, which }): Detail | null => {
    const row = endpointRow({
      kind,
      local: at,
      source: text,
      problem,
      accepting: flag,
      queueDepth: number,
      bufferUsed: number,
      kernelDrops: number,
      lastSender: at,
    });
    const memberships = [{ interface: text, address: text, inKernel: flag }];
    const senders = [
      { remote: at, datagrams: number ?? 0, perSecond: number, numbers: numbersOf(text, number) },
    ];
    const resolved = [text, text];
    const waiting = client({ remote: at, connection: flag ? 'c13' : null, cause, bytesIn: number });
    return (
      [
        endpointDetail({ row, spec: text, resolved, memberships, senders, openedAt: number }),
        connectionDetail({ row: waiting, chunks, acceptedAt: number, forgottenBytes: number ?? 0 }),
        datagramDetail({
          row: { ...datagramDetail({}).row, remote: at, endpoint: text, group: text },
          chunks,
        }),
        { of: 'gone', key: 'c13' } as const,
      ][which] ?? null
    );
  });
