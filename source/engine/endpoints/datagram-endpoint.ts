// What UDP servers and multicast receivers share: states, sockets that come and go, what the kernel says
// of them, and the rows made of it all.

import { formatSpec } from '../../endpoint-spec.ts';
import type { Address } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { MulticastSpec, UdpSpec } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type { EndpointDetail, EndpointState, ListenRow, Membership } from '../../protocol/views.ts';
import type { DatagramBatch, DatagramHandlers, DatagramSocket } from '../kernel/layer.ts';
import { LossLedger } from '../loss.ts';
import * as messages from './datagram-messages.ts';
import { DatagramTraffic } from './datagram-traffic.ts';
import type { Endpoint, EndpointContext } from './endpoint.ts';

/** Senders that a detail view lists: some screens full. */
const SENDERS_SHOWN = 200;

export abstract class DatagramEndpoint<Spec extends UdpSpec | MulticastSpec> implements Endpoint {
  readonly id: string;
  readonly spec: Spec;
  protected readonly context: EndpointContext;
  protected readonly loss = new LossLedger();
  /** Every address the name gave, the bound one first. */
  protected resolved: readonly string[] = [];
  #state: EndpointState = 'OPENING';
  #problem: Problem | null = null;
  #opening: Promise<void> | null = null;
  #openedAt: number | null = null;
  #changedAt: number;
  readonly #sockets = new Set<DatagramSocket>();
  readonly #traffic: DatagramTraffic;
  #bufferUsed: number | null = null;
  #bufferSize: number | null = null;
  /** What the last sample showed, to tell whether this one differs. */
  #shown = '';

  constructor(spec: Spec, context: EndpointContext) {
    this.id = context.id;
    this.spec = spec;
    this.context = context;
    this.#traffic = new DatagramTraffic(context, spec.kind === 'multicast' ? spec.host : null);
    this.#changedAt = context.world.clock.now();
  }

  /** Its number in the journal. */
  get owner(): number {
    return this.#traffic.owner;
  }

  /** As bound; before that as asked for. */
  protected abstract local(): Address;
  /** Opens the sockets and enters the state that follows; throws what becomes the problem. */
  protected abstract openSockets(): Promise<void>;
  /** What becomes a failure's problem. */
  protected abstract explain(error: unknown): Problem;
  /** Whether arrivals are answered at all, and answering datagram i. */
  protected abstract readonly answers: boolean;
  protected abstract answer(socket: DatagramSocket, batch: DatagramBatch, i: number): void;
  /** What is let go with the sockets. */
  protected abstract socketsGone(): void;
  protected abstract memberships(): readonly Membership[];

  protected get state(): EndpointState {
    return this.#state;
  }

