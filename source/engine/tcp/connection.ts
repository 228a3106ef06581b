// One TCP connection, accepted or made: it reads, lets the service answer, and ends. Nothing a peer does
// may throw out of here. A little long, because all the ways to end meet in one state.
//
// How it can end (`cause`):
//   peer      the peer's FIN came first; all it had sent was answered, then we sent ours
//   local     we closed after the first reply (`close=reply`)
//   idle      silent for `idle`
//   reset     the peer's RST, or it vanished (a write or keep-alive that timed out)
//   aborted   our RST, by hand
//   kicked    by hand; shutdown: the endpoint was closed. Both are close(2) at once: the kernel sends
//             FIN, or RST where bytes were left unread (RFC 1122 4.2.2.13), as any server's close would.
//
// By hand our direction can be ended alone (`local`): then the peer ends his when he likes.
//
// After our FIN the peer has CLOSE_LINGER_MS to send his; what he sends meanwhile is read, counted and
// not answered. Then the descriptor is closed and the kernel does the rest.
//
// Whoever does not read (the service `none`, or stopped by hand) leaves bytes in the kernel's receive
// queue, and the window closes. So neither FIN nor RST reaches us as an event: `watch` asks the kernel for
// the state instead. The FIN is an end for the service `none`; what was stopped by hand will meet it
// when reading goes on. Where the kernel can't be asked, for the service `none` Node reads what its own
// buffer takes, uncounted, and so meets them, unless the peer sent more than that before; what was
// stopped by hand meets them when reading goes on. Nor is an RST an event while nothing is read or
// written: after the peer's FIN, or with too many answers held back, until the next one's time has come.
// `watch` sees that as well; where the kernel can't be asked that answer meets it.

import { Socket } from 'node:net';
import type { Address } from '../../protocol/address.ts';
import type { CloseCause, ConnectionChange } from '../../protocol/events.ts';
import type { FileProgress } from '../../protocol/file-progress.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { ServiceName, TcpSpec } from '../../protocol/spec.ts';
import type { ConnectionState } from '../../protocol/views.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import type { KernelSample, TcpSample } from '../kernel/layer.ts';
import { abort, holdReading } from '../kernel/node-socket.ts';
import * as messages from '../sending-messages.ts';
import type { SentFile } from '../sent-file.ts';
import { answers, readsByItself, serviceReply } from '../services/index.ts';
import { DelayedReplies } from './delayed-replies.ts';
import { FileTransfer } from './file-transfer.ts';
import { StreamRecord } from './stream-record.ts';

/** Time for the peer's FIN after ours. A client that waits for our end answers within a round trip. */
export const CLOSE_LINGER_MS = 500;
/** Bytes sent by hand that may wait for the peer: it is memory until he reads. */
export const MAX_UNSENT_BYTES = 1 << 20;

/**
 * What a closed connection has in the place of its socket: Node's own, with its streams, is kilobytes, and
 * a row outlives its connection by a minute.
 */
const NO_SOCKET = new Socket().destroy();

export interface ConnectionHooks {
  /** Bytes read from the peer, and bytes handed to the kernel for it. */
  readonly received: (bytes: number) => void;
  readonly sent: (bytes: number) => void;
  /** The descriptor is closed. Called once. */
  readonly closed: (connection: Connection) => void;
}

/** What is done with what arrives, as the spec of a server says. */
export type Serving = Pick<TcpSpec, 'service' | 'delayMs' | 'close' | 'idleMs'>;

export interface Established {
  /** `c13`. */
  readonly id: string;
  /** Paused, half-open allowed. */
  readonly socket: Socket;
  /** `in`: accepted; `out`: made by us. */
  readonly direction: 'in' | 'out';
  readonly local: Address;
  readonly remote: Address;
  /** How long it was seen waiting; null if it was not. */
  readonly waitedMs: number | null;
}

