// A TCP relay: a server whose clients are passed on to a target, each over a connection of its own.

import type { Address } from '../../protocol/address.ts';
import type { Faults, RelayDirection } from '../../protocol/faults.ts';
import type { RelaySpec } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type { ConnectionDetail, EndpointDetail, ListenRow } from '../../protocol/views.ts';
import type { ClientWatcher } from '../client-source.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import { HeldBudget } from '../relay/held.ts';
import * as messages from '../relay/messages.ts';
import { Relaying } from '../relay/relaying.ts';
import { StreamFaults } from '../relay/stream-faults.ts';
import { targetsOf } from '../relay/targets.ts';
import { TcpConversation } from '../relay/tcp-conversation.ts';
import type { Serving } from '../tcp/answering.ts';
import { Connection, type ConnectionHooks, type Established } from '../tcp/connection.ts';
import { type Dialled, Dials } from '../tcp/dials.ts';
import { TcpClients } from '../tcp/tcp-clients.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { EndpointContext } from './endpoint.ts';
import { TcpListening } from './tcp-listening.ts';

/** Held back in each direction of a conversation; at 50 ms of delay 20 MB a second. */
const MOST_HELD_BYTES = 1 << 20;
/** And reads, since an object is dearer than the byte in it. */
const MOST_HELD = 4096;

/** All is read, and nothing answered but by what passes. */
const SERVING: Omit<Serving, 'idleMs'> = {
  service: 'discard',
  strip: 'off',
  delayMs: 0,
  close: 'peer',
  sessions: null,
};

export class TcpRelay extends TcpListening<RelaySpec> {
  readonly #relaying: Relaying;
  readonly #watcher: ClientWatcher;
  /** The connections to the target. */
  readonly #made: TcpClients;
  readonly #conversations = new Set<TcpConversation>();
  /** Conversations whose target is being reached. */
  readonly #dialling = new Map<TcpConversation, Dials>();
  #targets: readonly Address[] = [];
  #allClosed: (() => void) | null = null;

  /** @param watcher told of clients, and of the connections to the target */
  constructor(
    spec: RelaySpec,
    context: EndpointContext,
    descriptors: DescriptorBudget,
    watcher: ClientWatcher,
  ) {
    const relaying = new Relaying(spec, context);
    super(relaying.spec, context, descriptors, watcher);
    this.#relaying = relaying;
    this.#watcher = watcher;
    this.#made = new TcpClients(context.id, context.world, watcher);
  }

