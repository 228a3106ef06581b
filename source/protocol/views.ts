// What the screen shows right now, and how it asks for it. The engine filters, sorts and cuts to the
// window; a view holds what fits the panes, never all there is. `null` means: not known (drawn `--`).

import type { Address } from './address.ts';
import type { CloseCause } from './events.ts';
import type { Problem } from './problem.ts';
import type { AcceptMode, EndpointKind, ServiceName } from './spec.ts';

/** The lists a view can carry. Pane 4 shows `groups` above `traffic`. */
export type ListName = 'listen' | 'clients' | 'datagrams' | 'groups' | 'traffic';

/** The kernel's words (tcp(7), include/net/tcp_states.h), and ours. */
export type EndpointState =
  | 'OPENING'
  | 'LISTEN'
  | 'BOUND'
  | 'JOINED'
  | 'PAUSED'
  | 'FAILED'
  | 'CLOSED';
export type ConnectionState =
  | 'QUEUED'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT1'
  | 'FIN_WAIT2'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'CLOSING'
  | 'TIME_WAIT'
  | 'CLOSED';

/** Where clients that are not yet served wait: in the kernel's accept queue, or (portable layer) here. */
export type QueuePlace = 'kernel' | 'program';

export interface ListenRow {
  /** The endpoint's name, `tcp-1`. */
  readonly key: string;
  readonly kind: EndpointKind;
  /** As bound; before that (or failed) as asked for, the port then possibly 0. */
  readonly local: Address;
  readonly state: EndpointState;
  readonly mode: AcceptMode | null;
  readonly accepting: boolean;
  readonly service: ServiceName | null;
  /** Interfaces a group is joined on. */
  readonly interfaces: readonly string[];
  readonly source: string | null;
  /** Clients waiting and the backlog in force; tcp only. */
  readonly queueDepth: number | null;
  readonly backlog: number | null;
  readonly queuePlace: QueuePlace | null;
  /** Growth of the host's ListenOverflows since start (the kernel counts no finer); tcp only. */
  readonly overflows: number | null;
  /** Connections held now, and accepted since open; tcp only. */
  readonly clients: number;
  readonly served: number;
  /** Datagrams received and sent; udp and multicast. */
  readonly received: number;
  readonly sent: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Per second, over the last seconds. Messages are datagrams, or reads of a stream. */
  readonly messagesPerSecond: number;
  readonly bytesInPerSecond: number;
  readonly bytesOutPerSecond: number;
  /** Receive buffer: bytes queued now, and its size as granted; udp and multicast. */
  readonly bufferUsed: number | null;
  readonly bufferSize: number | null;
  readonly kernelDrops: number | null;
  readonly engineDrops: number;
  /** Senders heard (bounded count), and the last one; udp and multicast. */
  readonly senders: number;
  readonly lastSender: Address | null;
  /** Why it failed, or what the engine remarks (a small buffer, descriptors short). */
  readonly problem: Problem | null;
  /** Milliseconds since the epoch of the last change of state, mode or count of clients. */
  readonly changedAt: number;
}

export interface ClientRow {
  /** `c13` once accepted, `tcp-1/127.0.0.1:51520` while waiting. */
  readonly key: string;
  readonly connection: string | null;
  readonly endpoint: string;
  readonly remote: Address;
  readonly local: Address;
  readonly state: ConnectionState;
  /** Milliseconds since the epoch: first seen waiting, accepted, or closed. */
  readonly since: number;
  /** Payload bytes each way; for a waiting client bytesIn is what it already sent, unread. */
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  /** Round-trip time in microseconds (TCP_INFO); sampled for rows on the screen only. */
  readonly rttMicros: number | null;
  /** How long it was seen waiting before accept, in milliseconds. */
  readonly waitedMs: number | null;
  /** Reading is stopped because the peer does not read our answers. */
  readonly backPressure: boolean;
  /** Set once closed. */
  readonly cause: CloseCause | null;
  /** TIME_WAIT that is left, in milliseconds, where the kernel said so. */
  readonly timeWaitMs: number | null;
  readonly changedAt: number;
}

export interface DatagramRow {
  /** The journal's sequence number. */
  readonly key: string;
  readonly time: number;
  readonly endpoint: string;
  readonly direction: 'in' | 'out';
  readonly remote: Address;
  /** The group it was sent to; multicast. */
  readonly group: string | null;
  /** Bytes on the wire. */
  readonly bytes: number;
  /** The first bytes as Latin-1 text: one character a byte, unescaped. Never print it as it is. */
  readonly preview: string;
}

export interface ListWindow<Row> {
  /** Rows there are after filtering, and before. */
  readonly total: number;
  readonly all: number;
  /** Index of the first row that is here. */
  readonly top: number;
  readonly rows: readonly Row[];
  /** Where the cursor is now: clamped, or moved along with its row. -1 in an empty list. */
  readonly cursor: number;
  readonly cursorKey: string | null;
}

/** Where the cursor of a list is to be. `end` sticks to the last row as rows come. */
export type Cursor =
  | { readonly at: 'row'; readonly key: string; readonly index: number }
  | { readonly at: 'index'; readonly index: number }
  | { readonly at: 'end' };

export interface ListRequest {
  /** Rows that fit; 0 sends none (totals only). At most MAX_WINDOW_ROWS. */
  readonly height: number;
  /** The top of the last window; moved only as far as the cursor needs. */
  readonly top: number;
  readonly cursor: Cursor;
  /** Plain text; a row stays when what it shows contains it, whatever the case. */
  readonly filter: string;
  /** A column's name (SORT_COLUMNS) and its direction; null: the list's own order. */
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
}