export class Connection {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly local: Address;
  readonly remote: Address;
  readonly waitedMs: number | null;
  /** When it was accepted or connected, in milliseconds since the epoch. */
  readonly openedAt: number;
  readonly record: StreamRecord;
  #socket: Socket;
  readonly #serving: Serving;
  readonly #context: EndpointContext;
  readonly #hooks: ConnectionHooks;
  readonly #startedAt: number;
  readonly #delayed: DelayedReplies;
  #service: ServiceName;
  /** What arrives is to be read. */
  #reading: boolean;
  /** Node tells us of what it reads. */
  #hearing = false;
  #file: FileTransfer | null = null;
  #linger: NodeJS.Timeout | undefined;
  #cause: CloseCause | null = null;
  #peerEnded = false;
  #weEnded = false;
  /** By hand: the peer has all the time he wants. */
  #halfClosed = false;
  #writeBlocked = false;
  #closedAt: number | null = null;
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
    this.waitedMs = established.waitedMs;
    this.openedAt = clock.now();
    this.record = new StreamRecord(context.journal);
    this.#socket = established.socket;
    this.#serving = serving;
    this.#context = context;
    this.#hooks = hooks;
    this.#startedAt = clock.monotonic();
    this.#changedAt = this.openedAt;
    this.#service = serving.service;
    this.#reading = readsByItself(serving.service);
    this.#delayed = new DelayedReplies(serving.delayMs, clock, (reply) => this.#delayIsOver(reply));
  }

  /** Begins to serve it. */
  start(): void {
    const socket = this.#socket;
    socket.on('error', () => this.#failed());
    socket.on('close', () => this.#closed());
    socket.on('drain', () => {
      this.#writeBlocked = false;
      this.#changed();
      this.#readOrNot();
    });
    if (this.#serving.idleMs !== null) {
      socket.setTimeout(this.#serving.idleMs);
      socket.on('timeout', () => this.#silent());
    }
    if (this.#reading) this.#hear();
    else if (this.sample() === null) this.#waitForEnd();
  }

  /** Null while it is open. */
  get cause(): CloseCause | null {
    return this.#closedAt === null ? null : this.#cause;
  }

  /** It is closed. */
  get closed(): boolean {
    return this.#closedAt !== null;
  }

  /** When it was accepted or connected, in monotonic milliseconds. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** Since when it has been open, or closed, in monotonic milliseconds. */
  get since(): number {
    return this.#closedAt ?? this.#startedAt;
  }

  get changedAt(): number {
    return this.#changedAt;
  }

  /** The peer does not take what we send, or too many answers still wait for their time. */
  get backPressure(): boolean {
    return this.#closedAt === null && (this.#writeBlocked || this.#delayed.full);
  }

  /** Whether what arrives is read, as far as the peer reads our answers. */
  get reading(): boolean {
    return this.#reading;
  }

  get service(): ServiceName {
    return this.#service;
  }

  /** Wait before each reply, in milliseconds. */
  get delayMs(): number {
    return this.#delayed.delayMs;
  }

  get halfClosed(): boolean {
    return this.#halfClosed;
  }

  /** The file that is sent, or was sent last. */
  get file(): FileProgress | null {
    return this.#file?.progress ?? null;
  }

  /** As far as the program knows without asking the kernel. */
  get state(): ConnectionState {
    if (this.#closedAt !== null) return 'CLOSED';
    if (this.#peerEnded) return this.#weEnded ? 'LAST_ACK' : 'CLOSE_WAIT';
    return this.#weEnded ? 'FIN_WAIT1' : 'ESTABLISHED';
  }

  /** What the kernel says of it now; null if not known or closed. */
  sample(): TcpSample | null {
    return this.#closedAt === null ? this.#context.world.sockets.sample(this.#socket) : null;
  }

  /** All that the kernel says of it; null if not known or closed. */
  kernelSample(): KernelSample | null {
    return this.#closedAt === null ? this.#context.world.sockets.kernelSample(this.#socket) : null;
  }

  get descriptor(): number | null {
    return this.#context.world.sockets.descriptorOf(this.#socket);
  }

  /** Whether our direction is still open. */
  get writable(): boolean {
    return this.#closedAt === null && !this.#weEnded && this.#socket.writable;
  }

  /** Sends bytes of our own. False: not now, since the peer does not take them, or not any more. */
  send(data: Buffer): boolean {
    if (!this.writable || this.#writeBlocked) return false;
    this.#write(data);
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
  end(cause: 'kicked' | 'shutdown'): void {
    if (this.#closedAt !== null || this.#socket.destroyed) return;
    this.#cause = cause;
    this.#socket.destroy();
  }

  /** Sends bytes by hand, after all that was sent before. @returns why not */
  sendByHand(data: Buffer): Problem | null {
    const refusal = this.#refuseToSend();
    if (refusal !== null) return refusal;
    const unsent = this.#socket.writableLength;
    if (unsent + data.length > MAX_UNSENT_BYTES) return messages.notTaken(this.id, unsent);
    this.#write(data);
    return null;
  }

  /** Begins to send a file by hand; how far it is says `file`. @returns why not */
  sendFile(file: SentFile): Problem | null {
    const refusal = this.#refuseToSend();
    if (refusal !== null) return refusal;
    const transfer = new FileTransfer(file, {
      write: (piece) => new Promise((taken) => this.#write(piece, taken)),
      over: () => this.#changedByHand({ file: transfer.progress }),
    });
    this.#file = transfer;
    this.#changedByHand({ file: transfer.progress });
    transfer.run();
    return null;
  }

  /** False: leaves what arrives in the kernel's receive queue. */
  setReading(reading: boolean): void {
    if (reading === this.#reading) return;
    this.#read(reading);
    this.#changedByHand({ reading });
  }

  /** From the next read on. What it makes of reading holds until somebody says otherwise. */
  setService(service: ServiceName): void {
    if (service === this.#service) return;
    const [before, after] = [readsByItself(this.#service), readsByItself(service)];
    this.#service = service;
    if (before !== after && this.#reading !== after) {
      this.#read(after);
      this.#changedByHand({ service, reading: after });
    } else {
      this.#changedByHand({ service });
    }
  }

  /** For the replies to come; no reply overtakes another. */
  setDelay(delayMs: number): void {
    if (delayMs === this.#delayed.delayMs) return;
    this.#delayed.delayMs = delayMs;
    this.#changedByHand({ delayMs });
  }

  /** Our FIN, after what was sent; reading goes on until the peer's. @returns why not */
  halfClose(): Problem | null {
    if (this.#weEnded) return messages.alreadyEnded(this.id, 'shutdown');
    this.#cause ??= this.#peerEnded ? 'peer' : 'local';
    this.#halfClosed = true;
    this.#weEnded = true;
    this.#delayed.clear();
    this.#file?.stop();
    this.#socket.end();
    this.#changedByHand({ halfClosed: true });
    return null;
  }

  /** Our RST, whatever is under way. */
  reset(): void {
    if (this.#closedAt !== null || this.#socket.destroyed) return;
    this.#cause = 'aborted';
    abort(this.#socket);
  }

  /** For those who may see no event of their peer: looks at the kernel's state. */
  watch(): void {
    if (this.#reading && this.#delayed.empty) return;
    const state = this.sample()?.state;
    if (state === 'CLOSED') {
      this.#gone();
    } else if (state === 'CLOSE_WAIT' && !this.#reading && !this.#held) {
      this.#peerSentFin();
    }
  }

  /** The kernel has no connection any more: it was reset, or both FINs have passed. */
  #gone(): void {
    if (!this.#halfClosed) {
      this.#failed();
    } else if (!this.#peerEnded) {
      // Of a reset nothing is left.
      const left = this.#context.world.sockets.afterClose(this.local, this.remote);
      if (left?.state === 'TIME_WAIT') this.#peerSentFin();
      else this.#failed();
    }
    // What stands in the queue can still be read.
    if (this.#cause === 'local' && this.#held) return;
    this.#socket.destroy();
  }

  /** Reading was stopped by hand. */
  get #held(): boolean {
    return !this.#reading && readsByItself(this.#service);
  }

  #refuseToSend(): Problem | null {
    if (this.#weEnded) return messages.alreadyEnded(this.id, 'send');
    return this.#file?.sending ? messages.fileUnderWay(this.id, this.#file.progress.path) : null;
  }

  #read(reading: boolean): void {
    const stopped = this.#hearing && !this.#reading;
    this.#reading = reading;
    if (!reading) {
      this.#readOrNot();
      holdReading(this.#socket, true);
      return;
    }
    if (stopped) holdReading(this.#socket, false);
    this.#hear();
  }

  #hear(): void {
    const socket = this.#socket;
    if (!this.#hearing) {
      this.#hearing = true;
      socket.on('end', () => this.#peerSentFin());
      socket.on('data', (data) => this.#received(data));
      if (socket.listenerCount('readable') > 0) {
        socket.removeAllListeners('readable');
        // Node takes note of that in the next turn, and then reads, wanted or not.
        process.nextTick(() => this.#readOrNot());
      }
    }
    this.#readOrNot();
  }

  /** Fills Node's buffer and takes nothing out: `readable` without a byte more is the peer's FIN. */
  #waitForEnd(): void {
    const socket = this.#socket;
    let held = 0;
    socket.on('readable', () => {
      const more = socket.readableLength > held;
      held = socket.readableLength;
      if (more || this.#peerEnded) return;
      this.#peerSentFin();
      // Nobody reads on to the end of the stream, where Node would close it.
      socket.once('finish', () => socket.destroy());
    });
  }

  #received(data: Buffer): void {
    const time = this.#context.world.clock.now();
    this.record.add('in', time, data);
    this.#hooks.received(data.length);
    this.#tell('connection.received', time, data);
    if (this.#weEnded) return;
    const reply = serviceReply(this.#service, data);
    if (reply === null) return;
    if (this.#delayed.delayMs > 0 || !this.#delayed.empty) {
      this.#delayed.add(reply);
      this.#readOrNot();
    } else {
      this.#answer(reply);
    }
  }

  #answer(reply: Buffer): void {
    this.#write(reply);
    if (this.#serving.close === 'reply') this.#finish('local');
  }

  /** @param taken told once the kernel has taken all of it, or that it never will */
  #write(bytes: Buffer, taken?: (whole: boolean) => void): void {
    const flowing = this.#socket.write(bytes, (error) => {
      if (!error) this.#sent(bytes);
      taken?.(!error);
    });
    if (!flowing && !this.#writeBlocked) {
      this.#writeBlocked = true;
      this.#changed();
      this.#readOrNot();
    }
  }

  /** The kernel has taken all of it. */
  #sent(data: Buffer): void {
    const time = this.#context.world.clock.now();
    this.record.add('out', time, data);
    this.#hooks.sent(data.length);
    this.#tell('connection.sent', time, data);
  }

  #delayIsOver(reply: Buffer): void {
    if (this.#weEnded || this.#socket.destroyed) return;
    this.#answer(reply);
    this.#readOrNot();
    this.#endIfAnswered();
  }

  #readOrNot(): void {
    const socket = this.#socket;
    if (!this.#hearing || socket.destroyed) return;
    // Who answers nothing reads on: a peer that sends back what it gets would otherwise wait for us, and
    // we for it.
    const full = (this.#writeBlocked && answers(this.#service)) || this.#delayed.full;
    const wanted = this.#reading && !full;
    if (wanted && socket.isPaused()) socket.resume();
    else if (!wanted && !socket.isPaused()) socket.pause();
  }

  #peerSentFin(): void {
    if (this.#peerEnded) return;
    const { id, world } = this.#context;
    this.#peerEnded = true;
    this.#changed();
    this.#context.emit({
      type: 'connection.ended',
      time: world.clock.now(),
      endpoint: id,
      connection: this.id,
    });
    this.#endIfAnswered();
  }

  /** The peer's FIN is no end of ours: first all it sent is answered. */
  #endIfAnswered(): void {
    if (!this.#peerEnded || this.#weEnded || !this.#delayed.empty) return;
    this.#cause ??= 'peer';
    this.#weEnded = true;
    this.#socket.end();
    this.#changed();
  }

  /** Our FIN, after what was written; then the peer's, or the end of patience. */
  #finish(cause: 'local' | 'idle'): void {
    if (this.#weEnded) {
      // It had ended but for what was still to be sent, and nobody takes that.
      if (!this.#socket.writableFinished || this.#halfClosed) this.#cause = cause;
      this.#socket.destroy();
      return;
    }
    this.#cause = cause;
    this.#weEnded = true;
    this.#delayed.clear();
    this.#file?.stop();
    this.#socket.end();
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

  #silent(): void {
    const idleMs = this.#serving.idleMs ?? 0;
    // Node's timer hears of what it reads and writes. A reply that waits for its time is no silence, nor
    // is what arrives for a service that reads nothing.
    let silentMs = this.#delayed.empty ? idleMs : 0;
    if (!this.#reading) silentMs = this.sample()?.silentMs ?? idleMs;
    if (silentMs >= idleMs) this.#finish('idle');
    else this.#socket.setTimeout(idleMs - silentMs);
  }

  #failed(): void {
    if (this.#cause === 'aborted') return;
    // Once our FIN is out the connection had ended by then, whatever answers it; but for one that was
    // half-closed by hand.
    const ended = this.#socket.writableFinished && (!this.#halfClosed || this.#peerEnded);
    if (!ended || this.#cause === null) this.#cause = 'reset';
  }

  #closed(): void {
    const { id, world } = this.#context;
    clearTimeout(this.#linger);
    this.#delayed.clear();
    this.#file?.stop();
    this.#socket = NO_SOCKET;
    this.#closedAt = world.clock.monotonic();
    this.#cause ??= 'reset';
    this.#changed();
    this.#context.emit({
      type: 'connection.closed',
      time: world.clock.now(),
      endpoint: id,
      connection: this.id,
      cause: this.#cause,
      bytesReceived: this.record.bytesIn,
      bytesSent: this.record.bytesOut,
      durationMs: Math.round(this.#closedAt - this.#startedAt),
    });
    this.#hooks.closed(this);
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

  #tell(type: 'connection.received' | 'connection.sent', time: number, data: Buffer): void {
    this.#context.changed();
    if (!this.#context.wantsEvents(1, data.length)) return;
    this.#context.emit({
      type,
      time,
      endpoint: this.#context.id,
      connection: this.id,
      bytes: data.length,
      data: data.toString('base64'),
    });
  }
}
