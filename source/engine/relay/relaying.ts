// What the conversations of one relay share, whatever it speaks: the target, the faults as they are now,
// the count of what they did, and where they are drawn from.

import { formatFaults, LARGEST_SEED, writeTarget } from '../../endpoint-spec.ts';
import {
  type DirectionFaults,
  type Faults,
  faultsOf,
  type PerDirection,
  type RelayDirection,
  withFaults,
} from '../../protocol/faults.ts';
import type { RelaySpec } from '../../protocol/spec.ts';
import type { RelayRow } from '../../protocol/views.ts';
import { FaultTally } from './fault-tally.ts';
import { type Random, randomOf } from './random.ts';

export class Relaying {
  /** As it was asked for, with the faults of now, and the seed that was drawn where none was given. */
  spec: RelaySpec;
  readonly tally: PerDirection<FaultTally> = { up: new FaultTally(), down: new FaultTally() };
  #conversations = 0;
  #told = '';

  constructor(spec: RelaySpec) {
    this.spec = { ...spec, seed: spec.seed ?? Math.floor(Math.random() * (LARGEST_SEED + 1)) };
  }

  /** Of conversations to come, and of what comes in those that there are. */
  change(faults: Faults): void {
    this.spec = withFaults(this.spec, faults);
  }

  faults(direction: RelayDirection): DirectionFaults {
    return faultsOf(this.spec, direction);
  }

  /** The numbers for the next conversation. */
  begin(): PerDirection<Random> {
    const number = this.#conversations;
    this.#conversations += 1;
    const seed = this.spec.seed ?? 0;
    return { up: randomOf(seed, number, 'up'), down: randomOf(seed, number, 'down') };
  }

  row(): RelayRow {
    const { up, down } = this.tally;
    return {
      to: writeTarget(this.spec.to),
      faults: formatFaults(this.spec),
      onPurpose: { up: up.counts(), down: down.counts() },
    };
  }

  /** What the faults did, if that is more than when this was last asked; otherwise null. */
  takeGrowth(): RelayRow['onPurpose'] | null {
    const { onPurpose } = this.row();
    const now = JSON.stringify(onPurpose);
    const grown = this.#told === '' ? /[1-9]/.test(now) : now !== this.#told;
    if (grown) this.#told = now;
    return grown ? onPurpose : null;
  }
}
