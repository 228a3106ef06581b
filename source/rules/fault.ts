/** Thrown while a rules file is read, caught in parseRules: what can't be meant, and where it stands. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** Both from 1. */
  readonly line: number;
  readonly column: number;

  constructor(at: Place, message: string) {
    super(message);
    this.line = at.line;
    this.column = at.column;
  }
}

/** Where something stands in a file: line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}
