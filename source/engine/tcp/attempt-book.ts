// What became of an endpoint's attempts to connect, by address, in the order they were given.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Attempts } from '../../protocol/views.ts';

export type Outcome = 'connected' | 'refused' | 'timedOut' | 'unreachable' | 'failed';

const OUTCOMES: ReadonlyMap<string | undefined, Outcome> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'timedOut'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
]);

/** @param code of the error that connect(2) gave */
export const outcomeOf = (code: string | undefined): Outcome => OUTCOMES.get(code) ?? 'failed';

const NONE = { connecting: 0, connected: 0, refused: 0, timedOut: 0, unreachable: 0, failed: 0 };

export class AttemptBook {
  readonly #rows = new Map<string, { -readonly [Field in keyof Attempts]: Attempts[Field] }>();

  /** Begins anew with these. */
  begin(addresses: readonly Address[]): void {
    this.#rows.clear();
    for (const remote of addresses) this.#rows.set(formatAddress(remote), { remote, ...NONE });
  }

  trying(remote: Address): void {
    this.#count(remote, 'connecting', 1);
  }

  cancelled(remote: Address): void {
    this.#count(remote, 'connecting', -1);
  }

  ended(remote: Address, outcome: Outcome): void {
    this.#count(remote, 'connecting', -1);
    this.#count(remote, outcome, 1);
  }

  list(): readonly Attempts[] {
    return [...this.#rows.values()].map((row) => ({ ...row }));
  }

  #count(remote: Address, what: Outcome | 'connecting', step: 1 | -1): void {
    const row = this.#rows.get(formatAddress(remote));
    if (row !== undefined) row[what] += step;
  }
}
