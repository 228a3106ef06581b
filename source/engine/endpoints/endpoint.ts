// What every kind of endpoint promises the engine, and what the engine gives it.

import type { EngineEvent } from '../../protocol/events.ts';
import type { EndpointSpec } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type { ConnectionDetail, EndpointDetail, ListenRow } from '../../protocol/views.ts';
import type { Journal } from '../journal.ts';
import type { Connection } from '../tcp/connection.ts';
import type { CallLog } from '../timeline/call-log.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { World } from '../world.ts';

export interface EndpointContext {
  /** `tcp-1`, the endpoint's name everywhere. */
  readonly id: string;
  readonly world: World;
  /** Where payloads of this kind of endpoint are kept. */
  readonly journal: Journal;
  /**
   * Whether to make so many events, with so many bytes of payload between them. False: nobody reads
   * them, or not fast enough (and they are counted as skipped); base64 of every datagram is dear.
   */
  wantsEvents(events: number, payloadBytes: number): boolean;
  emit(event: EngineEvent): void;
  /** Something that a view shows has changed. Cheap; call it freely. */
  changed(): void;
  /** The calls that opened its sockets. */
  readonly calls: CallLog;
  /** The next connection's name: `c1`, `c2`, … over all servers. */
  nextConnection(): string;
}

export interface Endpoint {
  readonly id: string;
  readonly spec: EndpointSpec;
  /**
   * Opens it. Never rejects: what fails becomes the state FAILED with its problem (and an
   * `endpoint.failed` event), and open() may be called again to retry.
   */
  open(): Promise<void>;
  /** Closes it and all it holds; settles when the sockets are closed. Emits `endpoint.closed`. */
  close(): Promise<void>;
  row(): ListenRow;
  detail(): EndpointDetail;
  /** Its life so far. @param until milliseconds since the epoch: what was later is left out */
  timeline(until: number): Timeline;
  summary(): EndpointSummary;
  /**
   * Clients can come to it of whom no event tells, since they are left waiting: `sample` is called
   * VIEWS_PER_SECOND times a second though nothing happens.
   */
  readonly watchful: boolean;
  /**
   * Called VIEWS_PER_SECOND times a second while something happens, otherwise more seldom: look at the kernel (queue, drops), call changed()
   * if what is shown would differ, emit `connection.queued` and `loss`.
   */
  sample(): void;
}

/** An endpoint with TCP connections, accepted or made. */
export interface ConnectionHolder extends Endpoint {
  /** One that is open, by its name. */
  find(id: string): Connection | null;
  /** Of a row of the Clients pane: open, lately closed, or not connected yet. */
  connectionDetail(key: string): ConnectionDetail | null;
  /** The life of the same one, as `timeline`. */
  connectionTimeline(key: string, until: number): Timeline | null;
}
