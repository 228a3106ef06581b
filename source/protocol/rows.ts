// The rows of the lists, as the engine makes them for the window that is shown. `null` means: not known
// (drawn `--`).

import type { Address } from './address.ts';
import type { CloseCause } from './events.ts';
import type { FaultCounts, PerDirection } from './faults.ts';
import type { FileProgress } from './file-progress.ts';
import type { Problem } from './problem.ts';
import type { AcceptMode, EndpointKind, ServiceName, Transport } from './spec.ts';
import type { Transfer } from './transfer.ts';

/** The kernel's words (tcp(7), include/net/tcp_states.h), and ours. */
export type EndpointState =
  | 'OPENING'
  /** Outgoing: no connection yet, and one or several. */
  | 'CONNECTING'
  | 'CONNECTED'
  | 'LISTEN'
  | 'BOUND'
  | 'JOINED'
  | 'PAUSED'
  | 'FAILED'
  | 'CLOSED';
export type ConnectionState =
  | 'QUEUED'
  | 'SYN_SENT'
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

/** How often each socket sends; one of the two is null. */
export interface Pace {
  readonly everyMs: number | null;
  readonly perSecond: number | null;
}

/** What a relay does to what passes through it. */
export interface RelayRow {
  /** Where it passes on to, as asked for: `127.0.0.1:7000`. */
  readonly to: string;
  /** The faults that are on, as a spec has them: `delay=50ms,drop=10%`; empty: none. */
  readonly faults: string;
  /** What they did so far; nothing of it is in the drops. */
  readonly onPurpose: PerDirection<FaultCounts>;
}

/** The other side of what is relayed. */
export interface Relayed {
  /** Its connection, `c14`; null: it is none, or none yet. */
  readonly connection: string | null;
  /** Its two ends; null: there is no socket yet. */
  readonly local: Address | null;
  readonly remote: Address | null;
  /** How long the last answer took, as seen on this side, in milliseconds; null: there was none. */
  readonly answerMs: number | null;
}

export interface ListenRow {
  /** The endpoint's name, `tcp-1`. */
  readonly key: string;
  readonly kind: EndpointKind;
  readonly transport: Transport;
  /** As bound; before that (or failed) as asked for, the port then possibly 0. */
  readonly local: Address;
  /** Where an outgoing endpoint connects or sends to; null for those that others come to. */
  readonly remote: Address | null;
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
  /** Connections held now, and accepted or made since open; of udp-client its sockets. */
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
  /** Numbers in payloads that have not come; null while no payload is known to be numbered. */
  readonly gaps: number | null;
  /** Senders heard (bounded count), and the last one; udp and multicast. */
  readonly senders: number;
  readonly lastSender: Address | null;
  /** Why it failed, or what the engine remarks (a small buffer, descriptors short). */
  readonly problem: Problem | null;
  /** What an outgoing endpoint does again and again; null: nothing, or it is no such one. */
  readonly pace: Pace | null;
  /** Of a relay. */
  readonly relay?: RelayRow;
  /** Milliseconds since the epoch of the last change of state, mode or count of clients. */
  readonly changedAt: number;
}

export interface ClientRow {
  /** `c13` once accepted or connected, `tcp-1/127.0.0.1:51520` while waiting. */
  readonly key: string;
  readonly connection: string | null;
  readonly endpoint: string;
  /** `in`: the peer is the client, who connected to us; `out`: we are. */
  readonly direction: 'in' | 'out';
  readonly remote: Address;
  readonly local: Address;
  /** Null where it is not known of a past moment. */
  readonly state: ConnectionState | null;
  /** Milliseconds since the epoch: first seen waiting, dialled, accepted, connected, or closed. */
  readonly since: number;
  /** Payload bytes each way; for a waiting client bytesIn is what it already sent, unread. */
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  /** Round-trip time in microseconds (TCP_INFO); sampled for rows on the screen, and in turns for all while sorted by it. */
  readonly rttMicros: number | null;
  /** How long it was seen waiting before accept, in milliseconds. */
  readonly waitedMs: number | null;
  /** Reading is stopped because the peer does not read our answers. */
  readonly backPressure: boolean;
  /** Whether what arrives is read: not by the service `none`, nor while it was stopped by hand. */
  readonly reading: boolean;
  /** Null while it waits. */
  readonly service: ServiceName | null;
  /** Our direction was ended by hand (FIN). */
  readonly halfClosed: boolean;
  /** Bytes in the kernel's receive queue (Recv-Q), for rows on the screen that are not read from. */
  readonly unread: number | null;
  /** The file that is sent, or was sent last. */
  readonly file: FileProgress | null;
  /** The file that is received, or was received last. */
  readonly transfer: Transfer | null;
  /** Set once closed. */
  readonly cause: CloseCause | null;
  /** TIME_WAIT that is left, in milliseconds, where the kernel said so. */
  readonly timeWaitMs: number | null;
  /** Absent: TCP. */
  readonly transport?: 'udp';
  /** Of a relay's: the other side. */
  readonly relayed?: Relayed;
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
