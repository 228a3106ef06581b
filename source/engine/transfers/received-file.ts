// One file as it is received: what comes is written in order, a batch at a time, off the engine's thread,
// while a hash runs along. Only what waits to be written is in memory. A whole file is flushed before it gets
// its final name, so that under a final name nothing is ever half.

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { FileStore, NewFile } from './file-store.ts';

/** Bytes waiting for the disk at which whoever reads should stop: with 1 MiB a quarter slower. */
export const BEHIND_BYTES = 4 << 20;
/** Read and written at once when a file is moved within itself. */
const PIECE_BYTES = 1 << 20;
/** Buffers of one writev(2): Linux takes IOV_MAX, 1024. */
const MOST_BUFFERS = 1024;

export class ReceivedFile {
  readonly #store: FileStore;
  readonly #file: NewFile;
  readonly #caughtUp: () => void;
  #hash = createHash('sha256');
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #written = 0;
  #writing: Promise<void> | null = null;
  #error: unknown = null;
  #place: 'partial' | 'final' | 'nowhere' = 'partial';

  /** @param caughtUp told when it is behind no more, or has failed */
  constructor(store: FileStore, file: NewFile, caughtUp: () => void) {
    this.#store = store;
    this.#file = file;
    this.#caughtUp = caughtUp;
  }

  /** Makes it. @throws with errno's name in `code` */
  static async create(store: FileStore, stem: string, caughtUp: () => void): Promise<ReceivedFile> {
    return new ReceivedFile(store, await store.create(stem), caughtUp);
  }

  /** It was taken away, as there was nothing in it. */
  get gone(): boolean {
    return this.#place === 'nowhere';
  }

  /** Where it is now, or was. */
  get path(): string {
    const { name } = this.#file;
    return this.#place === 'final' ? this.#store.pathOf(name) : this.#store.partialOf(name);
  }

  /** Bytes that the kernel has taken. */
  get written(): number {
    return this.#written;
  }

  /** So much waits for the disk that no more should come for now. */
  get behind(): boolean {
    return this.#waitingBytes >= BEHIND_BYTES;
  }

  /** Why nothing is written any more; null: it is. */
  get error(): unknown {
    return this.#error;
  }

  /** @param data nobody else's from now on */
  write(data: Buffer): void {
    if (this.#error !== null || data.length === 0) return;
    this.#waiting.push(data);
    this.#waitingBytes += data.length;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
    });
  }

  /** All that was given is written, or nothing is any more. */
  async flushed(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  /**
   * The file begins elsewhere than was thought: `cut` bytes at its start do not belong to it, or these do
   * that stand before what was written.
   */
  async beginAgain(cut: number, before: Buffer): Promise<void> {
    await this.flushed();
    if (this.#error !== null || (cut === 0 && before.length === 0)) return;
    await this.#orFail(async () => {
      const { handle } = this.#file;
      await move(handle, cut, before.length, this.#written - cut);
      await writeFully(handle, [before], 0);
      this.#written += before.length - cut;
      await handle.truncate(this.#written);
      this.#hash = createHash('sha256');
      for (let at = 0; at < this.#written; at += PIECE_BYTES) {
        this.#hash.update(await readFully(handle, at, Math.min(PIECE_BYTES, this.#written - at)));
      }
    });
  }

  /**
   * No more comes. Empty, and not whole, it is taken away again.
   * @param whole it gets its final name, unless something fails
   * @returns the hash of what was written, in hex; null where that failed
   */
  async close(whole: boolean): Promise<string | null> {
    await this.flushed();
    const { handle } = this.#file;
    await this.#orFail(() => handle.sync());
    if (this.#error !== null) await this.#askSize();
    // All is on the disk, or that has failed and is known.
    await handle.close().catch(() => {});
    if (this.#error === null && whole) {
      await this.#orFail(async () => {
        await this.#store.finish(this.#file);
        this.#place = 'final';
      });
    }
    if (this.#place === 'partial' && this.#written === 0) await this.#remove();
    return this.#error === null ? this.#hash.digest('hex') : null;
  }

  async #remove(): Promise<void> {
    try {
      await this.#store.remove(this.#file);
      this.#place = 'nowhere';
    } catch {
      // An empty file stays, under its partial name.
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0 && this.#error === null) {
      const batch = this.#waiting.splice(0, MOST_BUFFERS);
      const bytes = batch.reduce((sum, each) => sum + each.length, 0);
      await this.#orFail(async () => {
        await writeFully(this.#file.handle, batch, this.#written);
        this.#written += bytes;
        for (const each of batch) this.#hash.update(each);
      });
      const wasBehind = this.behind;
      this.#waitingBytes -= bytes;
      if (this.#error === null && wasBehind && !this.behind) this.#caughtUp();
    }
  }

  /** Of a write that failed a part may be there. */
  async #askSize(): Promise<void> {
    try {
      this.#written = (await this.#file.handle.stat()).size;
    } catch {
      // Then it stays at what is known to be written.
    }
  }

  async #orFail(act: () => Promise<void>): Promise<void> {
    if (this.#error !== null) return;
    try {
      await act();
    } catch (error) {
      this.#error = error;
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.#caughtUp();
    }
  }
}

/** write(2) may take a part: then the rest follows. */
async function writeFully(handle: FileHandle, buffers: Buffer[], at: number): Promise<void> {
  const bytes = buffers.reduce((sum, each) => sum + each.length, 0);
  if (bytes === 0) return;
  const { bytesWritten } = await handle.writev(buffers, at);
  if (bytesWritten === bytes) return;
  if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
  await writeFully(handle, [Buffer.concat(buffers).subarray(bytesWritten)], at + bytesWritten);
}

async function readFully(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw Object.assign(new Error('the file became shorter'), { code: 'EIO' });
    done += bytesRead;
  }
  return bytes;
}

/** As memmove(3): from the end that is not overwritten before it is read. */
async function move(handle: FileHandle, from: number, to: number, length: number): Promise<void> {
  for (let done = 0; done < length && from !== to; ) {
    const size = Math.min(PIECE_BYTES, length - done);
    const at = to < from ? done : length - done - size;
    await writeFully(handle, [await readFully(handle, from + at, size)], to + at);
    done += size;
  }
}