export type DetailRequest =
  | { readonly of: 'endpoint'; readonly key: string }
  | { readonly of: 'connection'; readonly key: string }
  | {
      readonly of: 'datagram';
      readonly list: 'datagrams' | 'traffic';
      readonly key: string;
    };

export interface ViewRequest {
  /** Counts up; the view that answers carries it. */
  readonly serial: number;
  readonly lists: { readonly [Name in ListName]: ListRequest };
  readonly detail: DetailRequest | null;
  /** Serve the picture as it was when this became true; the engine goes on. */
  readonly frozen: boolean;
}

/** A stretch of payload: one chunk read or sent, or one datagram. */
export interface PayloadChunk {
  readonly time: number;
  readonly direction: 'in' | 'out';
  /** Bytes on the wire, and the offset of the first byte within its direction's stream. */
  readonly bytes: number;
  readonly offset: number;
  /** What was kept, as Latin-1. */
  readonly data: string;
}

export interface Membership {
  readonly interface: string;
  readonly address: string;
  /** Whether the kernel's table (/proc/net/igmp, igmp6) lists it; null where that can't be read. */
  readonly inKernel: boolean | null;
}

export interface EndpointDetail {
  readonly of: 'endpoint';
  readonly row: ListenRow;
  readonly spec: string;
  /** Every address the name gave, the bound one first. */
  readonly resolved: readonly string[];
  readonly openedAt: number | null;
  readonly descriptor: number | null;
  readonly delayMs: number | null;
  readonly idleMs: number | null;
  readonly close: string | null;
  readonly maxClients: number | null;
  /** Receive buffer asked for, in bytes. */
  readonly bufferAsked: number | null;
  /** Host-wide growth since start (`ListenDrops`). */
  readonly hostListenDrops: number | null;
  readonly memberships: readonly Membership[];
  /** Senders heard, most recent first, bounded. */
  readonly senders: readonly { readonly remote: Address; readonly datagrams: number }[];
}

/** TCP_INFO and the socket's queues, sampled at the moment of the view; tcp(7). */
export interface KernelStrip {
  /** Null until the first measurement, as on a connection just accepted. */
  readonly rttMicros: number | null;
  readonly rttVarianceMicros: number | null;
  readonly congestionWindow: number;
  readonly retransmits: number;
  readonly mss: number;
  readonly sendQueue: number | null;
  readonly receiveQueue: number | null;
}

export interface ConnectionDetail {
  readonly of: 'connection';
  readonly row: ClientRow;
  readonly acceptedAt: number | null;
  readonly descriptor: number | null;
  readonly kernel: KernelStrip | null;
  /** The latest chunks that the journal still holds, oldest first, bounded. */
  readonly chunks: readonly PayloadChunk[];
  /** Bytes no longer in the journal. */
  readonly forgottenBytes: number;
}

export interface DatagramDetail {
  readonly of: 'datagram';
  readonly row: DatagramRow;
  /** Null when its endpoint is closed by now. */
  readonly local: Address | null;
  readonly chunks: readonly PayloadChunk[];
}

/** `gone`: the row asked for is no longer there. */
export type Detail =
  | EndpointDetail
  | ConnectionDetail
  | DatagramDetail
  | { readonly of: 'gone'; readonly key: string };

export interface Totals {
  readonly endpoints: number;
  readonly open: number;
  readonly failed: number;
  readonly clients: number;
  readonly waiting: number;
  /** Accepted since start. */
  readonly served: number;
  readonly bytesInPerSecond: number;
  readonly bytesOutPerSecond: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly datagramsReceived: number;
  readonly datagramsPerSecond: number;
  readonly multicastPerSecond: number;
  readonly groups: number;
  readonly multicastSenders: number;
  /** UDP, then multicast; null where no socket could tell. */
  readonly kernelDrops: number | null;
  readonly multicastKernelDrops: number | null;
  readonly engineDrops: number;
  readonly queuePlace: QueuePlace;
  /** `linux` asks the kernel; `portable` can't. */
  readonly sockets: 'linux' | 'portable';
}

export interface View {
  /** The serial of the newest request that this view answers. */
  readonly serial: number;
  /** Milliseconds since the epoch when it was made. */
  readonly time: number;
  readonly frozen: boolean;
  readonly totals: Totals;
  readonly lists: {
    readonly listen: ListWindow<ListenRow>;
    readonly clients: ListWindow<ClientRow>;
    readonly datagrams: ListWindow<DatagramRow>;
    readonly groups: ListWindow<ListenRow>;
    readonly traffic: ListWindow<DatagramRow>;
  };
  /** The server of the client under the cursor, whatever the Listen list shows: keys act on it. */
  readonly clientServer: ListenRow | null;
  readonly detail: Detail | null;
}

/** Columns a list can be sorted by, in the order `s` goes through them; the list's own order is first. */
export const SORT_COLUMNS: { readonly [Name in ListName]: readonly string[] } = {
  listen: ['endpoint', 'port', 'state', 'queue', 'clients', 'served', 'drops'],
  clients: ['remote', 'port', 'state', 'endpoint', 'age', 'in', 'out', 'rtt'],
  datagrams: [],
  groups: ['endpoint', 'group', 'senders', 'rate', 'drops'],
  traffic: [],
};

/** No terminal is taller; what asks for more is cut, so that a view stays small. */
export const MAX_WINDOW_ROWS = 500;
/** Bytes of a datagram that its row carries: more than the widest preview column shows. */
export const PREVIEW_BYTES = 256;
/** Views a second at most (ink-facts: 10–15; a key's view is sent at once). */
export const VIEWS_PER_SECOND = 12;
