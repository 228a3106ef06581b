// A file that is sent by hand: opened once for all who are sent it, read in pieces, closed when the last
// of them has it. Only regular files: reading another kind may never return, and a read that waits in
// libuv's thread pool keeps the program from ending.

import { constants, type FileHandle, open } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Problem } from '../protocol/problem.ts';
import { Refused } from './endpoints/problems.ts';
import * as messages from './sending-messages.ts';

/** Read at once; what is in memory of a file for each connection that is sent it. */
export const PIECE_BYTES = 64 << 10;

export class SentFile {
  /** As it was typed. */
  readonly path: string;
  /** Bytes when it was opened; what is added later is not sent. */
  readonly size: number;
  readonly #handle: FileHandle;
  #users = 1;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** Whoever opens it is its first user, and releases it. @returns why it can't be sent, where so */
  static async open(path: string): Promise<SentFile | Problem> {
    let handle: FileHandle;
    try {
      // A FIFO that nobody writes to would not be opened otherwise, but waited for.
      handle = await open(withHome(path), constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      return messages.fileFailed(path, error);
    }
    try {
      const facts = await handle.stat();
      if (facts.isFile()) return new SentFile(path, facts.size, handle);
      await handle.close();
      return messages.notRegularFile(path);
    } catch (error) {
      await handle.close().catch(() => {});
      return messages.fileFailed(path, error);
    }
  }

  /** One more user. */
  use(): this {
    this.#users += 1;
    return this;
  }

  release(): void {
    this.#users -= 1;
    // Nothing was written: a close that fails has lost nothing.
    if (this.#users === 0) this.#handle.close().catch(() => {});
  }

  /** At most `most` bytes from `position` on, none beyond the end. Rejects with errno's name in `code`. */
  async read(position: number, most = PIECE_BYTES): Promise<Buffer> {
    const piece = Buffer.allocUnsafe(Math.max(0, Math.min(most, this.size - position)));
    const { bytesRead } = await this.#handle.read(piece, 0, piece.length, position);
    return piece.subarray(0, bytesRead);
  }
}

/** What an endpoint sends by itself; null: none. @throws Refused, saying why it can't be sent */
export async function fileToSend(path: string | null): Promise<SentFile | null> {
  if (path === null) return null;
  const file = await SentFile.open(path);
  if (file instanceof SentFile) return file;
  throw new Refused(file);
}

function withHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
}
