// From the target of a relay to the addresses that it passes on to.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Target } from '../../protocol/spec.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import { Refused, toProblem } from '../endpoints/problems.ts';
import { resolve } from '../endpoints/resolve.ts';
import { loopsBack } from './loop.ts';
import * as messages from './messages.ts';

/**
 * Every address of the target, in the resolver's order; they stay the same as long as the relay is open.
 * @param local where the relay is bound
 * @throws Refused when the name is not known, or one of its addresses is the relay itself
 */
export async function targetsOf(
  { host, port }: Target,
  local: Address,
  { world: { sockets }, calls }: Pick<EndpointContext, 'world' | 'calls'>,
): Promise<readonly Address[]> {
  const asked: Address = { address: host, port, family: host.includes(':') ? 'IPv6' : 'IPv4' };
  const found = await resolve(host, calls).catch((error: unknown) => {
    throw new Refused(toProblem(error, { operation: 'getaddrinfo', address: asked, holder: null }));
  });
  const own = sockets
    .interfaces()
    .flatMap(({ addresses }) => addresses.map((each) => each.address));
  const targets = found.map((each): Address => ({ ...each, port }));
  const loop = targets.find((target) => loopsBack(local, target, own));
  if (loop !== undefined) throw new Refused(messages.loop(formatAddress(asked), loop));
  return targets;
}
