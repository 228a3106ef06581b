// What a server's accept gate is decided by: the mode, whether it is paused, who was asked for by hand,
// the descriptors that are left, and the rest after accept(2) failed. accept-gate.ts decides.

import type { Problem } from '../../protocol/problem.ts';
import type { AcceptMode, TcpSpec } from '../../protocol/spec.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import type { Gate } from '../kernel/layer.ts';
import * as messages from '../messages.ts';
import type { Clock } from '../world.ts';
import { gateFor } from './accept-gate.ts';

/** After accept(2) failed it is tried again so much later. */
const ACCEPT_RETRY_MS = 1000;

export class Accepting {
  readonly #maxClients: number;
  readonly #descriptors: DescriptorBudget;
  readonly #clock: Clock;
  #mode: AcceptMode;
  #on = true;
  /** Clients asked for by hand and not yet accepted. */
  #byHand = 0;
  #againAt = Number.NEGATIVE_INFINITY;

  constructor(
    { mode, maxClients }: Pick<TcpSpec, 'mode' | 'maxClients'>,
    descriptors: DescriptorBudget,
    clock: Clock,
  ) {
    this.#mode = mode;
    this.#maxClients = maxClients;
    this.#descriptors = descriptors;
    this.#clock = clock;
  }

  get mode(): AcceptMode {
    return this.#mode;
  }

  /** False: paused. */
  get on(): boolean {
    return this.#on;
  }

  /** Another policy forgets what was asked for under the old one. @returns whether it is another one */
  change({ mode = this.#mode, on = this.#on }: { mode?: AcceptMode; on?: boolean }): boolean {
    if (mode === this.#mode && on === this.#on) return false;
    this.#mode = mode;
    this.#on = on;
    this.#byHand = 0;
    return true;
  }

  /** Everyone is accepted at once: nobody waits longer than a turn of the loop. */
  everyone(connected: number): boolean {
    return this.#on && this.#mode === 'concurrent' && connected < this.#maxClients;
  }

  /**
   * Asks for one more by hand.
   * @param waiting clients in the queue; infinite if not known
   * @returns why that can't be, or null
   */
  askForOne(id: string, address: string, connected: number, waiting: number): Problem | null {
    if (this.#on && this.#mode !== 'manual') return messages.acceptsByItself(id, address);
    if (connected + this.#byHand >= this.#maxClients)
      return messages.serverFull(id, address, this.#maxClients);
    if (this.#descriptors.free <= this.#byHand) return this.short(address);
    if (this.#byHand >= waiting) return messages.nobodyWaits(id, address);
    this.#byHand += 1;
    return null;
  }

  /** One was accepted. */
  took(): void {
    if (this.#byHand > 0) this.#byHand -= 1;
  }

  /**
   * The one accepted was gone already. Who was asked for by hand is somebody else then, if `waiting` more
   * are in the queue.
   */
  tookNobody(waiting: number): void {
    this.#byHand = Math.min(this.#byHand, waiting);
  }

  /** accept(2) failed: the gate stays closed for a while. @returns what to say of it */
  failed(code: string, address: string): Problem {
    this.#againAt = this.#clock.monotonic() + ACCEPT_RETRY_MS;
    const short = code === 'EMFILE' || code === 'ENFILE';
    return short ? this.short(address) : messages.acceptFailed(address, code);
  }

  /** How much may be accepted now, and whether it is descriptors alone that keep the gate closed. */
  gate(connected: number): { readonly gate: Gate; readonly short: boolean } | 'resting' {
    if (this.#clock.monotonic() < this.#againAt) return 'resting';
    const standing = {
      mode: this.#mode,
      accepting: this.#on,
      connected,
      maxClients: this.#maxClients,
      byHand: this.#byHand,
      descriptorsFree: this.#descriptors.free,
    };
    const gate = gateFor(standing);
    const short = gate === 'closed' && gateFor({ ...standing, descriptorsFree: 1 }) !== 'closed';
    return { gate, short };
  }

  short(address: string): Problem {
    return messages.descriptorsShort(address, this.#descriptors.limit);
  }
}
