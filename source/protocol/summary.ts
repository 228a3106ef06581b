// The totals of a run, by endpoint: the last line of --json and the report after the dashboard.

import type { EndpointKind } from './spec.ts';

export interface EndpointSummary {
  readonly endpoint: string;
  readonly kind: EndpointKind;
  readonly spec: string;
  /** Connections accepted (tcp). */
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
