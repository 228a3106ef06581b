// A UDP relay: one bound socket for all clients, and for each of them a connected one towards the target,
// so that the target tells them apart as it would without a relay. A little long, since all of a
// conversation's life is decided here: who may begin one, from which socket it asks, and when it is over.

import type { Address } from '../../protocol/address.ts';
import type { Faults } from '../../protocol/faults.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { RelaySpec } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type {
  ConnectionDetail,
  EndpointDetail,
  ListenRow,
  Membership,
} from '../../protocol/views.ts';
import type { ClientWatcher } from '../client-source.ts';
import { DatagramEndpoint } from '../datagrams/datagram-endpoint.ts';
import { Dating } from '../dating.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import type { DatagramBatch, DatagramSocket } from '../kernel/layer.ts';
import { DatagramFaults } from '../relay/datagram-faults.ts';
import { HeldBudget } from '../relay/held.ts';
import * as messages from '../relay/messages.ts';
import { Relaying } from '../relay/relaying.ts';
import { targetsOf } from '../relay/targets.ts';
import { UdpConversation } from '../relay/udp-conversation.ts';
import { detailOfWaiting } from '../tcp/tcp-clients.ts';
import type { ConnectionHolder, EndpointContext } from './endpoint.ts';
import { Refused } from './problems.ts';
import { resolve } from './resolve.ts';

/** Held back in each direction, of all conversations: at 1 s of delay sixteen thousand a second. */
const MOST_HELD_BYTES = 16 << 20;
const MOST_HELD = 16_384;
/** A conversation is over after so long where the spec does not say. */
const IDLE_MS = 60_000;
/** How often the silent ones are looked for. */
const LOOK_EVERY_MS = 1000;
/** A conversation's own socket, and the duplicate that Node waits on. */
const DESCRIPTORS_A_CONVERSATION = 2;