  override get spec(): RelaySpec {
    return { ...this.#relaying.spec, mode: super.spec.mode };
  }

  /** Other faults from now on. */
  change(faults: Faults): void {
    this.#relaying.change(faults, this.#conversations);
  }

  override find(id: string): Connection | null {
    return super.find(id) ?? this.#made.find(id);
  }

  override connectionDetail(key: string): ConnectionDetail | null {
    const detail = super.connectionDetail(key) ?? this.#made.detail(key);
    if (detail !== null) return detail;
    for (const dials of this.#dialling.values()) {
      const dialled = dials.detail(key);
      if (dialled !== null) return dialled;
    }
    return null;
  }

  override connectionTimeline(key: string, until: number): Timeline | null {
    return super.connectionTimeline(key, until) ?? this.#made.timeline(key, null, until);
  }

  override row(): ListenRow {
    return { ...super.row(), relay: this.#relaying.row() };
  }

  override detail(): EndpointDetail {
    return { ...super.detail(), row: this.row() };
  }

  override summary(): EndpointSummary {
    return { ...super.summary(), onPurpose: this.#relaying.row().onPurpose };
  }

  override sample(): void {
    super.sample();
    if (this.#made.expire()) this.context.changed();
    this.#made.watch();
    if (this.#made.sampleKernel()) this.context.changed();
    this.#relaying.sample();
  }

  protected async prepare(): Promise<void> {}

  protected async bound(local: Address): Promise<void> {
    this.#targets = await targetsOf(this.spec.to, local, this.context);
  }

  protected receive(established: Established, hooks: ConnectionHooks): Connection {
    const conversation = this.#begin();
    // A wait of the kernel's own (Nagle's, RFC 9293 3.7.4) would be no fault that was asked for.
    established.socket.setNoDelay(true);
    const client: Connection = new Connection(
      established,
      { ...SERVING, idleMs: this.spec.idleMs },
      this.context,
      {
        ...hooks,
        passOn: conversation.passOn('client'),
        closed: (connection) => {
          this.#dialling.get(conversation)?.cancel();
          this.#dialling.delete(conversation);
          if (connection.cause !== null) conversation.closed('client', connection.cause);
          if (conversation.over) this.#conversations.delete(conversation);
          hooks.closed(connection);
        },
      },
    );
    conversation.opened('client', client);
    this.#dial(conversation, client.id);
    return client;
  }

  protected async closeOthers(): Promise<void> {
    for (const dials of this.#dialling.values()) dials.cancel();
    this.#dialling.clear();
    const ended = new Promise<void>((done) => {
      this.#allClosed = done;
    });
    for (const connection of this.#made.connections()) connection.end('shutdown');
    if (this.#made.connected > 0) await ended;
    this.#made.forget();
  }

  #begin(): TcpConversation {
    const random = this.#relaying.begin();
    const faults = (direction: RelayDirection) =>
      new StreamFaults(
        this.#relaying.faults(direction),
        random[direction],
        new HeldBudget(MOST_HELD_BYTES, MOST_HELD),
      );
    const conversation = new TcpConversation(
      { up: faults('up'), down: faults('down') },
      this.#relaying.tally,
      this.context.world.clock,
    );
    this.#conversations.add(conversation);
    return conversation;
  }

  #dial(conversation: TcpConversation, client: string): void {
    const { to, connectTimeoutMs } = this.spec;
    const asked = this.#targets[0] ?? { address: to.host, port: to.port, family: 'IPv4' };
    const dials = new Dials(
      asked,
      connectTimeoutMs,
      this.context,
      this.descriptors,
      this.#watcher,
      {
        connected: (dialled) => {
          this.#dialling.delete(conversation);
          this.#reached(conversation, client, dialled);
        },
        gaveUp: () => {
          this.#dialling.delete(conversation);
          const { firstError } = dials;
          if (firstError !== null) this.tell(messages.notReached(client, firstError));
          conversation.unreachable();
        },
      },
    );
    this.#dialling.set(conversation, dials);
    dials.begin(this.#targets, 1);
    // In a turn of its own: the client is not told of yet.
    setImmediate(() => {
      if (this.#dialling.get(conversation) === dials) dials.run();
    });
  }

  #reached(
    conversation: TcpConversation,
    client: string,
    { socket, local, remote, formerKey, attempts }: Dialled,
  ): void {
    const { context } = this;
    const id = context.nextConnection();
    socket.setNoDelay(true);
    const connection: Connection = new Connection(
      { id, socket, direction: 'out', local, remote, birth: { queued: null, attempts } },
      { ...SERVING, idleMs: null },
      context,
      {
        // The endpoint counts what its clients send and get.
        received: () => {},
        sent: () => {},
        passOn: conversation.passOn('target'),
        closed: (closed) => {
          this.descriptors.give();
          this.#made.closed(closed);
          if (closed.cause !== null) conversation.closed('target', closed.cause);
          if (conversation.over) this.#conversations.delete(conversation);
          if (this.#made.connected === 0) this.#allClosed?.();
        },
      },
    );
    this.#made.opened(connection, formerKey);
    context.emit({
      type: 'connection.connected',
      time: connection.openedAt,
      endpoint: this.id,
      connection: id,
      local,
      remote,
      client,
    });
    connection.start();
    conversation.opened('target', connection);
  }
}
