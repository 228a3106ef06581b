// The Clients pane's row of a client of ours whose handshake is under way.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { ClientRow, ConnectionState } from '../../protocol/views.ts';
import type { ClientSource, Standing, Stay } from '../client-source.ts';
import type { Dating } from '../dating.ts';
import { inOrder, NOT_CONNECTED } from './client-rows.ts';

export class DialingRow implements ClientSource {
  readonly key: string;
  readonly formerKey = null;
  readonly direction = 'out';
  readonly stream = null;
  readonly #endpoint: string;
  readonly #local: Address;
  readonly #remote: Address;
  /** Monotonic milliseconds. */
  readonly #since: number;
  readonly #dating: Dating;
  /** It is connected, or has gone on to the next address. */
  left = false;

  constructor(endpoint: string, local: Address, remote: Address, since: number, dating: Dating) {
    this.key = `${endpoint}/${formatAddress(local)}`;
    this.#endpoint = endpoint;
    this.#local = local;
    this.#remote = remote;
    this.#since = since;
    this.#dating = dating;
  }

  get standing(): Standing | null {
    return this.left ? null : 'waiting';
  }

  sortValue(column: string): string | number | null {
    switch (column) {
      case 'state':
        return STATE;
      case 'endpoint':
        return this.#endpoint;
      case 'age':
        return -this.#since;
      case 'remote':
        return inOrder(this.#local);
      case 'port':
        return this.#local.port;
      default:
        return null;
    }
  }

  stays(): readonly Stay[] {
    const began = this.#since;
    return [{ standing: 'waiting', from: this.#dating.of(began), began }];
  }

  rowAt(): ClientRow {
    return this.row();
  }

  row(): ClientRow {
    const since = this.#dating.of(this.#since);
    return {
      ...NOT_CONNECTED,
      key: this.key,
      endpoint: this.#endpoint,
      direction: 'out',
      remote: this.#remote,
      local: this.#local,
      state: STATE,
      since,
      bytesIn: null,
      changedAt: since,
    };
  }
}

/** The kernel's word for a socket whose SYN is not answered yet. */
const STATE: ConnectionState = 'SYN_SENT';
