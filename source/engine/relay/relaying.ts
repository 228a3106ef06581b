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
import type { EndpointContext } from '../endpoints/endpoint.ts';
import { FaultTally } from './fault-tally.ts';
import { type Random, randomOf } from './random.ts';

/** A conversation, as far as its faults can be changed. */
export interface Faulty {
  change(direction: RelayDirection, faults: DirectionFaults): void;
}

export class Relaying {
  /** As it was asked for, with the faults of now, and the seed that was drawn where none was given. */
  spec: RelaySpec;
  readonly tally: PerDirection<FaultTally> = { up: new FaultTally(), down: new FaultTally() };
  #conversations = 0;
  readonly #context: EndpointContext;
  #told: string;

  constructor(spec: RelaySpec, context: EndpointContext) {
    this.#context = context;
    this.spec = { ...spec, seed: spec.seed ?? Math.floor(Math.random() * (LARGEST_SEED + 1)) };
    this.#told = JSON.stringify(this.row().onPurpose);
  }

  /** Other faults from now on: of conversations to come, and of what comes in those that there are. */
  change(faults: Faults, conversations: Iterable<Faulty>): void {
    this.spec = withFaults(this.spec, faults);
    for (const conversation of conversations) {
      conversation.change('up', this.faults('up'));
      conversation.change('down', this.faults('down'));
    }
    const { id, world } = this.#context;
    this.#context.emit({
      type: 'endpoint.changed',
      time: world.clock.now(),
      endpoint: id,
      faults: formatFaults(this.spec),
    });
    this.#context.changed();
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

  /** Tells what the faults did, if that is more than when it was told last. Called at each sample. */
  sample(): void {
    const { onPurpose } = this.row();
    const now = JSON.stringify(onPurpose);
    if (now === this.#told) return;
    this.#told = now;
    const { id, world } = this.#context;
    this.#context.emit({
      type: 'relay.faults',
      time: world.clock.now(),
      endpoint: id,
      ...onPurpose,
    });
    this.#context.changed();
  }
}
