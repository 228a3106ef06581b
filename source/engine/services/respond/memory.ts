// What rules remember (`remember`) for any later message (`{recall:…}`): bounded, the oldest is forgotten.
// One for all clients of an endpoint: who registers and who asks are not the same.

/** Names kept, and the bytes of each and of what it stands for: at most 1.3 MB. */
export const MOST_NAMES = 1024;
export const LONGEST_NAME = 255;
export const LONGEST_VALUE = 1024;

export class Memory {
  /** By the name's bytes as Latin-1. */
  readonly #values = new Map<string, Buffer>();

  get size(): number {
    return this.#values.size;
  }

  /** @returns false: either is too long */
  set(name: Buffer, value: Buffer): boolean {
    if (name.length > LONGEST_NAME || value.length > LONGEST_VALUE) return false;
    const key = name.toString('latin1');
    this.#values.delete(key);
    if (this.#values.size >= MOST_NAMES) {
      for (const oldest of this.#values.keys()) {
        this.#values.delete(oldest);
        break;
      }
    }
    this.#values.set(key, Buffer.from(value));
    return true;
  }

  get(name: Buffer): Buffer | null {
    return this.#values.get(name.toString('latin1')) ?? null;
  }
}
