// The socket layer over libc and the kernel's own answers. Loading this file loads koffi; choose.ts
// does so only where that can work.

import { connectTcp } from '../connect-tcp.ts';
import { listInterfaces } from '../interfaces.ts';
import type { SocketLayer } from '../layer.ts';
import { openUdp } from './datagram-socket.ts';
import { linuxHost } from './host.ts';
import { descriptorLimit } from './libc.ts';
import { openMulticast } from './multicast-socket.ts';
import { readListenCounters } from './net-stat.ts';
import { openMulticastSender, openUdpClient } from './outgoing-sockets.ts';
import { portHolder } from './port-holder.ts';
import { find } from './sock-diag.ts';
import { descriptorOf, kernelSample, pendingError, sampleConnection } from './tcp-info.ts';
import { listenTcp } from './tcp-listener.ts';

/** What a socket can be in once nobody has it open. In any other it is a new one with the same 4-tuple. */
const AFTER_CLOSE = new Set(['FIN_WAIT1', 'FIN_WAIT2', 'CLOSING', 'LAST_ACK', 'TIME_WAIT']);

export const linuxLayer: SocketLayer = {
  name: 'linux',
  queuePlace: 'kernel',
  listenTcp,
  connectTcp,
  openUdp,
  openUdpClient,
  openMulticastSender,
  openMulticast,
  sample: sampleConnection,
  kernelSample,
  pendingError,
  descriptorOf,
  afterClose: (local, remote) => {
    try {
      const found = find(local, remote);
      return found !== null && AFTER_CLOSE.has(found.state) ? found : null;
    } catch {
      return null;
    }
  },
  hostCounters: readListenCounters,
  portHolder,
  host: linuxHost,
  interfaces: listInterfaces,
  descriptorLimit,
};
