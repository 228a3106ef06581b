// TCP connections to a server, a number of them at once: resolve, then each client tries the addresses in
// order (tcp/dial.ts), and sends what the spec says over the one that answers. Nobody is connected again
// by itself: a server that ends a connection leaves a row that says so, and open() dials anew.

import type { Socket } from 'node:net';
import { formatSpec } from '../../endpoint-spec.ts';
import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { TcpClientSpec } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type {
  ConnectionDetail,
  EndpointDetail,
  EndpointState,
  ListenRow,
} from '../../protocol/views.ts';
import type { ClientWatcher } from '../client-source.ts';
import { Dating } from '../dating.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import * as messages from '../outgoing-messages.ts';
import { Sending } from '../sending/sending.ts';
import { AttemptBook, outcomeOf } from '../tcp/attempt-book.ts';
import { Connection, type Serving } from '../tcp/connection.ts';
import { Dial } from '../tcp/dial.ts';
import { DialingRow } from '../tcp/dialing-row.ts';
import { detailOfWaiting, TcpClients } from '../tcp/tcp-clients.ts';
import { TcpCounters } from '../tcp/tcp-counters.ts';
import type { ConnectionHolder, EndpointContext } from './endpoint.ts';
import { toProblem } from './problems.ts';
import { resolve } from './resolve.ts';

/** connect(2) costs some tens of microseconds: so many, then others have their turn of the loop. */
const DIALS_A_TURN = 100;

/** What comes back is read and shown; only what the spec says is sent. */
const SERVING: Serving = { service: 'discard', delayMs: 0, close: 'peer', idleMs: null };

