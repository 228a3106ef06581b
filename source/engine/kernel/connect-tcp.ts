// connect(2) by Node, the same on both layers.

import { connect, type Socket } from 'node:net';
import type { Address } from '../../protocol/address.ts';
import { withZoneName } from './interfaces.ts';

export function connectTcp(to: Address): Socket {
  const host = withZoneName(to.address);
  const socket = connect({ host, port: to.port, allowHalfOpen: true, noDelay: true });
  // Nothing is read before whoever reads it is there.
  socket.pause();
  return socket;
}
