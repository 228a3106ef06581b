// The engine owns the endpoints: commands in, events and views out. It knows no thread and no front
// end; worker.ts carries it over a port, tests drive it directly.

import type { Answer, Command } from '../protocol/commands.ts';
import type { EngineEvent } from '../protocol/events.ts';
import type { Problem } from '../protocol/problem.ts';
import { type EndpointSpec, isOutgoing, type RelaySpec, type TcpSpec } from '../protocol/spec.ts';
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
import { Doctor } from './doctor/doctor.ts';
import { EndpointMaker } from './endpoint-maker.ts';
import type { ConnectionHolder, Endpoint } from './endpoints/endpoint.ts';
import { MulticastGroup } from './endpoints/multicast-group.ts';
import { TcpClient } from './endpoints/tcp-client.ts';
import { TcpListening } from './endpoints/tcp-listening.ts';
import { UdpRelay } from './endpoints/udp-relay.ts';
import { changeFaults } from './relay/change-faults.ts';
import type { Connection } from './tcp/connection.ts';
import { timelineOf } from './timeline/asked.ts';
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
  readonly #maker: EndpointMaker;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #closed: EndpointSummary[] = [];
  readonly #past = new PastTotals();
  readonly #rates = new RateHistory();
  readonly #picture: Picture;
  readonly #doctor: Doctor;
  readonly #startedAt: number;
  /** What is opened after them may be meant for them: it waits until they listen. */
  readonly #serversOpening = new Set<Promise<void>>();
  #stopping = false;

  constructor(world: World, sinks: EngineSinks) {
    this.#world = world;
    this.#sinks = sinks;
    this.#startedAt = world.clock.monotonic();
    const descriptors = new DescriptorBudget(
      world.sockets.descriptorLimit(),
      () => this.#endpoints.size,
    );
    this.#maker = new EndpointMaker(
      {
        world,
        wantsEvents: (events, bytes) =>
          sinks.emit !== null && (sinks.admits?.(events, bytes) ?? true),
        emit: (event) => sinks.emit?.(event),
        changed: sinks.changed,
      },
      descriptors,
    );
    this.#doctor = new Doctor(world.sockets);
    this.#picture = new Picture({
      now: () => world.clock.now(),
      totals: (rows) => ({
        ...addUp(rows, this.#past, world.sockets),
        history: this.#rates.all(),
      }),
      listenRows: () => this.#rows(),
      detail: (request, until) => this.#detail(request, until),
      clients: this.#maker.clients,
      streams: this.#maker.streams,
      datagrams: this.#maker.datagrams,
      multicast: this.#maker.multicast,
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
          sendTo(endpoint, command.to, command.payload),
        );
      case 'join':
        return this.#withGroup(command.endpoint, (group) => group.join(command.interface));
      case 'leave':
        return this.#withGroup(command.endpoint, (group) => group.leave(command.interface));
      case 'set-faults':
        return this.#with(command.endpoint, async (endpoint) =>
          answer(endpoint.id, changeFaults(endpoint, command.faults)),
        );
      case 'diagnose':
        return this.#with(command.endpoint, (endpoint) => this.#diagnose(endpoint, command.listen));
      case 'shutdown':
        return { ok: true, summary: await this.shutdown() };
    }
  }

  /** Something can happen that only `sample` sees, and that is to be shown at once. */
  get watchful(): boolean {
    for (const endpoint of this.#endpoints.values()) if (endpoint.watchful) return true;
    return false;
  }

  /** Looks at the kernel: queues, drops, interfaces. Called a few times a second. */
  sample(): void {
    for (const endpoint of this.#endpoints.values()) endpoint.sample();
    this.#rates.note(this.#world.clock.monotonic(), () => this.#rows());
    this.#picture.note();
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
    this.#doctor.stop();
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
    const endpoint = this.#maker.make(spec);
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

  async #diagnose(endpoint: Endpoint, listen: boolean): Promise<Answer> {
    const others = [...this.#endpoints.values()].filter((each) => each !== endpoint);
    const diagnosis = await this.#doctor.diagnose(endpoint, others, listen);
    return { ok: true, endpoint: endpoint.id, diagnosis };
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

  #withServer(
    id: string,
    run: (server: TcpListening<TcpSpec | RelaySpec>) => Problem | null,
  ): Promise<Answer> {
    return this.#with(id, async (endpoint) => {
      if (!(endpoint instanceof TcpListening)) return refuse(notOfKind(id, 'tcp'));
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
      if (holdsConnections(endpoint)) yield endpoint;
    }
  }

  /** @param until when a frozen picture was frozen, in milliseconds since the epoch */
  #detail(request: DetailRequest, until: number): Detail | null {
    const { of, key } = request;
    if (of === 'endpoint') {
      const endpoint = this.#endpoints.get(key);
      if (endpoint === undefined) return { of: 'gone', key };
      return { ...endpoint.detail(), ...timelineOf(request, () => endpoint.timeline(until)) };
    }
    if (of === 'datagram') return null;
    for (const holder of this.#connectionHolders()) {
      const detail = holder.connectionDetail(key);
      if (detail === null) continue;
      return { ...detail, ...timelineOf(request, () => holder.connectionTimeline(key, until)) };
    }
    return { of: 'gone', key };
  }
}

const holdsConnections = (endpoint: Endpoint): endpoint is ConnectionHolder =>
  endpoint instanceof TcpListening || endpoint instanceof TcpClient || endpoint instanceof UdpRelay;

const refuse = (problem: Problem): Answer => ({ ok: false, problem });

const answer = (endpoint: string, problem: Problem | null): Answer =>
  problem === null ? { ok: true, endpoint } : refuse(problem);

/** An endpoint that could not open stays as a FAILED row; the answer says why. */
function outcome(endpoint: Endpoint): Answer {
  const { state, problem } = endpoint.row();
  return answer(endpoint.id, state === 'FAILED' ? problem : null);
}
