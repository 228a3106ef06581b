// The Clients pane's row of who waits in the accept queue.

import type { Address } from '../../protocol/address.ts';
import type { ClientRow, ConnectionState } from '../../protocol/views.ts';
import type { ClientSource, Standing, Stay } from '../client-source.ts';
import type { Dating } from '../dating.ts';
import type { WaitingClient } from '../kernel/layer.ts';
import { waitingTimeline } from '../timeline/connection-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { inOrder, NOT_CONNECTED } from './client-rows.ts';

/** A client in the queue. `firstSeen` is monotonic milliseconds. */
export class WaitingRow implements ClientSource {
  readonly key: string;
  readonly formerKey = null;
  readonly remote: Address;
  readonly local: Address;
  readonly firstSeen: number;
  readonly halfOpen: boolean;
  readonly #endpoint: string;
  readonly #dating: Dating;
  #remoteInOrder: string | null = null;
  /** It waits no more. */
  left = false;
  bytesSent: number | null = null;

  constructor(
    key: string,
    endpoint: string,
    { remote, local, halfOpen }: WaitingClient,
    firstSeen: number,
    dating: Dating,
  ) {
    this.key = key;
    this.halfOpen = halfOpen;
    this.remote = remote;
    this.local = local;
    this.firstSeen = firstSeen;
    this.#endpoint = endpoint;
    this.#dating = dating;
  }

  get standing(): Standing | null {
    return this.left ? null : 'waiting';
  }

  /**
   * How long it has waited, in milliseconds; null as long as its handshake is not done.
   * @param now monotonic milliseconds
   */
  waitedMs(now: number): number | null {
    return this.halfOpen ? null : Math.round(now - this.firstSeen);
  }

  /** @param now monotonic milliseconds */
  timeline(now: number): Timeline {
    const { bytesSent: bytes, halfOpen } = this;
    const since = this.#dating.of(this.firstSeen);
    return waitingTimeline({ since, ms: now - this.firstSeen, bytes, halfOpen });
  }

  sortValue(column: string): string | number | null {
    switch (column) {
      case 'state':
        return this.#state;
      case 'endpoint':
        return this.#endpoint;
      case 'age':
        return -this.firstSeen;
      case 'in':
        return this.bytesSent;
      case 'remote':
        this.#remoteInOrder ??= inOrder(this.remote);
        return this.#remoteInOrder;
      case 'port':
        return this.remote.port;
      default:
        return null;
    }
  }

  row(): ClientRow {
    const since = this.#dating.of(this.firstSeen);
    return {
      ...NOT_CONNECTED,
      key: this.key,
      endpoint: this.#endpoint,
      direction: 'in',
      remote: this.remote,
      local: this.local,
      state: this.#state,
      since,
      bytesIn: this.bytesSent,
      changedAt: since,
    };
  }

  readonly direction = 'in';
  readonly stream = null;

  stays(): readonly Stay[] {
    const began = this.firstSeen;
    return [{ standing: 'waiting', from: this.#dating.of(began), began }];
  }

  /** What it had sent by then is known only if it has sent nothing. */
  rowAt(): ClientRow {
    return { ...this.row(), bytesIn: this.bytesSent === 0 ? 0 : null };
  }

  get #state(): ConnectionState {
    return this.halfOpen ? 'SYN_RECV' : 'QUEUED';
  }
}
