// A host's addresses, as the system's resolver gives them.

import { lookup } from 'node:dns/promises';
import type { Family } from '../../protocol/address.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: Family;
}

/**
 * Every address of a name, in the resolver's order (RFC 6724); a numeric one is its own.
 * Rejects with getaddrinfo's code, such as ENOTFOUND.
 */
export async function resolve(host: string): Promise<ResolvedAddress[]> {
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 'IPv6' : 'IPv4' }));
}
