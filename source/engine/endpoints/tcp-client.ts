// TCP connections to a server, a number of them at once: resolve, dial (tcp/dials.ts), and send what the
// spec says over each connection. Where `close` says so our side ends first; what comes after that is still
// read, until the server ends its side. Nobody is connected again by itself: a connection that has ended
// leaves a row that says so, and open() dials anew. A little long: what all kinds of endpoint have to answer
// stands here beside what this one does.

import { formatSpec } from '../../endpoint-spec.ts';
import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { ClientCloseRule, TcpClientSpec } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type { ConnectionDetail, EndpointDetail, ListenRow } from '../../protocol/views.ts';
import type { ClientWatcher } from '../client-source.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import * as messages from '../outgoing-messages.ts';
import { type Outlet, Sending } from '../sending/sending.ts';
import { fileToSend, type SentFile } from '../sent-file.ts';
import type { Serving } from '../tcp/answering.ts';
import { Connection } from '../tcp/connection.ts';
import { type Dialled, Dials } from '../tcp/dials.ts';
import { DETAIL_WITHOUT_DATAGRAMS } from '../tcp/no-datagrams.ts';
import { TcpClients } from '../tcp/tcp-clients.ts';
import { TcpCounters } from '../tcp/tcp-counters.ts';
import { Timeline } from '../timeline/timeline.ts';
import { SizedSending } from '../transfers/sized-sending.ts';
import type { ConnectionHolder, EndpointContext } from './endpoint.ts';
import { Refused, toProblem } from './problems.ts';
import { resolve } from './resolve.ts';
import { Standing } from './standing.ts';

/** What comes back is read and shown; only what the spec says is sent. */
const SERVING: Serving = {
  service: 'discard',
  strip: 'off',
  delayMs: 0,
  close: 'peer',
  idleMs: null,
  sessions: null,
};

export class TcpClient implements ConnectionHolder {
  readonly id: string;
  readonly spec: TcpClientSpec;
  readonly watchful = false;
  readonly #context: EndpointContext;
  readonly #descriptors: DescriptorBudget;
  readonly #clients: TcpClients;
  readonly #counters = new TcpCounters();
  readonly #dials: Dials;
  readonly #sendings = new Map<Connection, Sending | SizedSending>();
  #file: SentFile | null = null;
  readonly #standing: Standing;
  /** Settles when the first client is connected, or all have given up. */
  #opening: Promise<void> | null = null;
  #opened: (() => void) | null = null;
  #closing: Promise<void> | null = null;
  #allClosed: (() => void) | null = null;
  #shown = '';

