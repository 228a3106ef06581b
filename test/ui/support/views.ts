// Views for tests, as an engine would send them: whole, with only what matters written out.

import type { Address } from '../../../source/protocol/address.ts';
import type {
  ClientRow,
  DatagramRow,
  ListenRow,
  ListWindow,
  Totals,
  View,
} from '../../../source/protocol/views.ts';
import { PLAIN_CLIENT } from '../../support/client-facts.ts';

export const NOW = Date.UTC(2026, 0, 2, 12, 31, 7, 214);
const LONG_AGO = NOW - 60_000;

export function at(text: string): Address {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  return {
    address: host,
    port: Number(text.slice(colon + 1)),
    family: host.includes(':') ? 'IPv6' : 'IPv4',
  };
}

const NO_QUEUE = {
  mode: null,
  queueDepth: null,
  backlog: null,
  queuePlace: null,
  overflows: null,
} as const;

const QUIET = {
  accepting: true,
  interfaces: [],
  source: null,
  clients: 0,
  served: 0,
  received: 0,
  sent: 0,
  bytesReceived: 0,
  bytesSent: 0,
  messagesPerSecond: 0,
  bytesInPerSecond: 0,
  bytesOutPerSecond: 0,
  bufferUsed: null,
  bufferSize: null,
  kernelDrops: null,
  engineDrops: 0,
  gaps: null,
  senders: 0,
  lastSender: null,
  problem: null,
  remote: null,
  pace: null,
  changedAt: LONG_AGO,
} as const;

export function tcpRow(change: Partial<ListenRow> = {}): ListenRow {
  return {
    ...QUIET,
    key: 'tcp-1',
    kind: 'tcp',
    transport: 'tcp',
    local: at('127.0.0.1:65432'),
    state: 'LISTEN',
    mode: 'sequential',
    service: 'echo',
    queueDepth: 0,
    backlog: 5,
    queuePlace: 'kernel',
    overflows: 0,
    ...change,
  };
}

export function udpRow(change: Partial<ListenRow> = {}): ListenRow {
  return {
    ...QUIET,
    ...NO_QUEUE,
    key: 'udp-1',
    kind: 'udp',
    transport: 'udp',
    local: at('127.0.0.1:65431'),
    state: 'BOUND',
    service: 'echo',
    bufferUsed: 0,
    bufferSize: 4_194_304,
    kernelDrops: 0,
    ...change,
  };
}

export function groupRow(change: Partial<ListenRow> = {}): ListenRow {
  return {
    ...QUIET,
    ...NO_QUEUE,
    key: 'multicast-1',
    kind: 'multicast',
    transport: 'multicast',
    local: at('239.255.0.1:65430'),
    state: 'JOINED',
    service: null,
    interfaces: ['lo', 'eth0'],
    bufferUsed: 0,
    bufferSize: 4_194_304,
    kernelDrops: 0,
    ...change,
  };
}

export function tcpClientRow(change: Partial<ListenRow> = {}): ListenRow {
  return {
    ...QUIET,
    ...NO_QUEUE,
    key: 'tcp-client-1',
    kind: 'tcp-client',
    transport: 'tcp',
    local: at('0.0.0.0:0'),
    remote: at('127.0.0.1:65432'),
    state: 'CONNECTED',
    service: null,
    clients: 5,
    served: 6,
    ...change,
  };
}

export function clientRow(change: Partial<ClientRow> = {}): ClientRow {
  return {
    ...PLAIN_CLIENT,
    key: 'c13',
    connection: 'c13',
    remote: at('127.0.0.1:51514'),
    local: at('127.0.0.1:65432'),
    state: 'ESTABLISHED',
    since: NOW - 12_000,
    bytesIn: 120,
    bytesOut: 120,
    rttMicros: 45,
    changedAt: LONG_AGO,
    ...change,
  };
}

export function waitingRow(port: number, bytesSent = 0): ClientRow {
  return clientRow({
    key: `tcp-1/127.0.0.1:${port}`,
    connection: null,
    remote: at(`127.0.0.1:${port}`),
    state: 'QUEUED',
    since: NOW - 3000,
    bytesIn: bytesSent,
    bytesOut: null,
    rttMicros: null,
  });
}

