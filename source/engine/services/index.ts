// What is done with what arrives. The plain services are one pure function each, from the bytes received
// to the answer. `respond` and `broadcast` keep something for their clients: session.ts says what they
// are to a TCP connection, sessions.ts what the clients of a server share.

import type { ServiceName } from '../../protocol/spec.ts';
import { discard } from './discard.ts';
import { echo } from './echo.ts';
import { none } from './none.ts';
import { upper } from './upper.ts';
import { strip } from './white-space.ts';

/** @returns what to send back, possibly `bytes` itself; null: nothing */
export type Service = (bytes: Buffer) => Buffer | null;

const PLAIN: { readonly [Name in ServiceName]?: Service } = { echo, upper, discard, none };

/** Whether it keeps something: a session of its own answers for it. */
export const keeps = (name: ServiceName): boolean => PLAIN[name] === undefined;

/**
 * The answer of a plain service; null: none.
 * @param stripped without the white space at both ends of what arrives: maybe nothing is left
 */
export function serviceReply(name: ServiceName, bytes: Buffer, stripped = false): Buffer | null {
  return PLAIN[name]?.(stripped ? strip(bytes) : bytes) ?? null;
}

/** Whether a TCP server with this service reads what arrives. */
export const readsByItself = (name: ServiceName): boolean => name !== 'none';

/** Whether who sends gets something back for it. */
export const answers = (name: ServiceName): boolean =>
  name === 'echo' || name === 'upper' || name === 'respond';
