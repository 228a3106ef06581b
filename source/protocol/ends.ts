import type { Address } from './address.ts';
import type { ListenRow } from './rows.ts';

interface Ends {
  /** `in`: the peer connected to us; `out`: we connected to it. */
  readonly direction: 'in' | 'out';
  readonly local: Address;
  readonly remote: Address;
}

/** The client's end of a connection, with its ephemeral port: what tells a server's connections apart. */
export const clientEnd = ({ direction, local, remote }: Ends): Address =>
  direction === 'in' ? remote : local;

export const serverEnd = ({ direction, local, remote }: Ends): Address =>
  direction === 'in' ? local : remote;

/** What an endpoint is known by: where it sends to, or where others come to. */
export const addressOf = ({ remote, local }: Pick<ListenRow, 'remote' | 'local'>): Address =>
  remote ?? local;
