// Reads the numbers of one endpoint's datagrams and keeps their account, by sender and together. The path
// of a datagram makes no object but for a sender's first.

import { readCounter, type SequenceSpec } from '../../../protocol/sequence.ts';
import type { DatagramBatch } from '../../kernel/layer.ts';
import { CounterFormat, mcjoin, rtp, type SequenceFormat } from './formats.ts';
import { Mark } from './mark.ts';
import { Recogniser } from './recogniser.ts';
import { SenderSequence } from './sender-sequence.ts';
import { Tally } from './tally.ts';

const mark = new Mark();

export class SequenceReader {
  /** Over all senders, also those that the table has forgotten. */
  readonly totals = new Tally();
  readonly #spec: SequenceSpec;
  readonly #format: SequenceFormat | null;

  constructor(spec: SequenceSpec) {
    this.#spec = spec;
    this.#format = formatOf(spec);
  }

  /** Whether there is anything to read for. */
  get on(): boolean {
    return this.#spec !== 'off';
  }

  /** Some sender's datagrams are numbered. */
  get heard(): boolean {
    return this.totals.numbered > 0;
  }

  /**
   * Takes note of datagram i of a batch.
   * @param sequence its sender's, as answered before; null at first
   * @returns the sender's from now on
   */
  note(sequence: SenderSequence | null, batch: DatagramBatch, i: number): SenderSequence | null {
    const { bytes } = batch.data;
    const start = batch.start(i);
    const end = batch.end(i);
    const format = sequence === null ? this.#format : sequence.format;
    if (format === null) return this.#recognise(sequence, batch, i);
    if (!format.read(bytes, start, end, mark)) return sequence;
    const noted = sequence ?? new SenderSequence(format, this.totals);
    batch.readArrival(i, mark.times);
    noted.note(format, mark, 1);
    return noted;
  }

  #recognise(known: SenderSequence | null, batch: DatagramBatch, i: number): SenderSequence | null {
    const { bytes } = batch.data;
    const start = batch.start(i);
    const end = batch.end(i);
    if (known === null && (start === end || !Recogniser.worth(bytes[start] as number))) return null;
    const sequence = known ?? new SenderSequence(null, this.totals);
    const format = sequence.recogniser.look(bytes, start, end);
    if (format === null) return sequence;
    sequence.format = format;
    format.read(bytes, start, end, mark);
    batch.readArrival(i, mark.times);
    sequence.note(format, mark, sequence.recogniser.run);
    return sequence;
  }
}

/** Null: to be told by the bytes, if at all. */
function formatOf(spec: SequenceSpec): SequenceFormat | null {
  if (spec === 'mcjoin') return mcjoin;
  if (spec === 'rtp') return rtp;
  const counter = readCounter(spec);
  return counter === null ? null : new CounterFormat(counter);
}