  async open(): Promise<void> {
    if (this.#opening !== null) return this.#opening;
    if (this.#state !== 'OPENING' && this.#state !== 'FAILED') return;
    this.#problem = null;
    this.enter('OPENING');
    this.#opening = this.#tryOpening();
    await this.#opening;
    this.#opening = null;
  }

  async #tryOpening(): Promise<void> {
    try {
      await this.openSockets();
      if (this.#state === 'CLOSED' || this.#state === 'FAILED') return;
      this.#openedAt = this.context.world.clock.now();
      this.#remarkBuffer();
      this.#readKernel();
    } catch (error) {
      if (this.#state !== 'CLOSED') this.fail(this.explain(error));
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'CLOSED') return;
    this.enter('CLOSED');
    this.#closeAll();
    this.#traffic.end();
    this.context.emit({ type: 'endpoint.closed', time: this.#now(), endpoint: this.id });
  }

  row(): ListenRow {
    const spec: UdpSpec | MulticastSpec = this.spec;
    const traffic = this.#traffic;
    return {
      key: this.id,
      kind: spec.kind,
      local: this.local(),
      state: this.#state,
      mode: null,
      accepting: false,
      service: spec.kind === 'udp' ? spec.service : null,
      interfaces: this.interfaces(),
      source: spec.kind === 'multicast' ? spec.source : null,
      queueDepth: null,
      backlog: null,
      queuePlace: null,
      overflows: null,
      clients: 0,
      served: 0,
      received: traffic.received,
      sent: traffic.sent,
      bytesReceived: traffic.bytesReceived,
      bytesSent: traffic.bytesSent,
      messagesPerSecond: traffic.messageRate.perSecond,
      bytesInPerSecond: traffic.inRate.perSecond,
      bytesOutPerSecond: traffic.outRate.perSecond,
      bufferUsed: this.#bufferUsed,
      bufferSize: this.#bufferSize,
      kernelDrops: this.loss.kernelDrops,
      engineDrops: this.loss.engineDrops,
      senders: traffic.senders.size,
      lastSender: traffic.senders.last,
      problem: this.#problem,
      changedAt: this.#changedAt,
    };
  }

  detail(): EndpointDetail {
    const [first] = this.#sockets;
    return {
      of: 'endpoint',
      row: this.row(),
      spec: formatSpec(this.spec),
      resolved: this.resolved,
      openedAt: this.#openedAt,
      descriptor: first?.descriptor ?? null,
      delayMs: this.spec.kind === 'udp' ? this.spec.delayMs : null,
      idleMs: null,
      close: null,
      maxClients: null,
      bufferAsked: this.spec.bufferBytes,
      hostListenDrops: null,
      memberships: this.memberships(),
      senders: this.#traffic.senders.list(SENDERS_SHOWN),
    };
  }

  summary(): EndpointSummary {
    const { kernelDrops, engineDrops } = this.loss;
    return {
      endpoint: this.id,
      kind: this.spec.kind,
      spec: formatSpec(this.spec),
      datagramsReceived: this.#traffic.received,
      datagramsSent: this.#traffic.sent,
      bytesReceived: this.#traffic.bytesReceived,
      bytesSent: this.#traffic.bytesSent,
      ...(kernelDrops === null ? {} : { kernelDrops }),
      engineDrops,
      ...(this.#openedAt === null && this.#problem !== null
        ? { failed: this.#problem.message }
        : {}),
    };
  }

  sample(): void {
    this.#traffic.sampleRates(this.context.world.clock.monotonic());
    this.#readKernel();
    this.#tellLoss();
    const { kernelDrops, engineDrops } = this.loss;
    const rate = Math.round(this.#traffic.messageRate.perSecond * 10);
    const shown = `${rate} ${this.#bufferUsed} ${kernelDrops} ${engineDrops}`;
    if (shown !== this.#shown) this.context.changed();
    this.#shown = shown;
  }

  /** Names of the interfaces a group is joined on. */
  protected interfaces(): readonly string[] {
    return [];
  }

  /** Opens one socket by `opener` and takes it in; null when the endpoint was closed meanwhile. */
  protected async openSocket<T extends DatagramSocket>(
    opener: (handlers: DatagramHandlers) => Promise<T>,
  ): Promise<T | null> {
    let socket: T | null = null;
    const mine = () => socket !== null && this.#sockets.has(socket);
    socket = await opener({
      received: (batch) => {
        if (socket !== null && mine()) this.#take(socket, batch);
      },
      sent: (batch) => this.#traffic.countSent(batch, this.local()),
      unsent: (count) => this.dropped(count),
      failed: (code, operation) => {
        if (mine())
          this.fail(this.explain(Object.assign(new Error(code), { code, syscall: operation })));
      },
    });
    if (this.#state === 'CLOSED') {
      socket.close();
      return null;
    }
    this.#sockets.add(socket);
    return socket;
  }

  protected closeSocket(socket: DatagramSocket): void {
    this.loss.socketClosed(socket.memory()?.drops ?? null);
    this.#sockets.delete(socket);
    socket.close();
  }

  /** Bound: tells so. */
  protected bound(): void {
    this.enter('BOUND');
    this.context.emit({
      type: 'endpoint.bound',
      time: this.#now(),
      endpoint: this.id,
      kind: this.spec.kind,
      local: this.local(),
      spec: formatSpec(this.spec),
    });
  }

  protected enter(state: EndpointState): void {
    this.#state = state;
    this.#changedAt = this.#now();
    this.context.changed();
  }

  /** Something to know that ends nothing; the latest remark is shown. Null takes it back. */
  protected remark(problem: Problem | null): void {
    if (problem?.message === this.#problem?.message) return;
    this.#problem = problem;
    this.context.changed();
    if (problem === null) return;
    this.context.emit({
      type: 'endpoint.changed',
      time: this.#now(),
      endpoint: this.id,
      notice: problem,
    });
  }

  protected fail(problem: Problem): void {
    if (this.#state === 'CLOSED') return;
    this.#problem = problem;
    this.enter('FAILED');
    this.#closeAll();
    this.context.emit({
      type: 'endpoint.failed',
      time: this.#now(),
      endpoint: this.id,
      error: problem,
    });
  }

  /** So many that the engine could not keep or answer. */
  protected dropped(count: number): void {
    this.loss.engineDrops += count;
    this.context.changed();
  }

  #closeAll(): void {
    for (const socket of [...this.#sockets]) this.closeSocket(socket);
    this.socketsGone();
    this.#bufferUsed = null;
    this.#bufferSize = null;
    this.#tellLoss();
  }

  #take(socket: DatagramSocket, batch: DatagramBatch): void {
    this.#traffic.countReceived(batch, this.local());
    if (!this.answers) return;
    for (let i = 0; i < batch.count; i += 1) this.answer(socket, batch, i);
  }

  #readKernel(): void {
    let queued: number | null = null;
    let size: number | null = null;
    let drops: number | null = null;
    for (const socket of this.#sockets) {
      const memory = socket.memory();
      size = (size ?? 0) + (memory?.size ?? socket.bufferGranted ?? 0);
      if (memory === null) continue;
      queued = (queued ?? 0) + memory.queued;
      drops = (drops ?? 0) + memory.drops;
    }
    this.#bufferUsed = queued;
    this.#bufferSize = size;
    this.loss.readKernel(drops);
  }

  #tellLoss(): void {
    const growth = this.loss.takeGrowth();
    if (growth === null) return;
    this.context.emit({ type: 'loss', time: this.#now(), endpoint: this.id, ...growth });
    this.context.changed();
  }

  #remarkBuffer(): void {
    const asked = this.spec.bufferBytes;
    for (const { bufferUsable } of this.#sockets) {
      if (bufferUsable === null || bufferUsable >= asked) continue;
      this.remark(messages.smallBuffer(this.local(), bufferUsable, asked));
      return;
    }
  }

  #now(): number {
    return this.context.world.clock.now();
  }
}
