// A host's addresses, as the system's resolver gives them.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Family } from '../../protocol/address.ts';
import type { CallListener } from '../kernel/layer.ts';
import { awaitCall } from '../kernel/made-call.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: Family;
}

/** Of a name with hundreds of addresses so many are named in the call's answer. */
const MAX_NAMED = 8;

/**
 * Every address of a name, in the resolver's order (RFC 6724); a numeric one is its own, and nothing is
 * called. Rejects with getaddrinfo's code, such as ENOTFOUND.
 */
export async function resolve(
  host: string,
  listener: CallListener = {},
): Promise<ResolvedAddress[]> {
  if (isIP(host) !== 0) return resolved(host);
  const call = { call: 'getaddrinfo', arguments: [JSON.stringify(host)] };
  return awaitCall(listener, call, () => resolved(host), addressesOf);
}

async function resolved(host: string): Promise<ResolvedAddress[]> {
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 'IPv6' : 'IPv4' }));
}

function addressesOf(found: readonly ResolvedAddress[]): string {
  const named = found.slice(0, MAX_NAMED).map(({ address }) => address);
  return [...named, ...(found.length > MAX_NAMED ? ['...'] : [])].join(', ');
}
