// What listens on TCP, whatever it does with those who come: resolve, bind, listen, then accept as the mode
// says. A little long because it is where everything of a server meets: the accept gate (accepting.ts decides, the listener carries it out),
// its accept queue (accept-queue.ts), its clients (tcp-clients.ts), and the counters of its row.
//
// A client that was reset while it waited, and of whom the kernel no longer knows the address when it is
// accepted, is closed and not counted: nobody is there any more.

import type { Socket } from 'node:net';
import { formatSpec } from '../../endpoint-spec.ts';
import { type Address, formatAddress } from '../../protocol/address.ts';
import type { EngineEvent } from '../../protocol/events.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { AcceptMode, RelaySpec, TcpSpec } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type { ConnectionDetail, EndpointDetail, ListenRow } from '../../protocol/views.ts';
import type { ClientWatcher } from '../client-source.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import type { TcpListener } from '../kernel/layer.ts';
import * as messages from '../messages.ts';
import { AcceptQueue } from '../tcp/accept-queue.ts';
import { Accepting } from '../tcp/accepting.ts';
import type { Connection, ConnectionHooks, Established } from '../tcp/connection.ts';
import { endOf } from '../tcp/ends.ts';
import { DETAIL_WITHOUT_DATAGRAMS } from '../tcp/no-datagrams.ts';
import { TcpClients } from '../tcp/tcp-clients.ts';
import { TcpCounters } from '../tcp/tcp-counters.ts';
import { serverTimeline } from '../timeline/server-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { ConnectionHolder, EndpointContext } from './endpoint.ts';
import { type ListenError, listenOn } from './listen-on.ts';
import { Refused, toProblem } from './problems.ts';
import { Standing } from './standing.ts';