export function datagramRow(change: Partial<DatagramRow> = {}): DatagramRow {
  return {
    key: '1',
    time: LONG_AGO,
    endpoint: 'udp-1',
    direction: 'in',
    remote: at('127.0.0.1:40112'),
    group: null,
    bytes: 12,
    preview: 'Hello, world',
    ...change,
  };
}

export function windowOf<Row extends { readonly key: string }>(
  rows: readonly Row[],
  change: Partial<ListWindow<Row>> = {},
): ListWindow<Row> {
  return {
    total: rows.length,
    all: rows.length,
    top: 0,
    rows,
    cursor: rows.length === 0 ? -1 : 0,
    settling: false,
    cursorKey: rows[0]?.key ?? null,
    ...change,
  };
}

export const totals: Totals = {
  endpoints: 0,
  open: 0,
  failed: 0,
  clients: 0,
  waiting: 0,
  outgoing: 0,
  served: 0,
  bytesInPerSecond: 0,
  bytesOutPerSecond: 0,
  bytesReceived: 0,
  bytesSent: 0,
  datagramsReceived: 0,
  datagramsPerSecond: 0,
  multicastPerSecond: 0,
  groups: 0,
  multicastSenders: 0,
  kernelDrops: 0,
  multicastKernelDrops: 0,
  engineDrops: 0,
  numbered: false,
  multicastNumbered: false,
  onTheWay: 0,
  multicastOnTheWay: 0,
  unseen: 0,
  multicastUnseen: 0,
  overflows: null,
  descriptorsShort: false,
  queuePlace: 'kernel',
  history: { clients: [], datagrams: [], multicast: [] },
  sockets: 'linux',
};

export interface Contents {
  readonly listen?: readonly ListenRow[];
  readonly clients?: readonly ClientRow[];
  readonly datagrams?: readonly DatagramRow[];
  readonly traffic?: readonly DatagramRow[];
}

/** A view of these rows, its totals counted from them. */
export function viewOf(contents: Contents, change: Partial<View> = {}): View {
  const { listen = [], clients = [], datagrams = [], traffic = [] } = contents;
  const groups = listen.filter(({ kind }) => kind === 'multicast');
  return {
    serial: 1,
    time: NOW,
    frozen: false,
    frozenAt: null,
    notedAt: null,
    totals: {
      ...totals,
      endpoints: listen.length,
      open: listen.filter(({ state }) => state !== 'FAILED').length,
      failed: listen.filter(({ state }) => state === 'FAILED').length,
      clients: clients.filter((row) => row.connection !== null && row.cause === null).length,
      waiting: clients.filter((row) => row.connection === null).length,
      groups: groups.length,
    },
    lists: {
      listen: windowOf(listen),
      clients: windowOf(clients),
      datagrams: windowOf(datagrams),
      groups: windowOf(groups),
      traffic: windowOf(traffic),
    },
    reach: null,
    clientServer: listen.find(({ key }) => key === clients[0]?.endpoint) ?? null,
    detail: null,
    ...change,
  };
}

/** The scene that the dashboard is made for: one served, three waiting, some datagrams, a group. */
export function waitingRoom(): View {
  const sender = at('10.0.0.7:5000');
  return viewOf({
    listen: [
      tcpRow({ queueDepth: 3, clients: 1, served: 12 }),
      udpRow({ received: 2, sent: 1, senders: 1 }),
      groupRow({ senders: 2, messagesPerSecond: 10, lastSender: sender }),
    ],
    clients: [
      clientRow(),
      waitingRow(51520, 12),
      waitingRow(51522, 12),
      waitingRow(51524),
      clientRow({
        key: 'c12',
        connection: 'c12',
        remote: at('127.0.0.1:51502'),
        state: 'TIME_WAIT',
        cause: 'local',
        timeWaitMs: 41_000,
      }),
    ],
    datagrams: [
      datagramRow({ key: '1' }),
      datagramRow({ key: '2', direction: 'out', time: LONG_AGO + 1 }),
    ],
    traffic: [
      datagramRow({
        key: '7',
        endpoint: 'multicast-1',
        remote: sender,
        group: '239.255.0.1',
        bytes: 9,
        preview: 'temp=21.4',
      }),
    ],
  });
}
