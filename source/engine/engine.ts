// The engine owns the endpoints: commands in, events and views out. It knows no thread and no front
// end; worker.ts carries it over a port, tests drive it directly.

import type { Answer, Command } from '../protocol/commands.ts';
import type { EngineEvent } from '../protocol/events.ts';
import type { Problem } from '../protocol/problem.ts';
import { type EndpointKind, type EndpointSpec, isOutgoing } from '../protocol/spec.ts';
import type { EndpointSummary, Summary } from '../protocol/summary.ts';
import type { Detail, DetailRequest, ListenRow, View, ViewRequest } from '../protocol/views.ts';
import {
  noEndpoint,
  notFailed,
  notOfKind,
  shuttingDown,
  tooManyEndpoints,
} from './command-messages.ts';
import { control } from './connection-commands.ts';
import { sendTo } from './datagrams/send-by-hand.ts';
import { DescriptorBudget } from './descriptors.ts';
import type { ConnectionHolder, Endpoint, EndpointContext } from './endpoints/endpoint.ts';
import { MulticastGroup } from './endpoints/multicast-group.ts';
import { MulticastSender } from './endpoints/multicast-sender.ts';
import { TcpClient } from './endpoints/tcp-client.ts';
import { TcpServer } from './endpoints/tcp-server.ts';
import { UdpClient } from './endpoints/udp-client.ts';
import { UdpServer } from './endpoints/udp-server.ts';
import { DATAGRAM_JOURNAL, Journal, STREAM_JOURNAL } from './journal.ts';
import type { Connection } from './tcp/connection.ts';
import { ClientList } from './views/client-list.ts';
import type { Owner } from './views/datagram-list.ts';
import { PastTotals } from './views/past-totals.ts';
import { Picture } from './views/picture.ts';
import { RateHistory } from './views/rate-history.ts';
import { addUp } from './views/totals.ts';
import type { World } from './world.ts';

/** Endpoints open at once: far more than one screen steers; each costs a descriptor and a row. */
export const MAX_ENDPOINTS = 256;
/** Closed endpoints that the summary still names; those before them are in the totals alone. */
export const MAX_CLOSED_SUMMARIES = 1024;

export interface EngineSinks {
  /** Null while nobody reads events. */
  readonly emit: ((event: EngineEvent) => void) | null;
  /** Whether so many events with so much payload are taken; if not they count as skipped. */
  readonly admits?: (events: number, payloadBytes: number) => boolean;
  /** Something that a view shows has changed. */
  readonly changed: () => void;
}

export class Engine {
  readonly #world: World;
  readonly #sinks: EngineSinks;
  readonly #descriptors: DescriptorBudget;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #closed: EndpointSummary[] = [];
  readonly #past = new PastTotals();
  readonly #counts = new Map<EndpointKind, number>();
  readonly #streams = new Journal(STREAM_JOURNAL);
  readonly #datagrams = new Journal(DATAGRAM_JOURNAL);
  readonly #datagramOwners = new Map<number, Owner>();
  readonly #multicast = new Journal(DATAGRAM_JOURNAL);
  readonly #multicastOwners = new Map<number, Owner>();
  readonly #clients = new ClientList();
  readonly #rates = new RateHistory();
  readonly #picture: Picture;
  readonly #startedAt: number;
  /** What is opened after them may be meant for them: it waits until they listen. */
  readonly #serversOpening = new Set<Promise<void>>();
  #connections = 0;
  #stopping = false;

  constructor(world: World, sinks: EngineSinks) {
    this.#world = world;
    this.#sinks = sinks;
    this.#startedAt = world.clock.monotonic();
    this.#descriptors = new DescriptorBudget(
      world.sockets.descriptorLimit(),
      () => this.#endpoints.size,
    );
    this.#picture = new Picture({
      now: () => world.clock.now(),
      totals: (rows) => ({
        ...addUp(rows, this.#past, world.sockets),
        history: this.#rates.all(),
      }),
      listenRows: () => this.#rows(),
      clients: this.#clients,
      detail: (request) => this.#detail(request),
      datagrams: { journal: this.#datagrams, owners: this.#datagramOwners },
      multicast: { journal: this.#multicast, owners: this.#multicastOwners },
    });
  }

