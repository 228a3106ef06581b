// Whether what arrives on one connection is read: as its service or a person wants it, and no further than
// the peer takes the answers.
//
// Whoever does not read (the service `none`, or stopped by hand) leaves bytes in the kernel's receive
// queue, and the window closes. So neither FIN nor RST reaches us as an event: Connection.watch() asks the
// kernel for the state instead. The FIN is an end for the service `none`; what was stopped by hand will
// meet it when reading goes on. Where the kernel can't be asked, for the service `none` Node reads what its
// own buffer takes, uncounted, and so meets them, unless the peer sent more than that before; what was
// stopped by hand meets them when reading goes on. Nor is an RST an event while nothing is read or
// written: after the peer's FIN, or with too many answers held back, until the next one's time has come.
// watch() sees that as well; where the kernel can't be asked that answer meets it.

import type { Socket } from 'node:net';
import type { ServiceName } from '../../protocol/spec.ts';
import { holdReading } from '../kernel/node-socket.ts';
import { answers, readsByItself } from '../services/index.ts';
import { NO_SOCKET } from './no-socket.ts';

/** Who is told of what is read. */
export interface Hearer {
  /** Too many of its answers wait for their time. */
  readonly full: boolean;
  /** It has not dealt with what was read before: nothing more is wanted. */
  readonly busy: boolean;
  received(data: Buffer): void;
  /** @returns false: that was known */
  peerSentFin(): boolean;
}

export class FlowControl {
  readonly #hearer: Hearer;
  #socket: Socket;
  #service: ServiceName;
  /** What arrives is to be read. */
  #reading: boolean;
  /** Node tells us of what it reads. */
  #hearing = false;
  #writeBlocked = false;

  /** @param socket paused */
  constructor(socket: Socket, service: ServiceName, hearer: Hearer) {
    this.#hearer = hearer;
    this.#socket = socket;
    this.#service = service;
    this.#reading = readsByItself(service);
  }

  /** Whether what arrives is read, as far as the peer reads our answers. */
  get reading(): boolean {
    return this.#reading;
  }

  /** Reading was stopped by hand. */
  get held(): boolean {
    return !this.#reading && readsByItself(this.#service);
  }

  get service(): ServiceName {
    return this.#service;
  }

  /** The peer does not take what we send. */
  get writeBlocked(): boolean {
    return this.#writeBlocked;
  }

  /** So it is, or too many answers still wait for their time. */
  get backPressure(): boolean {
    return this.#writeBlocked || this.#hearer.full;
  }

  /** Begins to read. */
  hear(): void {
    const socket = this.#socket;
    if (!this.#hearing) {
      this.#hearing = true;
      socket.on('end', () => this.#hearer.peerSentFin());
      socket.on('data', (data) => this.#hearer.received(data));
      if (socket.listenerCount('readable') > 0) {
        socket.removeAllListeners('readable');
        // Node takes note of that in the next turn, and then reads, wanted or not.
        process.nextTick(() => this.adjust());
      }
    }
    this.adjust();
  }

  /** Fills Node's buffer and takes nothing out: `readable` without a byte more is the peer's FIN. */
  waitForEnd(): void {
    const socket = this.#socket;
    let held = 0;
    socket.on('readable', () => {
      const more = socket.readableLength > held;
      held = socket.readableLength;
      if (more || !this.#hearer.peerSentFin()) return;
      // Nobody reads on to the end of the stream, where Node would close it.
      socket.once('finish', () => socket.destroy());
    });
  }

  /** False: leaves what arrives in the kernel's receive queue. */
  read(reading: boolean): void {
    const stopped = this.#hearing && !this.#reading;
    this.#reading = reading;
    if (!reading) {
      this.adjust();
      holdReading(this.#socket, true);
      return;
    }
    if (stopped) holdReading(this.#socket, false);
    this.hear();
  }

  /**
   * From the next read on. What it makes of reading holds until somebody says otherwise.
   * @returns whether it made reading another
   */
  serve(service: ServiceName): boolean {
    const [before, after] = [readsByItself(this.#service), readsByItself(service)];
    this.#service = service;
    if (before === after || this.#reading === after) return false;
    this.read(after);
    return true;
  }

  /** The peer does not take what we send, or takes it again. */
  block(blocked: boolean): void {
    this.#writeBlocked = blocked;
    this.adjust();
  }

  /** Reads or not, as things are now: called when delayed replies have come or gone. */
  adjust(): void {
    const socket = this.#socket;
    if (!this.#hearing || socket.destroyed) return;
    // Who answers nothing reads on: a peer that sends back what it gets would otherwise wait for us, and
    // we for it.
    const blocked = this.#writeBlocked && answers(this.#service);
    const full = blocked || this.#hearer.full || this.#hearer.busy;
    const wanted = this.#reading && !full;
    if (wanted && socket.isPaused()) socket.resume();
    else if (!wanted && !socket.isPaused()) socket.pause();
  }

  /** It is closed. */
  release(): void {
    this.#socket = NO_SOCKET;
  }
}
