// Reads a text from left to right, by regular expressions that begin where it stands (flag `y`).

export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Characters that are still to be read. */
  get left(): number {
    return this.text.length - this.at;
  }

  sees(sticky: RegExp): boolean {
    sticky.lastIndex = this.at;
    return sticky.test(this.text);
  }

  /** Reads on. @returns what was read; empty where the text goes on otherwise */
  skip(sticky: RegExp): string {
    sticky.lastIndex = this.at;
    const read = sticky.exec(this.text)?.[0] ?? '';
    this.at += read.length;
    return read;
  }

  /** The character behind a text that stands here. */
  charAfter(text: string): string {
    return this.text.charAt(this.at + text.length);
  }
}

/** Where and why a text can't be read on; only ever caught by the parser. */
export class Fault extends Error {
  readonly at: number;
  readonly length: number;

  constructor(at: number, length: number, message: string) {
    super(message);
    this.at = at;
    this.length = length;
  }
}