  /** Carries out one command. Never rejects. */
  async dispatch(command: Command): Promise<Answer> {
    switch (command.type) {
      case 'open':
        return this.#open(command.spec);
      case 'retry':
        return this.#with(command.endpoint, (endpoint) => this.#retry(endpoint));
      case 'close':
        return this.#with(command.endpoint, (endpoint) => this.#close(endpoint));
      case 'set-mode':
        return this.#withServer(command.endpoint, (server) => server.setMode(command.mode));
      case 'set-accepting':
        return this.#withServer(command.endpoint, (server) =>
          server.setAccepting(command.accepting),
        );
      case 'accept-next':
        return this.#withServer(command.endpoint, (server) => server.acceptNext());
      case 'send':
      case 'set-reading':
      case 'half-close':
      case 'reset':
      case 'disconnect':
      case 'set-service':
      case 'set-delay':
        return control(command, (id) => this.#connection(id));
      case 'send-to':
        return this.#with(command.endpoint, (endpoint) =>
          endpoint instanceof UdpServer
            ? sendTo(endpoint, command.to, command.payload)
            : Promise.resolve(refuse(notOfKind(endpoint.id, 'udp'))),
        );
      case 'join':
        return this.#withGroup(command.endpoint, (group) => group.join(command.interface));
      case 'leave':
        return this.#withGroup(command.endpoint, (group) => group.leave(command.interface));
      case 'shutdown':
        return { ok: true, summary: await this.shutdown() };
    }
  }

  /** Looks at the kernel: queues, drops, interfaces. Called a few times a second. */
  sample(): void {
    for (const endpoint of this.#endpoints.values()) endpoint.sample();
    this.#rates.note(this.#world.clock.monotonic(), () => this.#rows());
  }

  view(request: ViewRequest): View {
    return this.#picture.view(request);
  }

  /** Another view would show more, though nothing happened: rows are still being looked through. */
  get searching(): boolean {
    return this.#picture.searching;
  }

  /** Goes on with that, for a millisecond or two. */
  search(): void {
    this.#picture.search();
  }

  /** Closes every endpoint and sums up the run. */
  async shutdown(): Promise<Summary> {
    this.#stopping = true;
    const open = [...this.#endpoints.values()];
    await Promise.all(open.map((endpoint) => this.#close(endpoint)));
    return {
      endpoints: [...this.#closed],
      durationMs: Math.round(this.#world.clock.monotonic() - this.#startedAt),
    };
  }

  async #open(spec: EndpointSpec): Promise<Answer> {
    if (this.#stopping) return refuse(shuttingDown());
    if (this.#endpoints.size >= MAX_ENDPOINTS) return refuse(tooManyEndpoints(MAX_ENDPOINTS));
    const number = (this.#counts.get(spec.kind) ?? 0) + 1;
    this.#counts.set(spec.kind, number);
    const endpoint = this.#make(spec, `${spec.kind}-${number}`);
    this.#endpoints.set(endpoint.id, endpoint);
    if (isOutgoing(spec.kind)) {
      await Promise.all(this.#serversOpening);
      await endpoint.open();
    } else {
      const opening = endpoint.open();
      this.#serversOpening.add(opening);
      await opening;
      this.#serversOpening.delete(opening);
    }
    return outcome(endpoint);
  }

  #make(spec: EndpointSpec, id: string): Endpoint {
    switch (spec.kind) {
      case 'tcp':
        return new TcpServer(
          spec,
          this.#context(id, this.#streams),
          this.#descriptors,
          this.#clients,
        );
      case 'tcp-client':
        return new TcpClient(
          spec,
          this.#context(id, this.#streams),
          this.#descriptors,
          this.#clients,
        );
      case 'udp': {
        const server = new UdpServer(spec, this.#context(id, this.#datagrams));
        this.#datagramOwners.set(server.owner, { endpoint: id, group: null });
        return server;
      }
      case 'udp-client': {
        const client = new UdpClient(spec, this.#context(id, this.#datagrams), this.#descriptors);
        this.#datagramOwners.set(client.owner, { endpoint: id, group: null });
        return client;
      }
      case 'multicast-sender': {
        const sender = new MulticastSender(spec, this.#context(id, this.#multicast));
        this.#multicastOwners.set(sender.owner, { endpoint: id, group: spec.host });
        return sender;
      }
      case 'multicast': {
        const group = new MulticastGroup(spec, this.#context(id, this.#multicast));
        this.#multicastOwners.set(group.owner, { endpoint: id, group: spec.host });
        return group;
      }
    }
  }

  #context(id: string, journal: Journal): EndpointContext {
    const sinks = this.#sinks;
    return {
      id,
      world: this.#world,
      journal,
      wantsEvents: (events, bytes) =>
        sinks.emit !== null && (sinks.admits?.(events, bytes) ?? true),
      emit: (event) => sinks.emit?.(event),
      changed: sinks.changed,
      nextConnection: () => {
        this.#connections += 1;
        return `c${this.#connections}`;
      },
    };
  }

  async #retry(endpoint: Endpoint): Promise<Answer> {
    const { state } = endpoint.row();
    // CLOSED is what an outgoing endpoint is once its server has ended all its connections.
    if (state !== 'FAILED' && state !== 'CLOSED') return refuse(notFailed(endpoint.id));
    await endpoint.open();
    return outcome(endpoint);
  }

  async #close(endpoint: Endpoint): Promise<Answer> {
    await endpoint.close();
    if (this.#endpoints.delete(endpoint.id)) {
      const summary = endpoint.summary();
      this.#past.add(summary);
      this.#closed.push(summary);
      if (this.#closed.length > MAX_CLOSED_SUMMARIES) this.#closed.shift();
    }
    this.#sinks.changed();
    return { ok: true, endpoint: endpoint.id };
  }

  #connection(id: string): Connection | null {
    for (const holder of this.#connectionHolders()) {
      const connection = holder.find(id);
      if (connection !== null) return connection;
    }
    return null;
  }

  async #with(id: string, run: (endpoint: Endpoint) => Promise<Answer>): Promise<Answer> {
    const endpoint = this.#endpoints.get(id);
    return endpoint === undefined ? refuse(noEndpoint(id)) : run(endpoint);
  }

  #withServer(id: string, run: (server: TcpServer) => Problem | null): Promise<Answer> {
    return this.#with(id, async (endpoint) => {
      if (!(endpoint instanceof TcpServer)) return refuse(notOfKind(id, 'tcp'));
      return answer(id, run(endpoint));
    });
  }

  #withGroup(id: string, run: (group: MulticastGroup) => Problem | null): Promise<Answer> {
    return this.#with(id, async (endpoint) => {
      if (!(endpoint instanceof MulticastGroup)) return refuse(notOfKind(id, 'multicast'));
      return answer(id, run(endpoint));
    });
  }

  #rows(): readonly ListenRow[] {
    return [...this.#endpoints.values()].map((endpoint) => endpoint.row());
  }

  *#connectionHolders(): Iterable<ConnectionHolder> {
    for (const endpoint of this.#endpoints.values()) {
      if (endpoint instanceof TcpServer || endpoint instanceof TcpClient) yield endpoint;
    }
  }

  #detail(request: DetailRequest): Detail | null {
    if (request.of === 'endpoint') {
      return this.#endpoints.get(request.key)?.detail() ?? { of: 'gone', key: request.key };
    }
    for (const holder of this.#connectionHolders()) {
      const detail = holder.connectionDetail(request.key);
      if (detail !== null) return detail;
    }
    return { of: 'gone', key: request.key };
  }
}

const refuse = (problem: Problem): Answer => ({ ok: false, problem });

const answer = (endpoint: string, problem: Problem | null): Answer =>
  problem === null ? { ok: true, endpoint } : refuse(problem);

/** An endpoint that could not open stays as a FAILED row; the answer says why. */
function outcome(endpoint: Endpoint): Answer {
  const { state, problem } = endpoint.row();
  return answer(endpoint.id, state === 'FAILED' ? problem : null);
}
