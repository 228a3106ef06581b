// The directory that received files go to. Nothing that a peer sends has a part in a name; no file that is
// there is opened or replaced; nothing is made outside, whatever becomes of the directory meanwhile.

import {
  constants,
  type FileHandle,
  lstat,
  mkdir,
  open,
  realpath,
  rename,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What a file is called as long as it is not whole. */
export const PARTIAL = '.partial';
/** Names that are tried: more than files are made in one second by one endpoint. */
const MOST_TRIES = 10_000;
/** Only whoever runs this may read what strangers sent. */
const MODE = 0o600;

/** A file that was just made, empty. */
export interface NewFile {
  readonly handle: FileHandle;
  /** What it will be called once it is whole. */
  readonly name: string;
}

export class FileStore {
  /** Without symbolic links. */
  readonly directory: string;
  readonly #device: bigint;
  readonly #inode: bigint;
  #made = 0;

  private constructor(directory: string, device: bigint, inode: bigint) {
    this.directory = directory;
    this.#device = device;
    this.#inode = inode;
  }

  /** Makes it where it is missing. @throws with errno's name in `code` */
  static async open(path: string): Promise<FileStore> {
    const wanted = path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
    await mkdir(wanted, { recursive: true });
    const directory = await realpath(wanted);
    const { dev, ino } = await stat(directory, { bigint: true });
    const store = new FileStore(directory, dev, ino);
    // Better known now than when a file comes.
    const { handle, name } = await store.create('test');
    await handle.close();
    await unlink(store.partialOf(name));
    store.#made = 0;
    return store;
  }

  /** Bytes that are free for us (statfs(2)). */
  async free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.directory);
    return bavail * bsize;
  }

  /**
   * Makes an empty file under its name for as long as it is not whole.
   * @param stem what its name begins with
   * @throws with errno's name in `code`
   */
  async create(stem: string): Promise<NewFile> {
    await this.#isStillThere();
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      this.#made += 1;
      const name = `${stem}-${this.#made}`;
      const handle = await this.#createExactly(this.partialOf(name));
      if (handle === null) continue;
      // Looked at while we hold the partial name: whoever keeps to this can't give the final one away.
      if (!(await exists(this.pathOf(name)))) return { handle, name };
      await handle.close();
      await unlink(this.partialOf(name));
    }
    throw Object.assign(new Error(`no name is free for ${stem}`), { code: 'EEXIST' });
  }

  /** Gives a whole file its final name, which outlives a loss of power from then on. */
  async finish({ name }: NewFile): Promise<void> {
    await this.#isStillThere();
    await rename(this.partialOf(name), this.pathOf(name));
    const handle = await open(this.directory, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Takes away what is not whole. */
  async remove({ name }: NewFile): Promise<void> {
    await this.#isStillThere();
    await unlink(this.partialOf(name));
  }

  pathOf(name: string): string {
    return join(this.directory, name);
  }

  partialOf(name: string): string {
    return this.pathOf(name) + PARTIAL;
  }

  /** Null: there is something of that name, were it a dangling symbolic link. */
  async #createExactly(path: string): Promise<FileHandle | null> {
    const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    try {
      return await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, MODE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
      throw error;
    }
  }

  /** @throws where another directory, or a link to one, stands in its place */
  async #isStillThere(): Promise<void> {
    const { dev, ino } = await lstat(this.directory, { bigint: true });
    if (dev === this.#device && ino === this.#inode) return;
    throw Object.assign(new Error(`${this.directory} was replaced`), { code: 'ESTALE' });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
