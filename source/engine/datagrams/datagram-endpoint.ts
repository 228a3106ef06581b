// What all datagram endpoints share: states, sockets that come and go, what the kernel says
// of them, and the rows made of it all.

import { formatSpec } from '../../endpoint-spec.ts';
import type { Address } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import { transportOf } from '../../protocol/spec.ts';
import type { EndpointSummary } from '../../protocol/summary.ts';
import type { EndpointDetail, EndpointState, ListenRow, Membership } from '../../protocol/views.ts';
import type { Endpoint, EndpointContext } from '../endpoints/endpoint.ts';
import { toProblem } from '../endpoints/problems.ts';
import { Standing } from '../endpoints/standing.ts';
import type { DatagramBatch, DatagramHandlers, DatagramSocket } from '../kernel/layer.ts';
import { datagramTimeline } from '../timeline/datagram-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { askedBy, type DatagramSpec } from './asked.ts';
import * as messages from './datagram-messages.ts';
import { DatagramTraffic } from './datagram-traffic.ts';
import { DETAIL_WITHOUT_CONNECTIONS, ROW_WITHOUT_CONNECTIONS } from './no-connections.ts';
import { SocketSet } from './socket-set.ts';

/** Senders that a detail view lists: some screens full. */
const SENDERS_SHOWN = 200;

export abstract class DatagramEndpoint<Spec extends DatagramSpec> implements Endpoint {
  readonly id: string;
  /** As it was asked for, with what was changed by hand. */
  spec: Spec;
  readonly watchful = false;
  protected readonly context: EndpointContext;
  /** Every address the name gave, the bound one first. */
  protected resolved: readonly string[] = [];
  readonly #asked: ReturnType<typeof askedBy>;
  readonly #standing: Standing;
  #opening: Promise<void> | null = null;
  readonly #sockets = new SocketSet();
  protected readonly traffic: DatagramTraffic;
  /** What the last sample showed, to tell whether this one differs. */
  #shown = '';

