// All that is known of one row, for the details dialog. `null` means: not known (drawn `--`).

import type { Address } from './address.ts';
import type { FileProgress } from './file-progress.ts';
import type { ClientRow, DatagramRow, ListenRow } from './rows.ts';
import type { SequenceSpec } from './sequence.ts';
import type { TimelineStep } from './timeline.ts';
import type { Transfer } from './transfer.ts';
import type { ListWindow } from './views.ts';

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

/** What became of the attempts to connect to one address. */
export interface Attempts {
  readonly remote: Address;
  readonly connecting: number;
  readonly connected: number;
  /** An RST answered: nobody listens there. */
  readonly refused: number;
  /** Nothing answered in time. */
  readonly timedOut: number;
  /** A router or this host said that there is no way. */
  readonly unreachable: number;
  readonly failed: number;
}

export interface EndpointDetail {
  readonly of: 'endpoint';
  readonly row: ListenRow;
  readonly spec: string;
  /** Every address the name gave, the bound one first. */
  readonly resolved: readonly string[];
  /** Where an outgoing TCP endpoint has tried to connect, and what became of it; else empty. */
  readonly attempts: readonly Attempts[];
  /** How often the network answered that datagrams of a udp-client do not arrive; null: no such kind. */
  readonly refusals: number | null;
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
  /** How datagrams are numbered, as asked for; udp and multicast. */
  readonly sequence: SequenceSpec | null;
  /** What the numbers of all senders came to; null while none was found. */
  readonly numbers: SequenceTally | null;
  /** Its part of the totals' `unseen`; absent where nothing counts it: of TCP. */
  readonly unseen?: number;
  /** Files received, those under way first, bounded; absent where none are. */
  readonly transfers?: readonly Transfer[];
  /** Our ends where datagrams go out from several sockets, bounded; absent of other kinds. */
  readonly locals?: readonly Address[];
  /** Files that the sockets of a udp-client send; absent where they don't. */
  readonly files?: readonly FileProgress[];
  /** Senders heard, most recent first, bounded. */
  readonly senders: readonly SenderRow[];
  readonly timeline?: TimelineWindow;
}

/** The part of a timeline that was asked for. */
export type TimelineWindow = ListWindow<TimelineStep>;

/** What the numbers in the payload say. */
export interface SequenceTally {
  /** Datagrams that carried a number. */
  readonly numbered: number;
  /** Numbers that have not come up to now. */
  readonly gaps: number;
  /** Numbers that came again. */
  readonly duplicates: number;
  /** Numbers that came after a larger one. */
  readonly late: number;
  /** Times that a sender began again. */
  readonly restarts: number;
}

/** Of all our sockets that the sender sent to, each with numbers of its own; the largest jitter of theirs. */
export interface SenderNumbers extends SequenceTally {
  /** As it would be written in a spec: `mcjoin`, `rtp`, `u64be@0`. */
  readonly format: string;
  /** Interarrival jitter (RFC 3550, 6.4.1) in microseconds. */
  readonly jitterMicros: number | null;
  /** The payload doesn't say when it was sent: the sender is taken to send evenly. */
  readonly jitterAssumed: boolean;
}

export interface SenderRow {
  readonly remote: Address;
  readonly datagrams: number;
  /** Over the last second; null until there was one. */
  readonly perSecond: number | null;
  readonly numbers: SenderNumbers | null;
}

/** What a socket holds of one direction, against its buffer. */
export interface SocketQueue {
  /** Payload: received and not read (SIOCINQ), or written and not acknowledged (SIOCOUTQ); tcp(7). */
  readonly bytes: number | null;
  /** Memory that is taken, the kernel's own records with it, and its bound (SO_MEMINFO; socket(7)). */
  readonly memory: number | null;
  readonly memoryLimit: number | null;
}

/** TCP_INFO and the socket's queues, sampled twice a second while they are on the screen; tcp(7). */
export interface KernelStrip {
  /** Null until the first measurement, as on a connection just accepted. */
  readonly rttMicros: number | null;
  readonly rttVarianceMicros: number | null;
  /** In segments. */
  readonly congestionWindow: number;
  readonly retransmits: number;
  readonly mss: number;
  /** Sent and not yet acknowledged. */
  readonly bytesInFlight: number | null;
  readonly sendQueue: SocketQueue;
  readonly receiveQueue: SocketQueue;
  readonly history: KernelHistory;
}

/** Every half second, the newest last; null where it was not known. */
export interface KernelHistory {
  readonly rttMicros: readonly (number | null)[];
  /** Bytes a second that arrived in order, and that the peer has acknowledged. */
  readonly receivedPerSecond: readonly (number | null)[];
  readonly acknowledgedPerSecond: readonly (number | null)[];
}

export interface ConnectionDetail {
  readonly of: 'connection';
  readonly row: ClientRow;
  /** Accepted, or connected. */
  readonly acceptedAt: number | null;
  readonly descriptor: number | null;
  readonly kernel: KernelStrip | null;
  /** Wait before each reply, in milliseconds; null while it waits. */
  readonly delayMs: number | null;
  /** The latest chunks that the journal still holds, oldest first, bounded. */
  readonly chunks: readonly PayloadChunk[];
  /** Bytes no longer in the journal. */
  readonly forgottenBytes: number;
  readonly timeline?: TimelineWindow;
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