/** Listening on one of these is listening on every address. */
const UNSPECIFIED: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Servers, and the client side of relays. */
export abstract class TcpListening<Spec extends TcpSpec | RelaySpec> implements ConnectionHolder {
  readonly id: string;
  protected readonly context: EndpointContext;
  protected readonly descriptors: DescriptorBudget;
  readonly #asked: Spec;
  readonly #clients: TcpClients;
  readonly #counters = new TcpCounters();
  readonly #standing: Standing;
  #local: Address;
  #resolved: readonly string[] = [];
  #opening: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  #listener: TcpListener | null = null;
  readonly #accepting: Accepting;
  readonly #queue: AcceptQueue;
  #shown = '';
  #allClosed: (() => void) | null = null;
  readonly #hooks: ConnectionHooks = {
    received: (bytes) => this.#counters.received(bytes),
    sent: (bytes) => this.#counters.sent(bytes),
    closed: (connection) => this.#connectionClosed(connection),
  };

  /** @param watcher told of clients that come, move on or go */
  constructor(
    spec: Spec,
    context: EndpointContext,
    descriptors: DescriptorBudget,
    watcher: ClientWatcher,
  ) {
    this.id = context.id;
    this.#asked = spec;
    this.context = context;
    this.descriptors = descriptors;
    this.#clients = new TcpClients(context.id, context.world, watcher);
    this.#standing = new Standing(context);
    this.#queue = new AcceptQueue(context, this.#clients);
    this.#accepting = new Accepting(spec, descriptors, context.world.clock);
    const family = spec.host.includes(':') ? 'IPv6' : 'IPv4';
    this.#local = { address: spec.host, port: spec.port, family };
  }

  /** What is to be ready before it listens. Rejects with Refused. */
  protected abstract prepare(): Promise<void>;
  /** It is bound, and nobody is accepted yet. Rejects with Refused. */
  protected abstract bound(local: Address): Promise<void>;
  /** Somebody is accepted. @returns the connection, not started */
  protected abstract receive(established: Established, hooks: ConnectionHooks): Connection;
  /** Closes what it has beside its clients; settles when that is closed. */
  protected abstract closeOthers(): Promise<void>;

  /** As it was asked for, with the mode it has now. */
  get spec(): Spec {
    return { ...this.#asked, mode: this.#accepting.mode };
  }

  /** Something to know that ends nothing. */
  protected tell(problem: Problem): void {
    this.#standing.tell(problem);
  }

  open(): Promise<void> {
    if (this.#listener !== null || this.#standing.state === 'CLOSED') return Promise.resolve();
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Asked again, it waits for the same end. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#standing.enter('CLOSED');
    this.#listener?.close();
    this.#listener = null;
    const ended = new Promise<void>((done) => {
      this.#allClosed = done;
    });
    for (const connection of this.#clients.connections()) connection.end('shutdown');
    if (this.#clients.connected > 0) await ended;
    await this.closeOthers();
    this.#clients.forget();
    this.#emit({ type: 'endpoint.closed', time: this.#now(), endpoint: this.id });
  }

  /** Switches the accept policy; connections and those who wait stay as they are. */
  setMode(mode: AcceptMode): Problem | null {
    if (this.#listener === null) return messages.serverNotOpen(this.id, this.#address());
    if (this.#accepting.change({ mode })) this.#policyChanged({ mode });
    return null;
  }

  /** False: accept nobody by itself (PAUSED); clients queue. */
  setAccepting(accepting: boolean): Problem | null {
    if (this.#listener === null) return messages.serverNotOpen(this.id, this.#address());
    if (!this.#accepting.change({ on: accepting })) return null;
    this.#standing.enter(accepting ? 'LISTEN' : 'PAUSED');
    this.#policyChanged({ accepting });
    return null;
  }

  /** Accepts one of those who wait: in manual mode, or while paused. */
  acceptNext(): Problem | null {
    const address = this.#address();
    if (this.#listener === null) return messages.serverNotOpen(this.id, address);
    const waiting = this.#listener.queue()?.depth ?? Number.POSITIVE_INFINITY;
    const { connected } = this.#clients;
    const refusal = this.#accepting.askForOne(this.id, address, connected, waiting);
    if (refusal !== null) return refusal;
    this.#updateGate();
    return null;
  }

  /** An open connection of this server's. */
  find(id: string): Connection | null {
    return this.#clients.find(id);
  }

  connectionDetail(key: string): ConnectionDetail | null {
    return this.#clients.detail(key);
  }

  timeline(until: number): Timeline {
    const listener = this.#listener?.descriptor ?? null;
    const facts = { listener, served: this.#counters.served, clients: this.#clients.known() };
    return serverTimeline(this.context.calls, facts, until);
  }

  connectionTimeline(key: string, until: number): Timeline | null {
    return this.#clients.timeline(key, this.#listener?.descriptor ?? null, until);
  }

  row(): ListenRow {
    // Asked anew: a depth from before the last accept would not fit the count of clients beside it.
    const queue = this.#listener?.queue() ?? null;
    return {
      key: this.id,
      kind: this.#asked.kind,
      transport: 'tcp',
      local: this.#local,
      remote: null,
      mode: this.#accepting.mode,
      accepting: this.#accepting.on && this.#listener !== null,
      service: 'service' in this.#asked ? this.#asked.service : null,
      queueDepth: queue?.depth ?? null,
      backlog: queue?.backlog ?? null,
      queuePlace: this.context.world.sockets.queuePlace,
      overflows: this.#queue.overflows,
      clients: this.#clients.connected,
      ...this.#counters.row(),
      ...this.#standing.columns(),
      pace: null,
    };
  }

  detail(): EndpointDetail {
    const { idleMs, maxClients } = this.#asked;
    return {
      ...DETAIL_WITHOUT_DATAGRAMS,
      of: 'endpoint',
      row: this.row(),
      spec: formatSpec(this.spec),
      resolved: this.#resolved,
      attempts: [],
      openedAt: this.#standing.openedAt,
      descriptor: this.#listener?.descriptor ?? null,
      delayMs: null,
      idleMs,
      close: null,
      maxClients,
      hostListenDrops: this.#queue.hostListenDrops,
    };
  }

  summary(): EndpointSummary {
    const { served, bytesReceived, bytesSent } = this.#counters;
    return {
      endpoint: this.id,
      kind: this.#asked.kind,
      transport: 'tcp',
      spec: formatSpec(this.spec),
      served,
      bytesReceived,
      bytesSent,
      engineDrops: 0,
      ...this.#standing.totals(),
    };
  }

  get watchful(): boolean {
    return this.#listener !== null && !this.#letsIn;
  }

  sample(): void {
    const now = this.context.world.clock.monotonic();
    this.#counters.sample(now);
    const gone = this.#clients.expire();
    const strip = this.#clients.sampleKernel();
    let queue = '';
    if (this.#listener !== null) {
      this.#updateGate();
      queue = this.#queue.look(this.#listener, now, this.#counters.served, this.#letsIn);
    }
    this.#clients.watch();
    const shown = `${queue} ${this.#counters.shown()}`;
    if (gone || strip || shown !== this.#shown) this.context.changed();
    this.#shown = shown;
  }

  async #open(): Promise<void> {
    this.#standing.opening();
    try {
      await this.prepare();
      const { listener, resolved } = await listenOn(this.context.world.sockets, this.#asked, {
        called: this.context.calls.called,
        accepted: (socket) => this.#accepted(socket),
        failed: (code) => this.#acceptFailed(code),
      });
      this.#local = listener.local;
      this.#resolved = resolved;
      await this.bound(listener.local).catch((error: unknown) => {
        listener.close();
        throw error;
      });
      // Closed meanwhile.
      if (this.#standing.state === 'CLOSED') {
        listener.close();
        return;
      }
      this.#listener = listener;
      this.#opened(listener);
    } catch (error) {
      if (this.#standing.state === 'CLOSED') return;
      if (error instanceof Refused) this.#failed(error.problem);
      else this.#fail(error as ListenError);
    }
  }

  #opened(listener: TcpListener): void {
    const time = this.#now();
    const endpoint = this.id;
    const { local } = listener;
    this.#standing.opened();
    this.#queue.start();
    const backlog = listener.queue()?.backlog ?? this.#asked.backlog;
    this.#standing.enter(this.#accepting.on ? 'LISTEN' : 'PAUSED');
    const { kind } = this.#asked;
    const spec = formatSpec(this.spec);
    this.#emit({ type: 'endpoint.bound', time, endpoint, kind, local, spec });
    const { mode } = this.#accepting;
    this.#emit({ type: 'endpoint.listening', time, endpoint, local, mode, backlog });
    this.#updateGate();
  }

  #fail({ reason, at, resolved }: ListenError): void {
    const { sockets } = this.context.world;
    this.#local = at ?? this.#local;
    this.#resolved = resolved;
    const inUse = (reason as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const holder = inUse ? sockets.portHolder('tcp', this.#local) : null;
    this.#failed(toProblem(reason, { operation: 'bind', address: this.#local, holder }));
  }

  #failed(problem: Problem): void {
    this.#standing.fail(problem);
    const time = this.#now();
    this.#emit({ type: 'endpoint.failed', time, endpoint: this.id, error: problem });
  }

  #accepted(socket: Socket): void {
    const remote = endOf(socket.remoteAddress, socket.remotePort, socket.remoteFamily);
    const local = this.#localOf(socket);
    if (this.#listener === null || remote === null || local === null) {
      socket.on('error', () => {});
      socket.destroy();
      this.#accepting.tookNobody(this.#listener?.queue()?.depth ?? 0);
      this.#updateGate();
      return;
    }
    this.#accepting.took();
    const waited = this.#clients.leaveQueue(remote);
    const waitedMs = waited?.waitedMs(this.context.world.clock.monotonic()) ?? null;
    const queued = waitedMs === null ? null : { ms: waitedMs, bytes: waited?.bytesSent ?? null };
    const id = this.context.nextConnection();
    const birth = { queued, attempts: [] };
    const established: Established = { id, socket, direction: 'in', local, remote, birth };
    const connection = this.receive(established, this.#hooks);
    this.descriptors.take();
    this.#clients.opened(connection, waited?.key ?? null);
    this.#counters.served += 1;
    this.#updateGate();
    this.#standing.touch();
    this.#emit({
      type: 'connection.accepted',
      time: connection.openedAt,
      endpoint: this.id,
      connection: id,
      local,
      remote,
      ...(waitedMs === null ? {} : { waitedMs }),
    });
    connection.start();
  }

  /** Its own address: the one listened on, unless that stands for all of the host's. */
  #localOf(socket: Socket): Address | null {
    if (!UNSPECIFIED.has(this.#local.address)) return this.#local;
    return endOf(socket.localAddress, socket.localPort, socket.localFamily);
  }

  #connectionClosed(connection: Connection): void {
    this.descriptors.give();
    this.#clients.closed(connection);
    this.#standing.touch();
    if (this.#clients.connected === 0) this.#allClosed?.();
    this.#updateGate();
  }

  #acceptFailed(code: string): void {
    this.#standing.remark(this.#accepting.failed(code, this.#address()));
  }

  #policyChanged(change: { mode?: AcceptMode; accepting?: boolean }): void {
    this.#updateGate();
    this.#standing.touch();
    this.#emit({ type: 'endpoint.changed', time: this.#now(), endpoint: this.id, ...change });
  }

  #updateGate(): void {
    if (this.#listener === null) return;
    const now = this.#accepting.gate(this.#clients.connected);
    if (now === 'resting') {
      this.#listener.setGate('closed');
      return;
    }
    this.#standing.remark(now.short ? this.#accepting.short(this.#address()) : null);
    this.#listener.setGate(now.gate);
  }

  /** Nobody stands in the queue for longer than a turn of the loop. */
  get #letsIn(): boolean {
    return this.#accepting.everyone(this.#clients.connected) && this.#standing.problem === null;
  }

  #emit(event: EngineEvent): void {
    this.context.emit(event);
  }

  #address(): string {
    return formatAddress(this.#local);
  }

  #now(): number {
    return this.context.world.clock.now();
  }
}
