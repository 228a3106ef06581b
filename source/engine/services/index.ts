// What is done with what arrives: one pure function a service, from the bytes received to the answer.

import type { ServiceName } from '../../protocol/spec.ts';
import { discard } from './discard.ts';
import { echo } from './echo.ts';
import { none } from './none.ts';
import { upper } from './upper.ts';

/** @returns what to send back, possibly `bytes` itself; null: nothing */
export type Service = (bytes: Buffer) => Buffer | null;

const SERVICES: { readonly [Name in ServiceName]: Service } = { echo, upper, discard, none };

export function serviceReply(name: ServiceName, bytes: Buffer): Buffer | null {
  return SERVICES[name](bytes);
}

/** Whether a TCP server with this service reads what arrives. */
export const readsByItself = (name: ServiceName): boolean => name !== 'none';

/** Whether this service sends anything back. */
export const answers = (name: ServiceName): boolean => name === 'echo' || name === 'upper';