export class TcpClient implements ConnectionHolder {
  readonly id: string;
  readonly spec: TcpClientSpec;
  readonly watchful = false;
  readonly #context: EndpointContext;
  readonly #descriptors: DescriptorBudget;
  readonly #watcher: ClientWatcher;
  readonly #clients: TcpClients;
  readonly #counters = new TcpCounters();
  readonly #attempts = new AttemptBook();
  /** Under way, each with its row once the kernel has given it a port. */
  readonly #dials = new Map<Dial, { remote: Address; row: DialingRow | null }>();
  readonly #sendings = new Map<Connection, Sending>();
  readonly #dating: Dating;
  #state: EndpointState = 'OPENING';
  #problem: Problem | null = null;
  #remote: Address;
  /** Settles when the first client is connected, or all have given up. */
  #opening: Promise<void> | null = null;
  #opened: (() => void) | null = null;
  #closing: Promise<void> | null = null;
  #allClosed: (() => void) | null = null;
  /** Monotonic milliseconds. */
  #openedAt: number | null = null;
  #changedAt: number;
  /** Clients that found no address that answers, and those still to be dialled. */
  #gaveUp = 0;
  #toDial = 0;
  #firstError: Problem | null = null;
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
    this.#watcher = watcher;
    this.#clients = new TcpClients(context.id, context.world, watcher);
    this.#dating = new Dating(context.world.clock);
    const family = spec.host.includes(':') ? 'IPv6' : 'IPv4';
    this.#remote = { address: spec.host, port: spec.port, family };
    this.#changedAt = this.#now();
  }

  /** Dials anew where it has failed, or the server has ended all connections. */
  open(): Promise<void> {
    const over = ['OPENING', 'FAILED', 'CLOSED'].includes(this.#state);
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
    for (const { row } of this.#dials.values()) {
      if (row?.key === key) return detailOfWaiting(row.row());
    }
    return this.#clients.detail(key);
  }

  row(): ListenRow {
    const { everyMs, perSecond } = this.spec;
    return {
      key: this.id,
      kind: 'tcp-client',
      local: this.#local,
      remote: this.#remote,
      state: this.#state,
      mode: null,
      accepting: false,
      service: null,
      queueDepth: null,
      backlog: null,
      queuePlace: null,
      overflows: null,
      clients: this.#clients.connected,
      ...this.#counters.row(),
      problem: this.#problem,
      pace: everyMs === null && perSecond === null ? null : { everyMs, perSecond },
      changedAt: this.#changedAt,
    };
  }

  detail(): EndpointDetail {
    return {
      of: 'endpoint',
      row: this.row(),
      spec: formatSpec(this.spec),
      resolved: [],
      attempts: this.#attempts.list(),
      refusals: null,
      openedAt: this.#openedAt === null ? null : this.#dating.of(this.#openedAt),
      descriptor: null,
      delayMs: null,
      idleMs: null,
      close: null,
      maxClients: null,
      bufferAsked: null,
      hostListenDrops: null,
      memberships: [],
      sequence: null,
      numbers: null,
      senders: [],
    };
  }

  summary(): EndpointSummary {
    const { served, bytesReceived, bytesSent } = this.#counters;
    return {
      endpoint: this.id,
      kind: 'tcp-client',
      spec: formatSpec(this.spec),
      connected: served,
      bytesReceived,
      bytesSent,
      engineDrops: 0,
      ...(this.#openedAt === null && this.#problem !== null
        ? { failed: this.#problem.message }
        : {}),
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
    this.#problem = null;
    this.#firstError = null;
    this.#gaveUp = 0;
    this.#enter('OPENING');
    let addresses: Address[];
    try {
      const found = await resolve(this.spec.host);
      addresses = found.map((each) => ({ ...each, port: this.spec.port }));
    } catch (error) {
      this.#fail(toProblem(error, { operation: 'connect', address: this.#remote, holder: null }));
      return;
    }
    if (this.#closing !== null) return;
    this.#attempts.begin(addresses);
    this.#remote = addresses[0] ?? this.#remote;
    this.#toDial = this.spec.clients;
    this.#enter('CONNECTING');
    const opened = new Promise<void>((done) => {
      this.#opened = done;
    });
    this.#dialSome(addresses);
    await opened;
  }

  #dialSome(addresses: readonly Address[]): void {
    for (let dialled = 0; this.#toDial > 0 && dialled < DIALS_A_TURN; dialled += 1) {
      this.#toDial -= 1;
      this.#dial(addresses);
    }
    if (this.#toDial > 0) setImmediate(() => this.#dialSome(addresses));
  }

  #dial(addresses: readonly Address[]): void {
    if (this.#descriptors.free <= 0) {
      this.#firstError ??= messages.descriptorsShort(this.#address, this.#descriptors.limit);
      this.#hasGivenUp();
      return;
    }
    this.#descriptors.take();
    const { sockets } = this.#context.world;
    const dial = new Dial(addresses, this.spec.connectTimeoutMs, sockets, {
      trying: (remote) => this.#trying(dial, remote),
      failed: (remote, error) => this.#tried(dial, remote, error),
      connected: (socket, local, remote) => this.#connected(dial, socket, local, remote),
      gaveUp: () => {
        this.#dials.delete(dial);
        this.#descriptors.give();
        this.#hasGivenUp();
      },
    });
    dial.next();
  }

  #trying(dial: Dial, remote: Address): void {
    const under = { remote, row: null };
    this.#dials.set(dial, under);
    this.#attempts.trying(remote);
    // The kernel chooses the port when Node calls connect(2), which it does at the end of this turn. An
    // answer from nearby has come by then, and there is nothing to show.
    setImmediate(() => {
      if (this.#dials.get(dial) === under) this.#showDial(dial);
    });
  }

  #showDial(dial: Dial): void {
    const under = this.#dials.get(dial);
    const { standing } = dial;
    if (under === undefined || standing === null) return;
    const { local, remote } = standing;
    const now = this.#context.world.clock.monotonic();
    under.row = new DialingRow(this.id, local, remote, now, this.#dating);
    this.#watcher.moved(under.row);
    this.#context.changed();
  }

  /** @returns the key that its row had */
  #hideDial(dial: Dial): string | null {
    const row = this.#dials.get(dial)?.row ?? null;
    this.#dials.delete(dial);
    if (row === null) return null;
    row.left = true;
    this.#watcher.moved(row);
    return row.key;
  }

  #tried(dial: Dial, remote: Address, error: NodeJS.ErrnoException): void {
    this.#hideDial(dial);
    // It is still under way, to the next address.
    this.#dials.set(dial, { remote, row: null });
    this.#attempts.ended(remote, outcomeOf(error.code));
    const problem = messages.connectFailed(error, remote, this.spec.connectTimeoutMs);
    this.#firstError ??= problem;
    this.#context.changed();
    this.#context.emit({
      type: 'connection.failed',
      time: this.#now(),
      endpoint: this.id,
      remote,
      error: problem,
    });
  }

  #hasGivenUp(): void {
    this.#gaveUp += 1;
    this.#settle();
  }

  #connected(dial: Dial, socket: Socket, local: Address, remote: Address): void {
    const formerKey = this.#hideDial(dial);
    this.#attempts.ended(remote, 'connected');
    this.#remote = remote;
    this.#openedAt ??= this.#context.world.clock.monotonic();
    const id = this.#context.nextConnection();
    const connection = new Connection(
      { id, socket, direction: 'out', local, remote, waitedMs: null },
      SERVING,
      this.#context,
      {
        received: (bytes) => this.#counters.received(bytes),
        sent: (bytes) => this.#counters.sent(bytes),
        closed: () => this.#connectionClosed(connection),
      },
    );
    this.#counters.served += 1;
    this.#clients.opened(connection, formerKey);
    this.#enter('CONNECTED');
    this.#context.emit({
      type: 'connection.connected',
      time: connection.openedAt,
      endpoint: this.id,
      connection: id,
      local,
      remote,
    });
    connection.start();
    const sending = new Sending(this.spec, this.#context.world.clock, {
      send: (message) => {
        const sent = connection.send(message);
        if (!sent && !connection.writable) sending.stop();
        return sent;
      },
      together: (run) => connection.together(run),
    });
    this.#sendings.set(connection, sending);
    sending.start();
    this.#settle();
  }

  #connectionClosed(connection: Connection): void {
    this.#sendings.get(connection)?.stop();
    this.#sendings.delete(connection);
    this.#descriptors.give();
    this.#clients.closed(connection);
    this.#touch();
    if (this.#clients.connected === 0) this.#allClosed?.();
    this.#settle();
  }

  /** What the state is, now that a client has connected, given up or ended. */
  #settle(): void {
    if (this.#closing !== null) return;
    const { connected } = this.#clients;
    const underWay = this.#dials.size + this.#toDial;
    if (connected > 0) this.#opened?.();
    if (underWay > 0) return;
    const { clients } = this.spec;
    if (this.#gaveUp === clients) this.#fail(this.#firstError ?? messages.noAddress(this.#address));
    else if (this.#gaveUp > 0 && this.#firstError !== null) {
      this.#problem = messages.someFailed(this.#gaveUp, clients, this.#firstError);
    }
    if (connected > 0) return;
    if (this.#gaveUp < clients) this.#enter('CLOSED');
    this.#opened?.();
  }

  #fail(problem: Problem): void {
    if (this.#closing !== null) return;
    this.#problem = problem;
    this.#enter('FAILED');
    const time = this.#now();
    this.#context.emit({ type: 'endpoint.failed', time, endpoint: this.id, error: problem });
  }

  async #close(): Promise<void> {
    this.#enter('CLOSED');
    this.#toDial = 0;
    for (const [dial, { remote }] of this.#dials) {
      this.#hideDial(dial);
      this.#attempts.cancelled(remote);
      dial.cancel();
      this.#descriptors.give();
    }
    this.#opened?.();
    const ended = new Promise<void>((done) => {
      this.#allClosed = done;
    });
    for (const connection of this.#clients.connections()) connection.end('shutdown');
    if (this.#clients.connected > 0) await ended;
    this.#clients.forget();
    this.#context.emit({ type: 'endpoint.closed', time: this.#now(), endpoint: this.id });
  }

  #enter(state: EndpointState): void {
    this.#state = state;
    this.#touch();
  }

  #touch(): void {
    this.#changedAt = this.#now();
    this.#context.changed();
  }

  /** Of its connections each has one of its own; here stands what the kernel is asked for. */
  get #local(): Address {
    const { family } = this.#remote;
    return { address: family === 'IPv6' ? '::' : '0.0.0.0', port: 0, family };
  }

  get #address(): string {
    return formatAddress(this.#remote);
  }

  #now(): number {
    return this.#context.world.clock.now();
  }
}
