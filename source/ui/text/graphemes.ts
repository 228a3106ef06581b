// `Intl.Segmenter` for Ink and its libraries, where the build puts it (scripts/build.mjs): text like
// nearly all of ours, of which no character joins another, is taken apart here. The original, for all
// other text, reads its tables when the first one is made: 12 ms, which the first frame would wait for.

/** Printable ASCII, what begins an SGR sequence, and the blocks that theme.ts and ink-spinner draw with. */
const charactersAlone =
  /^[\x1b -~\xb7\u2010-\u2027\u2039\u203a\u2190-\u21ff\u2500-\u259f\u25ae\u25af\u2800-\u28ff]*$/;

/** As `Intl.Segmenter`, in so far as it is used: `segment`. */
export class Segmenter implements Pick<Intl.Segmenter, 'segment'> {
  readonly #given: ConstructorParameters<typeof Intl.Segmenter>;
  #original: Intl.Segmenter | undefined;

  constructor(...given: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#given = given;
  }

  segment(text: string): Intl.Segments {
    if (charactersAlone.test(text)) return new Characters(text);
    this.#original ??= new Intl.Segmenter(...this.#given);
    return this.#original.segment(text);
  }
}

/** The segments of a text whose characters all stand alone. */
class Characters implements Intl.Segments {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  containing(index = 0): Intl.SegmentData {
    const segment = this.#text[index];
    // What the original answers outside of the text, although its type denies it.
    if (segment === undefined) return undefined as unknown as Intl.SegmentData;
    return { segment, index, input: this.#text };
  }

  *[Symbol.iterator](): Intl.SegmentIterator<Intl.SegmentData> {
    for (let index = 0; index < this.#text.length; index += 1) yield this.containing(index);
  }
}
