import type { Address } from '../../protocol/address.ts';

/** One end of a socket of Node's. It leaves the address out once the peer's reset has arrived. */
export function endOf(address?: string, port?: number, family?: string): Address | null {
  if (address === undefined || port === undefined) return null;
  return { address, port, family: family === 'IPv6' ? 'IPv6' : 'IPv4' };
}
