// What happened, one object each: the contract's JSON Lines, before they are printed.
// `time` is milliseconds since the epoch here; the JSON front end writes it as RFC 3339.
// A number that is not known is absent, never 0.

import type { Address } from './address.ts';
import type { FaultCounts, PerDirection } from './faults.ts';
import type { FileProgress } from './file-progress.ts';
import type { Problem } from './problem.ts';
import type { AcceptMode, EndpointKind, ServiceName } from './spec.ts';
import type { EndpointSummary } from './summary.ts';
import type { TransferProtocol, Verdict } from './transfer.ts';

/**
 * Why a connection closed. `reset`: the peer's RST; `aborted`: ours, by hand or because a rule said so;
 * `rules`: it sent what its service does not take; `slow`: it did not read what others sent it. Of a relay,
 * by its RST: `target`: that could not be reached; `cut`: on purpose; `relayed`: the other side was reset.
 */
export type CloseCause =
  | 'peer'
  | 'local'
  | 'reset'
  | 'aborted'
  | 'kicked'
  | 'idle'
  | 'shutdown'
  | 'rules'
  | 'slow'
  | 'target'
  | 'cut'
  | 'relayed';

interface At {
  readonly time: number;
  readonly endpoint: string;
}

/** Payload travels as base64 text, so that an event survives JSON as it is. */
type Base64 = string;

export type EndpointEvent =
  | (At & {
      type: 'endpoint.bound';
      kind: EndpointKind;
      local: Address;
      /** Where an outgoing one sends to. */
      remote?: Address;
      spec: string;
    })
  | (At & { type: 'endpoint.listening'; local: Address; mode: AcceptMode; backlog: number })
  | (At & { type: 'endpoint.joined'; group: Address; interface: string; source?: string })
  | (At & { type: 'endpoint.left'; group: Address; interface: string; source?: string })
  | (At & {
      type: 'endpoint.changed';
      mode?: AcceptMode;
      accepting?: boolean;
      backlog?: number;
      /** Of a relay, as in a spec: `delay=50ms,drop=10%`; empty: none. */
      faults?: string;
      /** A remark of the engine's: descriptors running out, a small receive buffer… */
      notice?: Problem;
      /** A file that a socket of a udp-client sends, and that socket's end. */
      file?: FileProgress;
      local?: Address;
    })
  | (At & { type: 'endpoint.failed'; error: Problem })
  | (At & { type: 'endpoint.closed' });

/** What was changed by hand: the fields that differ. */
export interface ConnectionChange {
  /** Whether what arrives is read. */
  readonly reading?: boolean;
  /** Our direction has ended (FIN); reading goes on. */
  readonly halfClosed?: true;
  readonly service?: ServiceName;
  /** Wait before each reply, in milliseconds. */
  readonly delayMs?: number;
  /** A file that is being sent, was sent, or could not be sent whole. */
  readonly file?: FileProgress;
}

export type ConnectionEvent =
  | (At & {
      type: 'connection.queued';
      local: Address;
      remote: Address;
      queued?: number;
      backlog?: number;
    })
  | (At & {
      type: 'connection.accepted';
      connection: string;
      local: Address;
      remote: Address;
      waitedMs?: number;
    })
  | (At & {
      type: 'connection.connected';
      connection: string;
      local: Address;
      remote: Address;
      /** The client's connection that a relay made it for. */
      client?: string;
    })
  /** One address that a client tried in vain; it goes on to the next that the name gave. */
  | (At & { type: 'connection.failed'; remote: Address; error: Problem })
  | (At & { type: 'connection.received'; connection: string; bytes: number; data: Base64 })
  | (At & { type: 'connection.sent'; connection: string; bytes: number; data: Base64 })
  | (At & ConnectionChange & { type: 'connection.changed'; connection: string })
  | (At & { type: 'connection.ended'; connection: string })
  | (At & {
      type: 'connection.closed';
      connection: string;
      cause: CloseCause;
      bytesReceived: number;
      bytesSent: number;
      durationMs: number;
    });

export type DatagramEvent = At & {
  type: 'datagram.received' | 'datagram.sent';
  local: Address;
  remote: Address;
  /** Bytes on the wire, also where fewer could be kept. */
  bytes: number;
  data: Base64;
  group?: string;
};

export type FileEvent =
  | (At & {
      type: 'file.started';
      /** `f1`: counted over all that the endpoint received. */
      file: string;
      remote: Address;
      /** Absent as long as the bytes do not tell. */
      protocol?: TransferProtocol;
      path: string;
      /** Bytes; of tcp-size what is likely so far. */
      announced?: number;
    })
  | (At & {
      type: 'file.received';
      file: string;
      remote: Address;
      protocol?: TransferProtocol;
      /** Ends in `.partial` unless it is whole. Absent: nothing of it was kept. */
      path?: string;
      announced?: number;
      /** Bytes that came, and that the file has. */
      received: number;
      written: number;
      /** Of what was written, in hex. */
      sha256?: string;
      verdict: Verdict;
      /** Why it ended early. */
      problem?: Problem;
    });

export type LossEvent = At & {
  type: 'loss';
  kernelDrops?: number;
  engineDrops?: number;
  gaps?: number;
};

/** What a relay did on purpose, by direction, when it has grown: no part of any loss. */
export type FaultsEvent = At & PerDirection<FaultCounts> & { type: 'relay.faults' };

/** Speaks of the whole run: lines that a slow reader made us skip. */
export interface SkippedEvent {
  readonly time: number;
  readonly type: 'loss';
  readonly engineDrops: number;
}

export interface SummaryEvent {
  readonly time: number;
  readonly type: 'summary';
  readonly durationMs: number;
  readonly endpoints: readonly EndpointSummary[];
}

export type EngineEvent =
  | EndpointEvent
  | ConnectionEvent
  | DatagramEvent
  | FileEvent
  | LossEvent
  | FaultsEvent
  | SkippedEvent
  | SummaryEvent;
