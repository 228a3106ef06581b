// One TCP connection, accepted or made: it reads, lets the service answer, and ends. Nothing a peer does
// may throw out of here. What it is made of: flow-control.ts says whether what arrives is read, answering.ts
// what is answered, ending.ts keeps the book of how it ends, by-hand.ts has what a person does to it. Here
// is what happens at the socket, and what is told of it; a little long, because whoever shows, steers or
// watches a connection asks here.
//
// After our FIN the peer has CLOSE_LINGER_MS to send his, or all the time he wants if it was sent by hand;
// what he sends meanwhile is read, counted and not answered. Then the descriptor is closed and the kernel
// does the rest.

import type { Socket } from 'node:net';
import type { Address } from '../../protocol/address.ts';
import type { CloseCause, ConnectionChange } from '../../protocol/events.ts';
import type { FileProgress } from '../../protocol/file-progress.ts';
import type { ServiceName } from '../../protocol/spec.ts';
import type { Transfer } from '../../protocol/transfer.ts';
import type { ConnectionState, Relayed } from '../../protocol/views.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import type { KernelSample, TcpSample } from '../kernel/layer.ts';
import { abort } from '../kernel/node-socket.ts';
import { type Birth, Life, type Mark } from '../timeline/life.ts';
import { type Answered, Answering, type Serving } from './answering.ts';
import { ByHand } from './by-hand.ts';
import { type CutOff, Ending, type OwnEnd, type OwnReset } from './ending.ts';
import { FlowControl, type Hearer } from './flow-control.ts';
import { NO_SOCKET } from './no-socket.ts';
import { StreamRecord } from './stream-record.ts';

/** Time for the peer's FIN after ours. A client that waits for our end answers within a round trip. */
export const CLOSE_LINGER_MS = 500;

export interface ConnectionHooks {
  /** Bytes read from the peer, and bytes handed to the kernel for it. */
  readonly received: (bytes: number) => void;
  readonly sent: (bytes: number) => void;
  /** The descriptor is closed. Called once. */
  readonly closed: (connection: Connection) => void;
  /** Of a relayed one. */
  readonly passOn?: PassOn;
}

/** What arrives is not answered but passed on; whoever does that ends our direction too. */
export interface PassOn {
  /** As much is held back as may be: nothing more is to be read. */
  readonly full: boolean;
  received(data: Buffer): void;
  /** The peer's FIN. */
  ended(): void;
  /** For the row. */
  relayed(): Relayed;
}

export interface Established {
  /** `c13`. */
  readonly id: string;
  /** Paused, half-open allowed. */
  readonly socket: Socket;
  /** `in`: accepted; `out`: made by us. */
  readonly direction: 'in' | 'out';
  readonly local: Address;
  readonly remote: Address;
  /** How it came to be. */
  readonly birth: Birth;
}

export class Connection implements Hearer, Answered {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly local: Address;
  readonly remote: Address;
  /** Node's, and the kernel's; null where it can't be known. It stays when the socket is gone. */
  readonly descriptor: number | null;
  readonly life: Life;
  readonly record: StreamRecord;
  #socket: Socket;
  readonly #serving: Serving;
  readonly #context: EndpointContext;
  readonly #hooks: ConnectionHooks;
  readonly #startedAt: number;
  readonly #answering: Answering;
  readonly #flow: FlowControl;
  readonly #ending: Ending;
  #byHand: ByHand | null = null;
  #linger: NodeJS.Timeout | undefined;
  #changedAt: number;

  constructor(
    established: Established,
    serving: Serving,
    context: EndpointContext,
    hooks: ConnectionHooks,
  ) {
    const { clock } = context.world;
    this.id = established.id;
    this.direction = established.direction;
    this.local = established.local;
    this.remote = established.remote;
    this.descriptor = context.world.sockets.descriptorOf(established.socket);
    this.life = new Life(clock.now(), established.birth);
    this.record = new StreamRecord(this.id, context);
    this.#socket = established.socket;
    this.#serving = serving;
    this.#context = context;
    this.#hooks = hooks;
    this.#startedAt = clock.monotonic();
    this.#ending = new Ending(clock);
    this.#changedAt = this.life.openedAt;
    this.#answering = new Answering(serving, this, clock);
    this.#flow = new FlowControl(established.socket, serving.service, this);
  }

