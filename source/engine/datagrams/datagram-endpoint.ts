// What all datagram endpoints share: states, sockets that come and go, what the kernel says
// of them, and the rows made of it all.

import { formatSpec } from '../../endpoint-spec.ts';
import type { Address } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { SequenceSpec } from '../../protocol/sequence.ts';
import { type EndpointSpec, TRANSPORT } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type {
  EndpointDetail,
  EndpointState,
  ListenRow,
  Membership,
  SequenceTally,
} from '../../protocol/views.ts';
import { Dating } from '../dating.ts';
import type { Endpoint, EndpointContext } from '../endpoints/endpoint.ts';
import { toProblem } from '../endpoints/problems.ts';
import type { DatagramBatch, DatagramHandlers, DatagramSocket } from '../kernel/layer.ts';
import * as messages from './datagram-messages.ts';
import { DatagramTraffic } from './datagram-traffic.ts';
import { SocketSet } from './socket-set.ts';

/** Senders that a detail view lists: some screens full. */
const SENDERS_SHOWN = 200;

export type DatagramSpec = Exclude<EndpointSpec, { readonly kind: 'tcp' | 'tcp-client' }>;

export abstract class DatagramEndpoint<Spec extends DatagramSpec> implements Endpoint {
  readonly id: string;
  readonly spec: Spec;
  protected readonly context: EndpointContext;
  /** Every address the name gave, the bound one first. */
  protected resolved: readonly string[] = [];
  #state: EndpointState = 'OPENING';
  #problem: Problem | null = null;
  #opening: Promise<void> | null = null;
  /** Monotonic milliseconds. */
  #openedAt: number | null = null;
  readonly #dating: Dating;
  #changedAt: number;
  readonly #sockets = new SocketSet();
  readonly #traffic: DatagramTraffic;
  /** What the last sample showed, to tell whether this one differs. */
  #shown = '';

