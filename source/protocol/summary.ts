// The totals of a run, by endpoint: the last line of --json and the report after the dashboard.

import type { FaultCounts, PerDirection } from './faults.ts';
import type { EndpointKind, Transport } from './spec.ts';

export interface EndpointSummary {
  readonly endpoint: string;
  readonly kind: EndpointKind;
  readonly transport: Transport;
  readonly spec: string;
  /** Connections accepted (tcp), conversations (relay). */
  readonly served?: number;
  /** Connections made (tcp-client). */
  readonly connected?: number;
  readonly datagramsReceived?: number;
  readonly datagramsSent?: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Datagrams the kernel dropped at this socket; absent where it can't be read. */
  readonly kernelDrops?: number;
  /** What the engine itself could not keep or answer. */
  readonly engineDrops: number;
  /** What a relay did on purpose, in none of the drops. */
  readonly onPurpose?: PerDirection<FaultCounts>;
  /** What the numbers in payloads said; absent where none carried one. */
  readonly gaps?: number;
  readonly duplicates?: number;
  readonly late?: number;
  readonly restarts?: number;
  /** Set when the endpoint never opened. */
  readonly failed?: string;
}

export interface Summary {
  readonly endpoints: readonly EndpointSummary[];
  readonly durationMs: number;
}
