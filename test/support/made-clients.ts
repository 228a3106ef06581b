// Clients without sockets, for lists: their facts are set by the test, and what is asked of them is counted.

import type { ClientSource, Standing, Stay } from '../../source/engine/client-source.ts';
import type { ClientRow, ConnectionState } from '../../source/protocol/views.ts';
import { PLAIN_CLIENT } from './client-facts.ts';

/** Counts up with all that any of them does. */
let began = 0;

export class MadeClient implements ClientSource {
  readonly key: string;
  readonly formerKey: string | null;
  readonly direction = 'in';
  stream: number | null = null;
  standing: Standing | null = 'accepted';
  state: ConnectionState = 'ESTABLISHED';
  bytesIn: number | null = 0;
  rttMicros: number | null = null;
  readonly #stays: Stay[] = [];
  /** How often anything was asked of it. */
  asked = 0;
  readonly #number: number;

  constructor(number: number, key = `c${number}`, formerKey: string | null = null) {
    this.#number = number;
    this.key = key;
    this.formerKey = formerKey;
  }

  /** From then on it stands there. */
  stand(standing: Standing | null, from: number): void {
    this.standing = standing;
    began += 1;
    if (standing !== null) this.#stays.push({ standing, from, began });
  }

  stays(): readonly Stay[] {
    return this.#stays;
  }

  rowAt(time: number): ClientRow {
    return { ...this.row(), since: time };
  }

  sortValue(column: string): string | number | null {
    this.asked += 1;
    switch (column) {
      case 'port':
        // Out of order, and not all different.
        return (this.#number * 7919) % 5003;
      case 'state':
        return this.state;
      case 'age':
        return this.standing === 'accepted' ? -this.#number : 0;
      case 'in':
        return this.bytesIn;
      case 'rtt':
        return this.rttMicros;
      default:
        return null;
    }
  }

  row(): ClientRow {
    this.asked += 1;
    const end = {
      address: '127.0.0.1',
      port: 1 + (this.#number % 65_535),
      family: 'IPv4',
    } as const;
    return {
      ...PLAIN_CLIENT,
      key: this.key,
      connection: this.key,
      remote: end,
      local: end,
      state: this.state,
      since: 1_700_000_000_000 + this.#number,
      bytesIn: this.bytesIn,
      bytesOut: 0,
      rttMicros: this.rttMicros,
      changedAt: 0,
    };
  }
}
