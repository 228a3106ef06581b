// What the engine says of sockets that can't be opened, and of TCP servers: plain sentences, each with
// the way out.

import { getSystemErrorMessage } from 'node:util';
import type { Problem } from '../protocol/problem.ts';

const PRIVILEGED_PORTS =
  'Ports below 1024 may need privilege: choose a higher one, or run as root.';

/** Why an operation on an address failed. `holder` is who has the port, as `python3 (pid 4711)`. */
export function failure(
  code: string,
  operation: string,
  address: string,
  holder: string | null,
  errno: number | undefined,
): string {
  switch (code) {
    case 'EADDRINUSE':
      return holder === null
        ? `${address} is already in use. Close what holds it, or choose another port (0 takes a free one).`
        : `${address} is already in use by ${holder}. Close that, or choose another port (0 takes a free one).`;
    case 'EACCES':
    case 'EPERM':
      return `${address} may not be opened by this user. ${PRIVILEGED_PORTS}`;
    case 'EADDRNOTAVAIL':
      return `${address} is no address of this machine. Choose one that it has, or 0.0.0.0 or [::] for all of them.`;
    case 'ENOTFOUND':
    case 'EAI_NONAME':
    case 'ENODATA':
      return `The name in ${address} has no address. Check its spelling, or give a numeric address.`;
    case 'EAI_AGAIN':
    case 'ETIMEOUT':
      return `The name in ${address} can't be looked up now: no name server answers. Give a numeric address, or try again.`;
    case 'EAFNOSUPPORT':
      return `This machine has no ${address.startsWith('[') ? 'IPv6' : 'IPv4'}, so ${address} can't be opened. Choose an address of the other family.`;
    case 'EMFILE':
    case 'ENFILE':
      return 'No file descriptor is left. Close endpoints or clients, or raise the limit (ulimit -n) and start again.';
    case 'ENOBUFS':
    case 'ENOMEM':
      return `The kernel has no memory left for ${operation} on ${address}. Close something, then try again.`;
    case 'ENODEV':
    case 'ENXIO':
      return `The interface that ${address} needs is down or gone. Bring it up, or choose another.`;
    default:
      return `${operation} on ${address} failed: ${meaning(code, errno)}.`;
  }
}

function meaning(code: string, errno: number | undefined): string {
  if (errno === undefined || errno === 0) return code;
  return `${getSystemErrorMessage(-Math.abs(errno))} (${code})`;
}

const problem = (code: string, operation: string, address: string, message: string): Problem => ({
  code,
  operation,
  address,
  message,
});

/** The gate is shut because descriptors run short. */
export const descriptorsShort = (address: string, limit: number | null): Problem =>
  problem(
    'EMFILE',
    'accept',
    address,
    `File descriptors run short${limit === null ? '' : ` (limit ${limit})`}, so clients are left waiting in the queue. ` +
      'Disconnect some, or raise the limit (ulimit -n) and start again.',
  );

/** accept(2) failed otherwise. */
export const acceptFailed = (address: string, code: string): Problem =>
  problem(
    code,
    'accept',
    address,
    `Accepting a client failed (${code}). It is tried again every second.`,
  );

export const serverNotOpen = (id: string, address: string): Problem =>
  problem('ENOTOPEN', 'accept', address, `${id} is not listening. Open it again first.`);

export const acceptsByItself = (id: string, address: string): Problem =>
  problem(
    'EAUTOMATIC',
    'accept',
    address,
    `${id} accepts by itself. Switch it to accepting by hand, or stop accepting, first.`,
  );

export const nobodyWaits = (id: string, address: string): Problem =>
  problem('ENOCLIENT', 'accept', address, `No client is waiting at ${id}.`);

export const serverFull = (id: string, address: string, maxClients: number): Problem =>
  problem(
    'EFULL',
    'accept',
    address,
    `${id} holds ${maxClients} clients, and that is its limit (max-clients). Disconnect one first.`,
  );

/** How this program is named where it holds a port itself. */
export const ownProcess = (pid: number): string => `sockscope itself (pid ${pid})`;
export const otherProcess = (name: string, pid: number): string => `${name} (pid ${pid})`;
