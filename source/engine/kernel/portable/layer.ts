// The socket layer over node:net and node:dgram alone, for systems whose kernel can't be asked.

import { connectTcp } from '../connect-tcp.ts';
import { listInterfaces } from '../interfaces.ts';
import type { SocketLayer } from '../layer.ts';
import { openUdp } from './datagram-socket.ts';
import { portableHost } from './host.ts';
import { openMulticast } from './multicast-socket.ts';
import { openMulticastSender, openUdpClient } from './outgoing-sockets.ts';
import { listenTcp } from './tcp-listener.ts';

export const portableLayer: SocketLayer = {
  name: 'portable',
  queuePlace: 'program',
  listenTcp,
  connectTcp,
  openUdp,
  openUdpClient,
  openMulticastSender,
  openMulticast,
  sample: () => null,
  kernelSample: () => null,
  pendingError: () => null,
  descriptorOf: () => null,
  afterClose: () => null,
  hostCounters: () => null,
  portHolder: () => null,
  host: portableHost,
  interfaces: listInterfaces,
  descriptorLimit: () => null,
};
