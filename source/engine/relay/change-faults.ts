// One command of a person's: other faults for a relay.

import { checkedFaults } from '../../endpoint-spec.ts';
import type { Faults } from '../../protocol/faults.ts';
import type { Problem } from '../../protocol/problem.ts';
import { notOfKind } from '../command-messages.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { TcpRelay } from '../endpoints/tcp-relay.ts';
import { UdpRelay } from '../endpoints/udp-relay.ts';
import * as messages from './messages.ts';

/** @returns why not: it is no relay, or what passes through it can't have these faults */
export function changeFaults(endpoint: Endpoint, faults: Faults): Problem | null {
  if (!(endpoint instanceof TcpRelay || endpoint instanceof UdpRelay)) {
    return notOfKind(endpoint.id, 'relay');
  }
  const wrong = checkedFaults(endpoint.spec.transport, faults);
  if (wrong !== null) return messages.faultsRefused(wrong);
  endpoint.change(faults);
  return null;
}