  constructor(spec: Spec, context: EndpointContext) {
    this.id = context.id;
    this.spec = spec;
    this.context = context;
    this.#standing = new Standing(context);
    this.#asked = askedBy(spec);
    this.traffic = new DatagramTraffic(context, this.#asked.group, this.#asked.sequence);
  }

  /** Its number in the journal. */
  get owner(): number {
    return this.traffic.owner;
  }

  /** As bound; before that as asked for. */
  protected abstract local(): Address;
  /** Opens the sockets and enters the state that follows; throws what becomes the problem. */
  protected abstract openSockets(): Promise<void>;
  /** Answers what arrived. */
  protected abstract answer(socket: DatagramSocket, batch: DatagramBatch): void;
  /** What is let go with the sockets. */
  protected abstract socketsGone(): void;
  /** Settles when all is done that outlives the sockets. */
  protected async settled(): Promise<void> {}
  protected abstract memberships(): readonly Membership[];

  protected get state(): EndpointState {
    return this.#standing.state;
  }

  async open(): Promise<void> {
    if (this.#opening !== null) return this.#opening;
    if (this.state !== 'OPENING' && this.state !== 'FAILED') return;
    this.#standing.opening();
    this.#opening = this.#tryOpening();
    await this.#opening;
    this.#opening = null;
  }

  async #tryOpening(): Promise<void> {
    try {
      await this.openSockets();
      if (this.#ended) return;
      this.#standing.opened();
      this.#sockets.read();
      if (this.#standing.problem === null) this.#remarkBuffer();
    } catch (error) {
      if (this.state !== 'CLOSED') this.fail(this.explain(error));
    }
  }

  async close(): Promise<void> {
    if (this.state === 'CLOSED') return;
    this.#sockets.drain();
    this.enter('CLOSED');
    this.#closeAll();
    await this.settled();
    this.traffic.end();
    this.context.emit({ type: 'endpoint.closed', time: this.#now(), endpoint: this.id });
  }

  row(): ListenRow {
    const { service, source } = this.#asked;
    return {
      ...ROW_WITHOUT_CONNECTIONS,
      key: this.id,
      kind: this.spec.kind,
      transport: transportOf(this.spec),
      local: this.local(),
      remote: null,
      service,
      interfaces: this.interfaces(),
      source,
      ...this.traffic.columns(),
      ...this.#sockets.columns(),
      ...this.#standing.columns(),
      pace: null,
    };
  }

  detail(): EndpointDetail {
    const { delayMs, bufferBytes, sequence } = this.#asked;
    return {
      ...DETAIL_WITHOUT_CONNECTIONS,
      of: 'endpoint',
      row: this.row(),
      spec: formatSpec(this.spec),
      resolved: this.resolved,
      openedAt: this.#standing.openedAt,
      descriptor: this.#sockets.first?.descriptor ?? null,
      delayMs,
      bufferAsked: bufferBytes,
      memberships: this.memberships(),
      sequence,
      numbers: this.traffic.numbers,
      senders: this.traffic.senders.list(SENDERS_SHOWN),
    };
  }

  timeline(until: number): Timeline {
    const connected = this.spec.kind === 'udp-client';
    const facts = { descriptor: this.#sockets.descriptor, connected };
    return datagramTimeline(this.context.calls, this.traffic.share, facts, until);
  }

  summary(): EndpointSummary {
    const { kernelDrops, engineDrops } = this.#sockets.loss;
    const { numbered: _, ...losses } = this.traffic.numbers ?? { numbered: 0 };
    return {
      endpoint: this.id,
      kind: this.spec.kind,
      transport: transportOf(this.spec),
      spec: formatSpec(this.spec),
      ...this.traffic.totals(),
      ...(kernelDrops === null ? {} : { kernelDrops }),
      engineDrops,
      ...losses,
      ...this.#standing.totals(),
    };
  }

  sample(): void {
    this.traffic.sampleRates(this.context.world.clock.monotonic());
    this.#sockets.read();
    this.#tellLoss();
    const shown = `${this.traffic.shown()} ${this.#sockets.shown()}`;
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
      called: this.context.calls.called,
      received: (batch) => {
        if (socket !== null && mine()) this.#take(socket, batch);
      },
      sent: (batch) => this.traffic.countSent(batch, this.localOf(socket)),
      refused: (code) => {
        if (mine()) this.refused(code);
      },
      unsent: (count) => this.dropped(count),
      failed: (code, operation) => {
        const error = Object.assign(new Error(code), { code, syscall: operation });
        if (mine()) this.fail(this.explain(error));
      },
    });
    if (this.#ended) {
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
    this.#standing.enter(state);
  }

  /** Something to know that ends nothing; the latest one is shown. Null takes it back. */
  protected remark(problem: Problem | null): void {
    if (this.#standing.remark(problem) && problem === null) this.#remarkBuffer();
  }

  protected fail(problem: Problem): void {
    if (this.state === 'CLOSED') return;
    this.#standing.fail(problem);
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

  get #ended(): boolean {
    return this.state === 'CLOSED' || this.state === 'FAILED';
  }

  #closeAll(): void {
    this.#sockets.closeAll();
    this.socketsGone();
    this.#tellLoss();
  }

  #take(socket: DatagramSocket, batch: DatagramBatch): void {
    this.traffic.countReceived(batch, this.localOf(socket));
    // From the first number on: who sends none pays nothing for it.
    if (this.traffic.senders.sequence.heard) socket.stampArrivals();
    this.answer(socket, batch);
  }

  #tellLoss(): void {
    const growth = this.#sockets.loss.takeGrowth(this.traffic.numbers?.gaps ?? null);
    if (growth === null) return;
    this.context.emit({ type: 'loss', time: this.#now(), endpoint: this.id, ...growth });
    this.context.changed();
  }

  #remarkBuffer(): void {
    const asked = this.#asked.bufferBytes;
    const granted = asked === null ? null : this.#sockets.shortOf(asked);
    if (asked !== null && granted !== null)
      this.remark(messages.smallBuffer(this.local(), granted, asked));
  }

  #now(): number {
    return this.context.world.clock.now();
  }
}
