// Datagram endpoints under test: over either layer, with what they emit and keep at hand.

import { createSocket, type Socket } from 'node:dgram';
import { onTestFinished } from 'vitest';
import { MulticastGroup } from '../../../source/engine/endpoints/multicast-group.ts';
import { UdpServer } from '../../../source/engine/endpoints/udp-server.ts';
import { Journal } from '../../../source/engine/journal.ts';
import { listInterfaces } from '../../../source/engine/kernel/interfaces.ts';
import type { SocketLayer } from '../../../source/engine/kernel/layer.ts';
import { portableHost } from '../../../source/engine/kernel/portable/host.ts';
import { CallLog } from '../../../source/engine/timeline/call-log.ts';
import { type Clock, systemClock } from '../../../source/engine/world.ts';
import type { EngineEvent } from '../../../source/protocol/events.ts';
import type { MulticastSpec, UdpSpec } from '../../../source/protocol/spec.ts';
import { multicastSpec, udpSpec } from '../../support/specs.ts';

export const linux = process.platform === 'linux';
export const LAYERS: readonly ('linux' | 'portable')[] = linux
  ? ['linux', 'portable']
  : ['portable'];

/** The datagram half of a socket layer. */
export async function datagramLayer(name: 'linux' | 'portable'): Promise<SocketLayer> {
  const { openUdp } =
    name === 'linux'
      ? await import('../../../source/engine/kernel/linux/datagram-socket.ts')
      : await import('../../../source/engine/kernel/portable/datagram-socket.ts');
  const { openMulticast } =
    name === 'linux'
      ? await import('../../../source/engine/kernel/linux/multicast-socket.ts')
      : await import('../../../source/engine/kernel/portable/multicast-socket.ts');
  const { openMulticastSender, openUdpClient } =
    name === 'linux'
      ? await import('../../../source/engine/kernel/linux/outgoing-sockets.ts')
      : await import('../../../source/engine/kernel/portable/outgoing-sockets.ts');
  return {
    name,
    queuePlace: 'kernel',
    listenTcp: () => Promise.reject(new Error('this layer knows datagrams only')),
    connectTcp: () => {
      throw new Error('this layer knows datagrams only');
    },
    openUdp,
    openUdpClient,
    openMulticastSender,
    openMulticast,
    sample: () => null,
    kernelSample: () => null,
    pendingError: () => null,
    afterClose: () => null,
    hostCounters: () => null,
    portHolder: () => null,
    host: portableHost,
    interfaces: listInterfaces,
    descriptorLimit: () => null,
    descriptorOf: () => null,
  };
}

export interface Bench {
  readonly events: EngineEvent[];
  readonly journal: Journal;
  readonly udp: (part?: Partial<UdpSpec>) => UdpServer;
  readonly group: (part?: Partial<MulticastSpec>) => MulticastGroup;
}

/** A bench of endpoints that close when the test ends. */
export async function bench(
  layer: 'linux' | 'portable' | SocketLayer,
  clock: Clock = systemClock,
): Promise<Bench> {
  const sockets = typeof layer === 'string' ? await datagramLayer(layer) : layer;
  const events: EngineEvent[] = [];
  const journal = new Journal({ bytes: 8 << 20, entries: 1 << 18, snap: 4096 });
  let count = 0;
  const context = () => {
    count += 1;
    return {
      id: `test-${count}`,
      world: { clock, sockets },
      journal,
      wantsEvents: () => true,
      emit: (event: EngineEvent) => void events.push(event),
      calls: new CallLog(clock),
      changed: () => {},
      nextConnection: () => 'c1',
    };
  };
  return {
    events,
    journal,
    udp: (part) => closing(new UdpServer(udpSpec(part), context())),
    group: (part) => closing(new MulticastGroup(multicastSpec(part), context())),
  };
}

function closing<T extends UdpServer | MulticastGroup>(endpoint: T): T {
  onTestFinished(() => endpoint.close());
  return endpoint;
}

/** Payloads of an owner that the journal holds, oldest first. */
export function payloads(journal: Journal, owner: number, direction: 'in' | 'out'): string[] {
  const found: string[] = [];
  for (let at = journal.lastOf(owner); at >= 0; at = journal.previousOf(at)) {
    if (journal.entry(at)?.direction === direction) {
      found.unshift(journal.payload(at).toString('latin1'));
    }
  }
  return found;
}

/** Somebody to talk to an endpoint: a plain dgram socket. */
export class Peer {
  readonly heard: Buffer[] = [];
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (data) => this.heard.push(data));
    onTestFinished(() => {
      socket.close();
    });
  }

  static async on(address: string): Promise<Peer> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, address, resolve);
    });
    return new Peer(socket);
  }

  /** Settles once the kernel has taken it. */
  send(data: Buffer | string, to: { readonly address: string; readonly port: number }) {
    return new Promise<void>((resolve, reject) => {
      const done = (error: Error | null) => (error === null ? resolve() : reject(error));
      this.socket.send(data, to.port, to.address, done);
    });
  }
}
