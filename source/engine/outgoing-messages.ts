// What the engine says of connecting and sending: plain sentences, each with the way out.

import { formatDuration } from '../endpoint-spec.ts';
import { type Address, formatAddress } from '../protocol/address.ts';
import type { Problem } from '../protocol/problem.ts';
import { failure } from './messages.ts';

/** @param error what connect(2) gave, with `code`; `ETIMEDOUT` also when our own patience ended */
export function connectFailed(
  error: NodeJS.ErrnoException,
  remote: Address,
  timeoutMs: number,
): Problem {
  const { code = 'EUNKNOWN', errno, syscall = 'connect' } = error;
  const address = formatAddress(remote);
  return {
    code,
    operation: syscall,
    address,
    message: connectReason(code, address, errno, timeoutMs),
  };
}

function connectReason(
  code: string,
  address: string,
  errno: number | undefined,
  timeoutMs: number,
): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `${address} refused the connection: nobody listens there. Start the server, then try again.`;
    case 'ETIMEDOUT':
      return `${address} did not answer within ${formatDuration(timeoutMs)}: the host is off, a firewall drops what is sent, or the server's accept queue is full.`;
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return `There is no way to ${address} from here. Check the address, the route and the cable.`;
    case 'EADDRNOTAVAIL':
      return `No local port or address is left to connect to ${address} from. Close connections, or wait for those in TIME_WAIT.`;
    default:
      return failure(code, 'connect', address, null, errno);
  }
}

/** Some clients of several found nobody. */
export function someFailed(failed: number, clients: number, first: Problem): Problem {
  return {
    ...first,
    message: `${failed} of ${clients} clients are not connected. ${first.message}`,
  };
}

export const noAddress = (address: string): Problem => ({
  code: 'ENOTFOUND',
  operation: 'getaddrinfo',
  address,
  message: `The name in ${address} has no address. Check its spelling, or give a numeric address.`,
});

export const descriptorsShort = (address: string, limit: number | null): Problem => ({
  code: 'EMFILE',
  operation: 'socket',
  address,
  message:
    `File descriptors run short${limit === null ? '' : ` (limit ${limit})`}, so no more clients are connected. ` +
    'Ask for fewer, close others, or raise the limit (ulimit -n) and start again.',
});

/** What the network's answer to a datagram means. */
export const whyRefused = (code: string): string =>
  code === 'ECONNREFUSED'
    ? 'nobody listens on that port (ICMP port unreachable)'
    : `the way there is broken (${code})`;

/** The network answers that datagrams do not arrive. */
export function datagramsRefused(code: string, remote: Address): Problem {
  const address = formatAddress(remote);
  const why = whyRefused(code);
  return {
    code,
    operation: 'send',
    address,
    message: `${address} refuses what is sent: ${why}. Sending goes on.`,
  };
}

export const senderInterfaceGone = (name: string, group: Address): Problem => ({
  code: 'ENODEV',
  operation: 'send',
  address: formatAddress(group),
  message: `The interface ${name} is down or gone. Sending goes on there when it comes back.`,
});

/** A sender's socket could not be opened on an interface. */
export function sendFailed(error: unknown, group: Address, on: string): Problem {
  const {
    code = 'EUNKNOWN',
    errno,
    syscall = 'setsockopt',
  } = (error ?? {}) as NodeJS.ErrnoException;
  const address = formatAddress(group);
  const message =
    code === 'EADDRNOTAVAIL'
      ? `Nothing can be sent on ${on}: it has no ${group.family} address. Give it one, or choose another interface.`
      : failure(code, `sending on ${on}`, address, null, errno);
  return { code, operation: syscall, address, message };
}
