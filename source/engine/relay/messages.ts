// What the engine says of relays: plain sentences, each with the way out.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import { failure } from '../messages.ts';
import { whyRefused } from '../outgoing-messages.ts';

/** @param asked the target as it was written */
export function loop(asked: string, target: Address): Problem {
  const address = formatAddress(target);
  const leads = asked === address ? '' : ` ${asked} leads to ${address}:`;
  return {
    code: 'ELOOP',
    operation: 'connect',
    address,
    message: `The target is the relay itself:${leads} what it passes on would come back for ever. Give another target, or another port.`,
  };
}

/** Faults that don't fit what passes through. */
export const faultsRefused = (message: string): Problem => ({
  code: 'EBADSPEC',
  operation: 'relay',
  address: null,
  message,
});

export const full = (endpoint: string, most: number): Problem => ({
  code: 'EUSERS',
  operation: 'relay',
  address: null,
  message: `${endpoint} has ${most} conversations: what others send is dropped. Wait until some have been silent for long enough, or give it more (max-clients).`,
});

export const descriptorsShort = (endpoint: string, limit: number | null): Problem => ({
  code: 'EMFILE',
  operation: 'socket',
  address: null,
  message:
    `File descriptors run short${limit === null ? '' : ` (limit ${limit})`}, so ${endpoint} passes on for nobody new. ` +
    'Close others, or raise the limit (ulimit -n) and start again.',
});

/** A client was accepted, and then reset: the target can't be reached. */
export const notReached = (client: string, why: Problem): Problem => ({
  ...why,
  message: `${client} was reset, since the target could not be reached. ${why.message}`,
});

/** The target's host answers that nobody is there. */
export function targetRefuses(code: string, target: Address): Problem {
  const address = formatAddress(target);
  const why = whyRefused(code);
  return {
    code,
    operation: 'send',
    address,
    message: `The target ${address} refuses what is passed on: ${why}. Clients of UDP are not told.`,
  };
}

/** A socket towards the target could not be opened. */
export function noWay(error: unknown, target: Address): Problem {
  const { code = 'EUNKNOWN', errno, syscall = 'connect' } = (error ?? {}) as NodeJS.ErrnoException;
  const address = formatAddress(target);
  return {
    code,
    operation: syscall,
    address,
    message: failure(code, syscall, address, null, errno),
  };
}
