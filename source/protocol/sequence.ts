// How datagrams are numbered, as a spec says it: `auto`, a format's name, or where a counter stands.

export const COUNTER_TYPES = ['u16be', 'u16le', 'u32be', 'u32le', 'u64be', 'u64le'] as const;
export type CounterType = (typeof COUNTER_TYPES)[number];
/** `u32be@0`: a counter and its offset in the payload, in bytes. */
export type CounterSpec = `${CounterType}@${number}`;

/** What may be written beside a counter: the whole of the option. */
export const SEQUENCE_WORDS = ['auto', 'off', 'mcjoin', 'rtp'] as const;
export type SequenceSpec = (typeof SEQUENCE_WORDS)[number] | CounterSpec;

/** The largest UDP payload over IPv4 (RFC 768, RFC 791): 65,535 bytes less both headers. */
const LARGEST_PAYLOAD = 65_507;
/** So that the widest counter still finds room in some datagram. */
export const LARGEST_OFFSET = LARGEST_PAYLOAD - 8;

export interface Counter {
  readonly bytes: 2 | 4 | 8;
  readonly littleEndian: boolean;
  /** Bytes of payload before it, 0 to LARGEST_OFFSET. */
  readonly offset: number;
}

/** Reads `u32be@0`; null for anything else, also for an offset that no datagram has. */
export function readCounter(text: string): Counter | null {
  const match = /^u(16|32|64)(be|le)@(0|[1-9]\d{0,4})$/.exec(text);
  if (match === null || Number(match[3]) > LARGEST_OFFSET) return null;
  return {
    bytes: (Number(match[1]) / 8) as Counter['bytes'],
    littleEndian: match[2] === 'le',
    offset: Number(match[3]),
  };
}
