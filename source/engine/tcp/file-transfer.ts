// A file on its way to one connection: a piece is read when the kernel has taken the one before, so that
// a peer that does not read costs one piece of memory and no more.

import type { FileProgress } from '../../protocol/file-progress.ts';
import type { Problem } from '../../protocol/problem.ts';
import * as messages from '../sending-messages.ts';
import type { SentFile } from '../sent-file.ts';

export interface FileOutlet {
  /** Sends a piece; settles once the kernel has taken it: true, or false where the connection has ended. */
  readonly write: (piece: Buffer) => Promise<boolean>;
  /** All is sent, or no more will be. Called once. */
  readonly over: () => void;
}

export class FileTransfer {
  readonly #file: SentFile;
  readonly #outlet: FileOutlet;
  #sent = 0;
  #state: FileProgress['state'] = 'sending';
  #problem: Problem | null = null;

  /** Keeps the file in use until it is over. */
  constructor(file: SentFile, outlet: FileOutlet) {
    this.#file = file.use();
    this.#outlet = outlet;
  }

  get progress(): FileProgress {
    const { path, size } = this.#file;
    return { path, size, sent: this.#sent, state: this.#state, problem: this.#problem };
  }

  get sending(): boolean {
    return this.#state === 'sending';
  }

  /** Sends it. Never rejects: what fails is in the progress. */
  async run(): Promise<void> {
    const { path, size } = this.#file;
    try {
      while (this.sending && this.#sent < size) {
        const piece = await this.#file.read(this.#sent);
        if (!this.sending) return;
        if (piece.length === 0) this.#end(messages.fileShorter(path));
        else if (await this.#outlet.write(piece)) this.#sent += piece.length;
        else this.stop();
      }
      this.#end(null);
    } catch (error) {
      this.#end(messages.fileFailed(path, error));
    }
  }

  /** Our direction has ended. */
  stop(): void {
    this.#end(messages.fileCutOff(this.#file.path));
  }

  #end(problem: Problem | null): void {
    if (!this.sending) return;
    this.#state = problem === null ? 'sent' : 'stopped';
    this.#problem = problem;
    this.#file.release();
    this.#outlet.over();
  }
}