  constructor(spec: Spec, context: EndpointContext) {
    this.id = context.id;
    this.spec = spec;
    this.context = context;
    const group = TRANSPORT[spec.kind] === 'multicast' ? spec.host : null;
    this.#traffic = new DatagramTraffic(context, group, this.#sequence);
    this.#dating = new Dating(context.world.clock);
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
  /** Answers what arrived. */
  protected abstract answer(socket: DatagramSocket, batch: DatagramBatch): void;
  /** What is let go with the sockets. */
  protected abstract socketsGone(): void;
  protected abstract memberships(): readonly Membership[];

  /** Datagrams sent a second, over the last seconds. */
  protected get sentPerSecond(): number {
    return this.#traffic.sentRate.perSecond;
  }

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
      this.#openedAt = this.context.world.clock.monotonic();
      this.#sockets.read();
      if (this.#problem === null) this.#remarkBuffer();
    } catch (error) {
      if (this.#state !== 'CLOSED') this.fail(this.explain(error));
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'CLOSED') return;
    this.#sockets.drain();
    this.enter('CLOSED');
    this.#closeAll();
    this.#traffic.end();
    this.context.emit({ type: 'endpoint.closed', time: this.#now(), endpoint: this.id });
  }

  row(): ListenRow {
    const spec: DatagramSpec = this.spec;
    return {
      key: this.id,
      kind: spec.kind,
      local: this.local(),
      remote: null,
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
      ...this.#traffic.columns(),
      ...this.#sockets.columns(),
      problem: this.#problem,
      pace: null,
      changedAt: this.#changedAt,
    };
  }

  detail(): EndpointDetail {
    const spec: DatagramSpec = this.spec;
    return {
      of: 'endpoint',
      row: this.row(),
      spec: formatSpec(spec),
      resolved: this.resolved,
      attempts: [],
      refusals: null,
      openedAt: this.#openedAt === null ? null : this.#dating.of(this.#openedAt),
      descriptor: this.#sockets.first?.descriptor ?? null,
      delayMs: spec.kind === 'udp' ? spec.delayMs : null,
      idleMs: null,
      close: null,
      maxClients: null,
      bufferAsked: this.#bufferAsked,
      hostListenDrops: null,
      memberships: this.memberships(),
      sequence: this.#sequence,
      numbers: this.#numbers,
      senders: this.#traffic.senders.list(SENDERS_SHOWN),
    };
  }

  summary(): EndpointSummary {
    const { kernelDrops, engineDrops } = this.#sockets.loss;
    const { numbered: _, ...losses } = this.#numbers ?? { numbered: 0 };
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
      ...losses,
      ...(this.#openedAt === null && this.#problem !== null
        ? { failed: this.#problem.message }
        : {}),
    };
  }

  sample(): void {
    this.#traffic.sampleRates(this.context.world.clock.monotonic());
    this.#sockets.read();
    this.#tellLoss();
    const { kernelDrops, engineDrops } = this.#sockets.loss;
    const { messageRate, sentRate } = this.#traffic;
    const rate = [messageRate, sentRate]
      .map(({ perSecond }) => Math.round(perSecond * 10))
      .join(' ');
    const gaps = this.#numbers?.gaps;
    const shown = `${rate} ${this.#sockets.bufferUsed} ${kernelDrops} ${engineDrops} ${gaps}`;
    if (shown !== this.#shown) this.context.changed();
    this.#shown = shown;
  }

  /** Names of the interfaces a group is joined on. */
  protected interfaces(): readonly string[] {
    return [];
  }

  /** What a failure becomes, with the holder of a port that is taken. */
  protected explain(error: unknown): Problem {
    const address = this.local();
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const holder = taken ? this.context.world.sockets.portHolder('udp', address) : null;
    return toProblem(error, { operation: 'bind', address, holder });
  }

  /** Opens one socket by `opener` and takes it in; null when the endpoint ended meanwhile. */
  protected async openSocket<T extends DatagramSocket>(
    opener: (handlers: DatagramHandlers) => Promise<T>,
  ): Promise<T | null> {
    let socket: T | null = null;
    const mine = () => socket !== null && this.#sockets.has(socket);
    socket = await opener({
      received: (batch) => {
        if (socket !== null && mine()) this.#take(socket, batch);
      },
      sent: (batch) => this.#traffic.countSent(batch, this.localOf(socket)),
      refused: (code) => {
        if (mine()) this.refused(code);
      },
      unsent: (count) => this.dropped(count),
      failed: (code, operation) => {
        const error = Object.assign(new Error(code), { code, syscall: operation });
        if (mine()) this.fail(this.explain(error));
      },
    });
    if (this.#state === 'CLOSED' || this.#state === 'FAILED') {
      socket.close();
      return null;
    }
    this.#sockets.add(socket);
    return socket;
  }

  protected closeSocket(socket: DatagramSocket): void {
    this.#sockets.close(socket);
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

  /** Something to know that ends nothing; the latest one is shown. Null takes it back. */
  protected remark(problem: Problem | null): void {
    if (problem?.message === this.#problem?.message) return;
    this.#problem = problem;
    this.context.changed();
    if (problem === null) {
      this.#remarkBuffer();
      return;
    }
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

  /** A socket's own end, for the events. */
  protected localOf(_socket: DatagramSocket | null): Address {
    return this.local();
  }

  /** The network said that something sent before did not arrive. */
  protected refused(_code: string): void {}

  /** So many that the engine could not keep, answer or send. */
  protected dropped(count: number): void {
    this.#sockets.loss.engineDrops += count;
    this.context.changed();
  }

  #closeAll(): void {
    this.#sockets.closeAll();
    this.socketsGone();
    this.#tellLoss();
  }

  #take(socket: DatagramSocket, batch: DatagramBatch): void {
    this.#traffic.countReceived(batch, this.localOf(socket));
    // From the first number on: who sends none pays nothing for it.
    if (this.#traffic.senders.sequence.heard) socket.stampArrivals();
    this.answer(socket, batch);
  }

  #tellLoss(): void {
    const growth = this.#sockets.loss.takeGrowth(this.#numbers?.gaps ?? null);
    if (growth === null) return;
    this.context.emit({ type: 'loss', time: this.#now(), endpoint: this.id, ...growth });
    this.context.changed();
  }

  #remarkBuffer(): void {
    const asked = this.#bufferAsked;
    const granted = asked === null ? null : this.#sockets.shortOf(asked);
    if (asked !== null && granted !== null)
      this.remark(messages.smallBuffer(this.local(), granted, asked));
  }

  get #bufferAsked(): number | null {
    const spec: DatagramSpec = this.spec;
    return 'bufferBytes' in spec ? spec.bufferBytes : null;
  }

  /** What an outgoing socket gets back may be numbered too: echoes of what it sent are. */
  get #sequence(): SequenceSpec {
    const spec: DatagramSpec = this.spec;
    return 'sequence' in spec ? spec.sequence : 'auto';
  }

  /** As they are now: the traffic's own go on counting. */
  get #numbers(): SequenceTally | null {
    const { numbers } = this.#traffic;
    return numbers === null ? null : { ...numbers };
  }

  #now(): number {
    return this.context.world.clock.now();
  }
}