  /** Begins to serve it. */
  start(): void {
    const socket = this.#socket;
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', () => this.#closed());
    if (this.#serving.idleMs !== null) {
      socket.setTimeout(this.#serving.idleMs);
      socket.on('timeout', () => this.#silent());
    }
    if (this.#flow.reading) this.#flow.hear();
    else if (this.sample() === null) this.#flow.waitForEnd();
    this.#answering.start();
  }

  /** When it was accepted or connected, in milliseconds since the epoch. */
  get openedAt(): number {
    return this.life.openedAt;
  }

  /** How long it was seen waiting, in milliseconds; null if it was not. */
  get waitedMs(): number | null {
    return this.life.birth.queued?.ms ?? null;
  }

  /** Null while it is open. */
  get cause(): CloseCause | null {
    return this.#ending.cause;
  }

  /** It is closed. */
  get closed(): boolean {
    return this.#ending.closedAt !== null;
  }

  /** When it was accepted or connected, in monotonic milliseconds. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** Since when it has been open, or closed, in monotonic milliseconds. */
  get since(): number {
    return this.#ending.closedAt ?? this.#startedAt;
  }

  /** When the peer's FIN came, and when ours was due, in monotonic milliseconds; null: not yet. */
  get peerEndedAt(): number | null {
    return this.#ending.peerEndedAt;
  }

  get weEndedAt(): number | null {
    return this.#ending.weEndedAt;
  }

  get changedAt(): number {
    return this.#changedAt;
  }

  /** The peer does not take what we send, or too many answers still wait for their time. */
  get backPressure(): boolean {
    return !this.closed && this.#flow.backPressure;
  }

  /** What a person does to it. */
  get byHand(): ByHand {
    this.#byHand ??= new ByHand({
      id: this.id,
      flow: this.#flow,
      answering: this.#answering,
      ending: this.#ending,
      unsent: () => this.#socket.writableLength,
      write: (bytes, taken) => this.write(bytes, taken),
      endOurs: () => this.#endOurs(),
      changed: (change) => this.#changedByHand(change),
    });
    return this.#byHand;
  }

  /** Whether what arrives is read, as far as the peer reads our answers. */
  get reading(): boolean {
    return this.#flow.reading;
  }

  get service(): ServiceName {
    return this.#flow.service;
  }

  /** Wait before each reply, in milliseconds. */
  get delayMs(): number {
    return this.#answering.delayMs;
  }

  get halfClosed(): boolean {
    return this.#ending.halfClosed;
  }

  /** The file that is sent, or was sent last. */
  get file(): FileProgress | null {
    return this.#byHand?.file ?? null;
  }

  /** The file that is received, or was received last. */
  get transfer(): Transfer | null {
    return this.#answering.transfer;
  }

  /** As far as the program knows without asking the kernel. */
  get state(): ConnectionState {
    return this.#ending.state;
  }

  /** Our FIN has left, with all that was written before it. */
  get finSent(): boolean {
    return this.closed ? this.life.finSent : this.#socket.writableFinished;
  }

  /** What the kernel says of it now; null if not known or closed. */
  sample(): TcpSample | null {
    return this.closed ? null : this.#context.world.sockets.sample(this.#socket);
  }

  /** All that the kernel says of it; null if not known or closed. */
  kernelSample(): KernelSample | null {
    return this.closed ? null : this.#context.world.sockets.kernelSample(this.#socket);
  }

  /** Whether our direction is still open. */
  get writable(): boolean {
    return !this.closed && !this.#ending.weEnded && this.#socket.writable;
  }

  /** Sends bytes of our own. False: not now, since the peer does not take them, or not any more. */
  send(data: Buffer): boolean {
    if (!this.writable || this.#flow.writeBlocked) return false;
    this.write(data);
    return true;
  }

  /** What is sent while `run` runs leaves with one call of the kernel's. */
  together(run: () => void): void {
    const socket = this.#socket;
    socket.cork();
    run();
    socket.uncork();
  }

  /** Closes it now, whatever is under way. */
  end(cause: CutOff): void {
    if (this.closed || this.#socket.destroyed) return;
    this.#ending.cutOff(cause);
    this.#socket.destroy();
  }

  /** Our RST, whatever is under way. */
  reset(cause: OwnReset = 'aborted'): void {
    if (this.closed || this.#socket.destroyed) return;
    this.#ending.cutOff(cause);
    abort(this.#socket);
  }

  /** For who passes on: our FIN, after what was written; the peer has all the time it wants for its own. */
  endDirection(): void {
    if (this.#ending.weEnded) return;
    this.#ending.halfClose();
    this.#endOurs();
    this.#changed();
  }

  /** For who passes on: there is room again. */
  readOn(): void {
    this.#flow.adjust();
  }

  /** The other side of a relayed one; null: it is none. */
  get relayed(): Relayed | null {
    return this.#hooks.passOn?.relayed() ?? null;
  }

  /** For those who may see no event of their peer: looks at the kernel's state. */
  watch(): void {
    if (this.#flow.reading && this.#answering.done && !this.busy) return;
    const state = this.sample()?.state;
    if (state === 'CLOSED') {
      this.#gone();
    } else if (state === 'CLOSE_WAIT' && !this.#flow.reading && !this.#flow.held) {
      this.peerSentFin();
    }
  }

  /** The kernel has no connection any more: it was reset, or both FINs have passed. */
  #gone(): void {
    if (!this.#ending.halfClosed) {
      this.#failed(null);
    } else if (!this.#ending.peerEnded) {
      // A reset leaves its error, two FINs leave none. (TIME_WAIT proves less: a host that has too many of
      // them makes no more, tcp_max_tw_buckets in tcp(7).)
      if (this.#context.world.sockets.pendingError(this.#socket) === 0) this.peerSentFin();
      else this.#failed(null);
    }
    // What stands in the queue can still be read.
    if (this.#ending.causeSoFar === 'local' && this.#flow.held) return;
    this.#socket.destroy();
  }

  /** For the flow control: the peer's bytes. */
  received(data: Buffer): void {
    this.record.add('in', data);
    this.#hooks.received(data.length);
    const { passOn } = this.#hooks;
    if (passOn !== undefined) {
      passOn.received(data);
      if (passOn.full) this.#flow.adjust();
    } else if (!this.#ending.weEnded) {
      this.#answering.received(data, this.#flow.service);
    }
  }

  /** For the flow control. */
  get busy(): boolean {
    return this.#hooks.passOn?.full ?? this.#answering.busy;
  }

  /** For the flow control. */
  get full(): boolean {
    return this.#answering.full;
  }

  /** @param taken told once the kernel has taken all of it, or that it never will */
  write(bytes: Buffer, taken?: (whole: boolean) => void): void {
    const flowing = this.#socket.write(bytes, (error) => {
      if (!error) {
        this.record.add('out', bytes);
        this.#hooks.sent(bytes.length);
      }
      taken?.(!error);
    });
    if (flowing || this.#flow.writeBlocked) return;
    this.#blocked(true);
    this.#socket.once('drain', () => this.#blocked(false));
  }

  #blocked(blocked: boolean): void {
    this.#changed();
    this.#flow.block(blocked);
    if (!blocked) this.#answering.roomAgain();
  }

  /** For the answering. */
  answersChanged(): void {
    this.#flow.adjust();
    this.#endIfAnswered();
  }

  /** For the flow control: the peer's FIN. @returns false: that was known */
  peerSentFin(): boolean {
    if (!this.#ending.peerSentFin()) return false;
    const { id } = this.#context;
    this.#changed();
    this.#mark('fin');
    this.#context.emit({
      type: 'connection.ended',
      time: this.#changedAt,
      endpoint: id,
      connection: this.id,
    });
    const { passOn } = this.#hooks;
    if (passOn !== undefined) {
      passOn.ended();
    } else {
      this.#answering.peerEnded();
      this.#endIfAnswered();
    }
    return true;
  }

  /** The peer's FIN is no end of ours: first all it sent is answered. */
  #endIfAnswered(): void {
    const { peerEnded, weEnded } = this.#ending;
    if (!peerEnded || weEnded || !this.#answering.done) return;
    this.#ending.answered();
    this.#sendFin();
    this.#changed();
  }

  /** Our FIN, after what was written; then the peer's, or the end of patience. */
  finish(cause: OwnEnd): void {
    if (this.#ending.weEnded) {
      // It had ended but for what was still to be sent, and nobody takes that.
      this.#ending.patienceIsOver(cause, this.#socket.writableFinished);
      this.#socket.destroy();
      return;
    }
    this.#ending.finish(cause);
    this.#endOurs();
    this.#changed();
    // With answers still unsent the time begins anew at each that goes out.
    const wait = (): void => {
      const before = this.record.bytesOut;
      this.#linger = setTimeout(() => {
        if (cause === 'local' && this.record.bytesOut > before) wait();
        else this.#socket.destroy();
      }, CLOSE_LINGER_MS);
    };
    wait();
  }

  /** Our FIN, after what was written; what waits to be written is not. */
  #endOurs(): void {
    this.#answering.end();
    this.#byHand?.stopFile();
    this.#sendFin();
  }

  #sendFin(): void {
    this.#socket.end();
    this.#mark('shutdown');
  }

  #silent(): void {
    const idleMs = this.#serving.idleMs ?? 0;
    // Node's timer hears of what it reads and writes. A reply that waits for its time is no silence, nor
    // is what arrives for a service that reads nothing.
    let silentMs = this.#answering.done ? idleMs : 0;
    if (!this.#flow.reading) silentMs = this.sample()?.silentMs ?? idleMs;
    if (silentMs >= idleMs) this.finish('idle');
    else this.#socket.setTimeout(idleMs - silentMs);
  }

  /** @param error null: the kernel has no such connection any more, and did not say why */
  #failed(error: NodeJS.ErrnoException | null): void {
    this.life.failed(error);
    this.#mark('failed');
    this.#ending.failed(this.#socket.writableFinished);
  }

  #closed(): void {
    const { id, world } = this.#context;
    clearTimeout(this.#linger);
    this.#answering.end();
    this.#byHand?.stopFile();
    this.life.finSent = this.#socket.writableFinished;
    this.#socket = NO_SOCKET;
    this.#flow.release();
    const closedAt = world.clock.monotonic();
    const cause = this.#ending.closed(closedAt);
    this.#changed();
    this.#mark('closed');
    this.#context.emit({
      type: 'connection.closed',
      time: this.#changedAt,
      endpoint: id,
      connection: this.id,
      cause,
      bytesReceived: this.record.bytesIn,
      bytesSent: this.record.bytesOut,
      durationMs: Math.round(closedAt - this.#startedAt),
    });
    this.#hooks.closed(this);
  }

  #mark(what: Mark['what']): void {
    this.life.mark(what, this.#context.world.clock.now(), this.record.entries);
  }

  #changed(): void {
    this.#changedAt = this.#context.world.clock.now();
    this.#context.changed();
  }

  #changedByHand(change: ConnectionChange): void {
    this.#changed();
    this.#context.emit({
      type: 'connection.changed',
      time: this.#changedAt,
      endpoint: this.#context.id,
      connection: this.id,
      ...change,
    });
  }
}