  /** @param watcher told of clients that come, move on or go */
  constructor(
    spec: TcpClientSpec,
    context: EndpointContext,
    descriptors: DescriptorBudget,
    watcher: ClientWatcher,
  ) {
    this.id = context.id;
    this.spec = spec;
    this.#context = context;
    this.#descriptors = descriptors;
    this.#clients = new TcpClients(context.id, context.world, watcher);
    this.#standing = new Standing(context);
    const { host, port, connectTimeoutMs } = spec;
    const asked: Address = { address: host, port, family: host.includes(':') ? 'IPv6' : 'IPv4' };
    this.#dials = new Dials(asked, connectTimeoutMs, context, descriptors, watcher, {
      connected: (dialled) => this.#connected(dialled),
      gaveUp: () => this.#settle(),
    });
  }

  /** Dials anew where it has failed, or the server has ended all connections. */
  open(): Promise<void> {
    const over = ['OPENING', 'FAILED', 'CLOSED'].includes(this.#standing.state);
    if (this.#closing === null && this.#opening === null && over) {
      this.#opening = this.#open().finally(() => {
        this.#opening = null;
      });
    }
    return this.#opening ?? Promise.resolve();
  }

  /** Asked again, it waits for the same end. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  find(id: string): Connection | null {
    return this.#clients.find(id);
  }

  connectionDetail(key: string): ConnectionDetail | null {
    return this.#dials.detail(key) ?? this.#clients.detail(key);
  }

  timeline(until: number): Timeline {
    return new Timeline(this.#context.calls.happenings(until));
  }

  connectionTimeline(key: string, until: number): Timeline | null {
    return this.#dials.timeline(key, until) ?? this.#clients.timeline(key, null, until);
  }

  row(): ListenRow {
    const { everyMs, perSecond } = this.spec;
    return {
      key: this.id,
      kind: 'tcp-client',
      transport: 'tcp',
      local: this.#local,
      remote: this.#dials.server,
      mode: null,
      accepting: false,
      service: null,
      queueDepth: null,
      backlog: null,
      queuePlace: null,
      overflows: null,
      clients: this.#clients.connected,
      ...this.#counters.row(),
      ...this.#standing.columns(),
      pace: everyMs === null && perSecond === null ? null : { everyMs, perSecond },
    };
  }

  detail(): EndpointDetail {
    return {
      ...DETAIL_WITHOUT_DATAGRAMS,
      of: 'endpoint',
      row: this.row(),
      spec: formatSpec(this.spec),
      resolved: [],
      attempts: this.#dials.attempts(),
      openedAt: this.#standing.openedAt,
      descriptor: null,
      delayMs: null,
      idleMs: null,
      close: this.spec.close,
      maxClients: null,
      hostListenDrops: null,
    };
  }

  summary(): EndpointSummary {
    const { served, bytesReceived, bytesSent } = this.#counters;
    return {
      endpoint: this.id,
      kind: 'tcp-client',
      transport: 'tcp',
      spec: formatSpec(this.spec),
      connected: served,
      bytesReceived,
      bytesSent,
      engineDrops: 0,
      ...this.#standing.totals(),
    };
  }

  sample(): void {
    this.#counters.sample(this.#context.world.clock.monotonic());
    const gone = this.#clients.expire();
    this.#clients.watch();
    const strip = this.#clients.sampleKernel();
    const shown = this.#counters.shown();
    if (gone || strip || shown !== this.#shown) this.#context.changed();
    this.#shown = shown;
  }

  async #open(): Promise<void> {
    this.#dials.forget();
    this.#standing.opening();
    let addresses: Address[];
    try {
      this.#file?.release();
      this.#file = null;
      this.#file = await fileToSend(this.spec.sendFile);
      const found = await resolve(this.spec.host, this.#context.calls);
      addresses = found.map((each) => ({ ...each, port: this.spec.port }));
    } catch (error) {
      const asked = { operation: 'connect', address: this.#dials.server, holder: null };
      this.#fail(error instanceof Refused ? error.problem : toProblem(error, asked));
      return;
    }
    if (this.#closing !== null) return;
    this.#dials.begin(addresses, this.spec.clients);
    this.#standing.enter('CONNECTING');
    const opened = new Promise<void>((done) => {
      this.#opened = done;
    });
    this.#dials.run();
    await opened;
  }

  #connected({ socket, local, remote, formerKey, attempts }: Dialled): void {
    if (this.#standing.openedAt === null) this.#standing.opened();
    const id = this.#context.nextConnection();
    const connection = new Connection(
      { id, socket, direction: 'out', local, remote, birth: { queued: null, attempts } },
      SERVING,
      this.#context,
      {
        received: (bytes) => {
          this.#counters.received(bytes);
          this.#endIf('reply', connection);
        },
        sent: (bytes) => this.#counters.sent(bytes),
        closed: () => this.#connectionClosed(connection),
      },
    );
    this.#counters.served += 1;
    this.#clients.opened(connection, formerKey);
    this.#standing.enter('CONNECTED');
    this.#context.emit({
      type: 'connection.connected',
      time: connection.openedAt,
      endpoint: this.id,
      connection: id,
      local,
      remote,
    });
    connection.start();
    const sending = this.#sendingOver(connection);
    this.#sendings.set(connection, sending);
    sending.start();
    this.#settle();
  }

  #sendingOver(connection: Connection): Sending | SizedSending {
    if (this.#file !== null)
      return new SizedSending(connection, this.#file, this.spec.pad === 'on');
    const outlet: Outlet = {
      send: (message) => {
        const sent = connection.send(message);
        if (!sent && !connection.writable) sending.stop();
        return sent;
      },
      together: (run) => connection.together(run),
    };
    const sending = new Sending(this.spec, this.#context.world.clock, outlet, () =>
      this.#endIf('sent', connection),
    );
    return sending;
  }

  /** Our FIN, where `close` asks for it now. */
  #endIf(now: ClientCloseRule, connection: Connection): void {
    if (this.spec.close === now && connection.writable) connection.byHand.halfClose();
  }

  #connectionClosed(connection: Connection): void {
    this.#sendings.get(connection)?.stop();
    this.#sendings.delete(connection);
    this.#descriptors.give();
    this.#clients.closed(connection);
    this.#standing.touch();
    if (this.#clients.connected === 0) this.#allClosed?.();
    this.#settle();
  }

  /** What the state is, now that a client has connected, given up or ended. */
  #settle(): void {
    if (this.#closing !== null) return;
    const { connected } = this.#clients;
    const { underWay, gaveUp, firstError, server } = this.#dials;
    if (connected > 0) this.#opened?.();
    if (underWay > 0) return;
    const { clients } = this.spec;
    if (gaveUp === clients) this.#fail(firstError ?? messages.noAddress(formatAddress(server)));
    else if (gaveUp > 0 && firstError !== null) {
      this.#standing.note(messages.someFailed(gaveUp, clients, firstError));
    }
    if (connected > 0) return;
    if (gaveUp < clients) this.#standing.enter('CLOSED');
    this.#opened?.();
  }

  #fail(problem: Problem): void {
    if (this.#closing !== null) return;
    this.#standing.fail(problem);
    const time = this.#now();
    this.#context.emit({ type: 'endpoint.failed', time, endpoint: this.id, error: problem });
  }

  async #close(): Promise<void> {
    this.#standing.enter('CLOSED');
    this.#dials.cancel();
    this.#opened?.();
    const ended = new Promise<void>((done) => {
      this.#allClosed = done;
    });
    for (const connection of this.#clients.connections()) connection.end('shutdown');
    if (this.#clients.connected > 0) await ended;
    this.#clients.forget();
    this.#file?.release();
    this.#context.emit({ type: 'endpoint.closed', time: this.#now(), endpoint: this.id });
  }

  /** Of its connections each has one of its own; here stands what the kernel is asked for. */
  get #local(): Address {
    const { family } = this.#dials.server;
    return { address: family === 'IPv6' ? '::' : '0.0.0.0', port: 0, family };
  }

  #now(): number {
    return this.#context.world.clock.now();
  }
}
