// The faults that a relay puts in on purpose, and the count of what they did: kept apart from everything
// that the kernel or the engine lost.

/** Of each way through a relay: `up` is from the client to the target, `down` is back. */
export interface PerDirection<Value> {
  readonly up: Value;
  readonly down: Value;
}

export type RelayDirection = keyof PerDirection<unknown>;

/** What is done to one direction. */
export interface DirectionFaults {
  /** Everything waits so long, in milliseconds. */
  readonly delayMs: number;
  /** And up to so much longer, evenly drawn, in milliseconds; nothing overtakes anything by it. */
  readonly jitterMs: number;
  /** Percent of the datagrams, 0 to 100, here and below. */
  readonly drop: number;
  /** Let the next one pass first. */
  readonly reorder: number;
  readonly duplicate: number;
  /** One bit of it is another one. */
  readonly corrupt: number;
  /** As a line of so many bytes a second; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** Bytes of each write to a stream, whatever was read at once; null: as they come. */
  readonly chunk: number | null;
  /** After so many bytes nothing more passes; null: all of it does. */
  readonly cutAfter: number | null;
  /** How a stream is cut: on, its FIN, and the other direction goes on; off, an RST to both sides. */
  readonly halfClose: 'on' | 'off';
}

/** The same, of both directions. */
export type Faults = {
  readonly [Name in keyof DirectionFaults]: PerDirection<DirectionFaults[Name]>;
};

/** What the faults of one direction did. Of streams `dropped` are bytes, and no other but `cuts` occurs. */
export interface FaultCounts {
  readonly dropped: number;
  readonly reordered: number;
  readonly duplicated: number;
  readonly corrupted: number;
  /** Conversations cut. */
  readonly cuts: number;
}

export const NO_FAULTS: DirectionFaults = {
  delayMs: 0,
  jitterMs: 0,
  drop: 0,
  reorder: 0,
  duplicate: 0,
  corrupt: 0,
  bytesPerSecond: null,
  chunk: null,
  cutAfter: null,
  halfClose: 'off',
};

/** The same with other faults, and nothing else of what holds those. */
export function withFaults<Holder extends Faults>(holder: Holder, faults: Faults): Holder {
  const names = Object.keys(NO_FAULTS) as (keyof Faults)[];
  return { ...holder, ...Object.fromEntries(names.map((name) => [name, faults[name]])) };
}

/** Of anything that holds faults, as a relay's spec does: one direction's. */
export function faultsOf(faults: Faults, direction: RelayDirection): DirectionFaults {
  return {
    delayMs: faults.delayMs[direction],
    jitterMs: faults.jitterMs[direction],
    drop: faults.drop[direction],
    reorder: faults.reorder[direction],
    duplicate: faults.duplicate[direction],
    corrupt: faults.corrupt[direction],
    bytesPerSecond: faults.bytesPerSecond[direction],
    chunk: faults.chunk[direction],
    cutAfter: faults.cutAfter[direction],
    halfClose: faults.halfClose[direction],
  };
}
