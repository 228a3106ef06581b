// Makes an endpoint of any kind from its spec: names it, gives it the journal of its kind and what it shares
// with the others, and keeps what the views read of it: the clients, and whose each part of a journal is.

import type { EndpointKind, EndpointSpec } from '../protocol/spec.ts';
import type { DescriptorBudget } from './descriptors.ts';
import type { Endpoint, EndpointContext } from './endpoints/endpoint.ts';
import { MulticastGroup } from './endpoints/multicast-group.ts';
import { MulticastSender } from './endpoints/multicast-sender.ts';
import { TcpClient } from './endpoints/tcp-client.ts';
import { TcpRelay } from './endpoints/tcp-relay.ts';
import { TcpServer } from './endpoints/tcp-server.ts';
import { UdpClient } from './endpoints/udp-client.ts';
import { UdpRelay } from './endpoints/udp-relay.ts';
import { UdpServer } from './endpoints/udp-server.ts';
import { DATAGRAM_JOURNAL, Journal, STREAM_JOURNAL } from './journal.ts';
import { CallLog } from './timeline/call-log.ts';
import { ClientList } from './views/client-list.ts';
import type { Owner } from './views/datagram-list.ts';

/** What the engine gives every endpoint alike. */
export type Surroundings = Pick<EndpointContext, 'world' | 'wantsEvents' | 'emit' | 'changed'>;

export class EndpointMaker {
  readonly clients: ClientList;
  readonly datagrams = new KeptDatagrams();
  readonly multicast = new KeptDatagrams();
  /** What connections carry. */
  readonly streams = new Journal(STREAM_JOURNAL);
  readonly #surroundings: Surroundings;
  readonly #descriptors: DescriptorBudget;
  readonly #counts = new Map<EndpointKind, number>();
  #connections = 0;

  constructor(surroundings: Surroundings, descriptors: DescriptorBudget) {
    this.#surroundings = surroundings;
    this.#descriptors = descriptors;
    this.clients = new ClientList(() => surroundings.world.clock.now(), this.streams);
  }

  make(spec: EndpointSpec): Endpoint {
    const number = (this.#counts.get(spec.kind) ?? 0) + 1;
    this.#counts.set(spec.kind, number);
    const id = `${spec.kind}-${number}`;
    const { datagrams, multicast } = this;
    switch (spec.kind) {
      case 'tcp':
        return new TcpServer(
          spec,
          this.#context(id, this.streams),
          this.#descriptors,
          this.clients,
        );
      case 'tcp-client':
        return new TcpClient(
          spec,
          this.#context(id, this.streams),
          this.#descriptors,
          this.clients,
        );
      case 'udp':
        return datagrams.of(new UdpServer(spec, this.#context(id, datagrams.journal)), null);
      case 'udp-client': {
        const context = this.#context(id, datagrams.journal);
        return datagrams.of(new UdpClient(spec, context, this.#descriptors), null);
      }
      case 'relay': {
        const { clients } = this;
        if (spec.transport === 'tcp') {
          const context = this.#context(id, this.streams);
          return new TcpRelay(spec, context, this.#descriptors, clients);
        }
        const context = this.#context(id, datagrams.journal);
        return datagrams.of(new UdpRelay(spec, context, this.#descriptors, clients), null);
      }
      case 'multicast-sender': {
        const context = this.#context(id, multicast.journal);
        return multicast.of(new MulticastSender(spec, context), spec.host);
      }
      case 'multicast': {
        const context = this.#context(id, multicast.journal);
        return multicast.of(new MulticastGroup(spec, context), spec.host);
      }
    }
  }

  #context(id: string, journal: Journal): EndpointContext {
    return {
      id,
      journal,
      ...this.#surroundings,
      calls: new CallLog(this.#surroundings.world.clock),
      nextConnection: () => {
        this.#connections += 1;
        return `c${this.#connections}`;
      },
    };
  }
}

/** A journal of datagrams, and what its owner numbers mean. */
class KeptDatagrams {
  readonly journal = new Journal(DATAGRAM_JOURNAL);
  readonly owners = new Map<number, Owner>();

  /** Notes whose its part of the journal is. @returns the endpoint */
  of<T extends Endpoint & { readonly owner: number }>(endpoint: T, group: string | null): T {
    this.owners.set(endpoint.owner, { endpoint: endpoint.id, group });
    return endpoint;
  }
}