export class UdpRelay extends DatagramEndpoint<RelaySpec> implements ConnectionHolder {
  readonly #relaying: Relaying;
  readonly #descriptors: DescriptorBudget;
  readonly #watcher: ClientWatcher;
  readonly #dating: Dating;
  readonly #held = {
    up: new HeldBudget(MOST_HELD_BYTES, MOST_HELD),
    down: new HeldBudget(MOST_HELD_BYTES, MOST_HELD),
  };
  readonly #conversations = new Map<string, UdpConversation>();
  readonly #bySocket = new Map<DatagramSocket, UdpConversation>();
  #front: DatagramSocket | null = null;
  #local: Address;
  #target: Address | null = null;
  #served = 0;
  #refusals = 0;
  /** What was said last is that the target refuses. */
  #refusing = false;
  #lookAt = 0;

  /** @param watcher told of conversations that begin or are over */
  constructor(
    spec: RelaySpec,
    context: EndpointContext,
    descriptors: DescriptorBudget,
    watcher: ClientWatcher,
  ) {
    const relaying = new Relaying(spec, context);
    super(relaying.spec, context);
    this.#relaying = relaying;
    this.#descriptors = descriptors;
    this.#watcher = watcher;
    this.#dating = new Dating(context.world.clock);
    const family = spec.host.includes(':') ? 'IPv6' : 'IPv4';
    this.#local = { address: spec.host, port: spec.port, family };
  }

  /** Other faults from now on. */
  change(faults: Faults): void {
    this.#relaying.change(faults, this.#conversations.values());
    this.spec = this.#relaying.spec;
  }

  override row(): ListenRow {
    return {
      ...super.row(),
      clients: this.#conversations.size,
      served: this.#served,
      relay: this.#relaying.row(),
    };
  }

  override detail(): EndpointDetail {
    const { maxClients, idleMs } = this.spec;
    return {
      ...super.detail(),
      maxClients,
      idleMs: idleMs ?? IDLE_MS,
      refusals: this.#refusals,
    };
  }

  override summary(): EndpointSummary {
    return {
      ...super.summary(),
      served: this.#served,
      onPurpose: this.#relaying.row().onPurpose,
    };
  }

  /** A conversation is none. */
  find(): null {
    return null;
  }

  connectionDetail(key: string): ConnectionDetail | null {
    for (const conversation of this.#conversations.values()) {
      if (conversation.key === key) return detailOfWaiting(conversation.row());
    }
    return null;
  }

  /** Its datagrams are in the relay's own. */
  connectionTimeline(): null {
    return null;
  }

  override sample(): void {
    super.sample();
    const now = this.context.world.clock.monotonic();
    if (now >= this.#lookAt) {
      this.#lookAt = now + LOOK_EVERY_MS;
      this.#endSilent(now);
    }
    this.#relaying.sample();
  }

  protected local(): Address {
    return this.#local;
  }

  protected override localOf(socket: DatagramSocket | null): Address {
    return socket?.local ?? this.#local;
  }

  /** Binds the first of the name's addresses that can be bound, unless what comes would come back to it. */
  protected async openSockets(): Promise<void> {
    const { host, port, bufferBytes } = this.spec;
    const { sockets } = this.context.world;
    const found = await resolve(host, this.context.calls);
    let failure: unknown;
    for (const each of found) {
      this.#local = { ...each, port };
      try {
        const opened = await this.openSocket((handlers) =>
          sockets.openUdp(this.#local, bufferBytes, handlers),
        );
        if (opened === null) return;
        this.#local = opened.local;
        this.resolved = [each, ...found.filter((one) => one !== each)].map((one) => one.address);
        const targets = await targetsOf(this.spec.to, opened.local, this.context).catch((error) => {
          this.closeSocket(opened);
          throw error;
        });
        // An address of the other family is for a server that has both: any will do for datagrams.
        this.#target = targets[0] ?? null;
        this.#front = opened;
        this.bound();
        return;
      } catch (error) {
        if (error instanceof Refused) throw error;
        failure ??= error;
      }
    }
    throw failure;
  }

  protected override explain(error: unknown): Problem {
    return error instanceof Refused ? error.problem : super.explain(error);
  }

  protected answer(socket: DatagramSocket, batch: DatagramBatch): void {
    const own = this.#bySocket.get(socket);
    if (own !== undefined && this.#refusing) {
      this.#refusing = false;
      this.remark(null);
    }
    for (let i = 0; i < batch.count; i += 1) {
      // The batch's buffers are used again.
      const data = Buffer.from(batch.payload(i));
      const direction = own === undefined ? 'up' : 'down';
      const conversation = own ?? this.#conversationOf(batch.sender(i));
      const fate = conversation?.passOn(direction, data) ?? 'full';
      if (fate === 'full') this.dropped(1);
    }
  }

  /** Nobody listens at the target: its host says so, and the clients can't be told. */
  protected override refused(code: string): void {
    this.#refusals += 1;
    this.#refusing = true;
    if (this.#target !== null) this.remark(messages.targetRefuses(code, this.#target));
  }

  protected socketsGone(): void {
    for (const conversation of [...this.#conversations.values()]) this.#end(conversation);
    this.#front = null;
  }

  protected memberships(): readonly Membership[] {
    return [];
  }

  /** Of a client; one that is heard for the first time begins one, if there is room. */
  #conversationOf(client: Address): UdpConversation | null {
    const key = `${client.address} ${client.port}`;
    const known = this.#conversations.get(key);
    if (known !== undefined) return known;
    const { maxClients } = this.spec;
    if (this.#target === null || this.#isOwn(client)) return null;
    if (this.#conversations.size >= maxClients) {
      this.remark(messages.full(this.id, maxClients));
      return null;
    }
    if (this.#descriptors.free < DESCRIPTORS_A_CONVERSATION) {
      this.remark(messages.descriptorsShort(this.id, this.#descriptors.limit));
      return null;
    }
    const conversation = this.#begin(client, this.#target);
    this.#conversations.set(key, conversation);
    return conversation;
  }

  /** It comes from one of our own sockets: the target leads back here. */
  #isOwn({ address, port }: Address): boolean {
    for (const { local } of this.#bySocket.keys()) {
      if (local.port === port && local.address === address) return true;
    }
    return false;
  }

  #begin(client: Address, target: Address): UdpConversation {
    const { clock } = this.context.world;
    const random = this.#relaying.begin();
    const faults = (direction: 'up' | 'down') =>
      new DatagramFaults(
        this.#relaying.faults(direction),
        random[direction],
        this.#relaying.tally[direction],
        this.#held[direction],
      );
    const conversation = new UdpConversation(
      {
        endpoint: this.id,
        id: this.context.nextConnection(),
        client,
        local: this.#local,
        target,
        answer: (data) => {
          if (this.#front?.send(data, client) === false) this.dropped(1);
        },
        ask: (socket, data) => {
          if (!socket.send(data, target)) this.dropped(1);
        },
      },
      { up: faults('up'), down: faults('down') },
      clock,
      this.#dating,
    );
    this.#served += 1;
    for (let each = 0; each < DESCRIPTORS_A_CONVERSATION; each += 1) this.#descriptors.take();
    this.#watcher.moved(conversation);
    void this.#openSide(conversation, target);
    return conversation;
  }

  async #openSide(conversation: UdpConversation, target: Address): Promise<void> {
    const { sockets } = this.context.world;
    try {
      const { bufferBytes } = this.spec;
      const socket = await this.openSocket((handlers) =>
        sockets.openUdpClient(target, { ttl: null, bufferBytes }, handlers),
      );
      if (socket === null) return;
      if (conversation.over) {
        this.closeSocket(socket);
        return;
      }
      this.#bySocket.set(socket, conversation);
      conversation.opened(socket);
    } catch (error) {
      this.remark(messages.noWay(error, target));
      this.#end(conversation);
    }
  }

  #endSilent(now: number): void {
    const idleMs = this.spec.idleMs ?? IDLE_MS;
    for (const conversation of [...this.#conversations.values()]) {
      if (now - conversation.heardAt >= idleMs) this.#end(conversation);
    }
  }

  #end(conversation: UdpConversation): void {
    if (conversation.over) return;
    const { client, socket } = conversation;
    conversation.end();
    this.#conversations.delete(`${client.address} ${client.port}`);
    if (socket !== null) {
      this.#bySocket.delete(socket);
      this.closeSocket(socket);
    }
    for (let each = 0; each < DESCRIPTORS_A_CONVERSATION; each += 1) this.#descriptors.give();
    this.#watcher.moved(conversation);
    this.context.changed();
  }
}
