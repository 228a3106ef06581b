// What a person does to one connection while it runs: sends, holds its reading, gives it another service
// or delay, ends our direction. Each change is told as `connection.changed`. Made for those connections
// only that somebody lays hands on. (Ends at once, kick and RST, are the connection's own.)

import type { ConnectionChange } from '../../protocol/events.ts';
import type { FileProgress } from '../../protocol/file-progress.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { ServiceName } from '../../protocol/spec.ts';
import * as messages from '../sending-messages.ts';
import type { SentFile } from '../sent-file.ts';
import type { Answering } from './answering.ts';
import type { Ending } from './ending.ts';
import { FileTransfer } from './file-transfer.ts';
import type { FlowControl } from './flow-control.ts';

/** Bytes sent by hand that may wait for the peer: it is memory until he reads. */
export const MAX_UNSENT_BYTES = 1 << 20;

/** Of the connection, what a person can lay hands on. */
export interface InHand {
  /** `c13`. */
  readonly id: string;
  readonly flow: FlowControl;
  readonly answering: Answering;
  readonly ending: Ending;
  /** Bytes that wait for the peer to take them. */
  readonly unsent: () => number;
  /** @param taken told once the kernel has taken all of it, or that it never will */
  readonly write: (bytes: Buffer, taken?: (whole: boolean) => void) => void;
  /** Our FIN, after what was written; no reply leaves any more. */
  readonly endOurs: () => void;
  readonly changed: (change: ConnectionChange) => void;
}

export class ByHand {
  readonly #connection: InHand;
  #file: FileTransfer | null = null;

  constructor(connection: InHand) {
    this.#connection = connection;
  }

  /** The file that is sent, or was sent last. */
  get file(): FileProgress | null {
    return this.#file?.progress ?? null;
  }

  /** Sends bytes, after all that was sent before. @returns why not */
  send(data: Buffer): Problem | null {
    const refusal = this.#refuseToSend();
    if (refusal !== null) return refusal;
    const unsent = this.#connection.unsent();
    if (unsent + data.length > MAX_UNSENT_BYTES) {
      return messages.notTaken(this.#connection.id, unsent);
    }
    this.#connection.write(data);
    return null;
  }

  /**
   * Begins to send a file; how far it is says `file`.
   * @param sent told once the kernel has taken all of it
   * @returns why not
   */
  sendFile(file: SentFile, sent: () => void = () => {}): Problem | null {
    const refusal = this.#refuseToSend();
    if (refusal !== null) return refusal;
    const { write, changed } = this.#connection;
    const transfer = new FileTransfer(file, {
      write: (piece) => new Promise((taken) => write(piece, taken)),
      over: () => {
        changed({ file: transfer.progress });
        if (transfer.progress.state === 'sent') sent();
      },
    });
    this.#file = transfer;
    changed({ file: transfer.progress });
    transfer.run();
    return null;
  }

  /** Our direction has ended. */
  stopFile(): void {
    this.#file?.stop();
  }

  /** False: leaves what arrives in the kernel's receive queue. */
  setReading(reading: boolean): void {
    const { flow, changed } = this.#connection;
    if (reading === flow.reading) return;
    flow.read(reading);
    changed({ reading });
  }

  /**
   * From the next read on. What it makes of reading holds until somebody says otherwise.
   * @returns why not
   */
  setService(service: ServiceName): Problem | null {
    const { id, flow, answering, changed } = this.#connection;
    if (service === flow.service) return null;
    if (!answering.startSession(service)) return messages.serviceNotHere(id, service);
    changed(flow.serve(service) ? { service, reading: flow.reading } : { service });
    return null;
  }

  /** For the replies to come; no reply overtakes another. @param delayMs milliseconds */
  setDelay(delayMs: number): void {
    const { answering, changed } = this.#connection;
    if (delayMs === answering.delayMs) return;
    answering.delayMs = delayMs;
    changed({ delayMs });
  }

  /** Our FIN, after what was sent; reading goes on until the peer's. @returns why not */
  halfClose(): Problem | null {
    const { id, ending, endOurs, changed } = this.#connection;
    if (ending.weEnded) return messages.alreadyEnded(id, 'shutdown');
    ending.halfClose();
    endOurs();
    changed({ halfClosed: true });
    return null;
  }

  #refuseToSend(): Problem | null {
    const { id, ending } = this.#connection;
    if (ending.weEnded) return messages.alreadyEnded(id, 'send');
    return this.#file?.sending ? messages.fileUnderWay(id, this.#file.progress.path) : null;
  }
}
