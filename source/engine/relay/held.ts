// How much a relay may hold back. What is held is memory that a peer can fill.

export class HeldBudget {
  readonly #mostBytes: number;
  readonly #mostPieces: number;
  #bytes = 0;
  #pieces = 0;

  constructor(mostBytes: number, mostPieces: number) {
    this.#mostBytes = mostBytes;
    this.#mostPieces = mostPieces;
  }

  get full(): boolean {
    return this.#bytes >= this.#mostBytes || this.#pieces >= this.#mostPieces;
  }

  /** @returns false: there is no room for it */
  take(bytes: number): boolean {
    if (this.#pieces >= this.#mostPieces || this.#bytes + bytes > this.#mostBytes) return false;
    this.add(bytes);
    return true;
  }

  /** Takes it, room or not. */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#pieces += 1;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
    this.#pieces -= 1;
  }
}
