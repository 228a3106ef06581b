// What the engine says of datagram endpoints, in plain sentences.

import { getSystemErrorMessage } from 'node:util';
import { formatSize } from '../../endpoint-spec.ts';
import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { NetworkInterface } from '../kernel/layer.ts';

export function smallBuffer(at: Address, granted: number, asked: number): Problem {
  return {
    code: 'ESMALLBUFFER',
    operation: 'setsockopt',
    address: formatAddress(at),
    message:
      `The receive buffer is ${formatSize(granted)} of the ${formatSize(asked)} asked for, so bursts may be dropped. ` +
      `On Linux raise the limit: sysctl -w net.core.rmem_max=${asked} (then open again).`,
  };
}

export function notGroup(host: string, port: number): Problem {
  return {
    code: 'EBADSPEC',
    operation: 'spec',
    address: `${host}:${port}`,
    message: `${host} is not a multicast group: groups are 224.0.0.0 to 239.255.255.255, or ff00::/8.`,
  };
}

export function sourceFamily(source: string, group: string): Problem {
  return {
    code: 'EBADSPEC',
    operation: 'spec',
    address: source,
    message: `The source ${source} must be an address of the same family as the group ${group}.`,
  };
}

export function noInterface(word: string, there: readonly NetworkInterface[]): Problem {
  return {
    code: 'ENODEV',
    operation: 'join',
    address: word,
    message: `There is no interface "${word}" to join on. There ${interfaceList(there)}.`,
  };
}

function interfaceList(there: readonly NetworkInterface[]): string {
  if (there.length === 0) return 'are none that are up';
  const named = there.map(({ name, addresses }) => {
    const text = addresses.map(({ address }) => address).join(', ');
    return text === '' ? name : `${name} (${text})`;
  });
  return `${there.length === 1 ? 'is' : 'are'} ${named.join(', ')}`;
}

export function interfaceGone(name: string, group: Address): Problem {
  return {
    code: 'ENODEV',
    operation: 'join',
    address: formatAddress(group),
    message: `The interface ${name} is down or gone. The group is joined again when it comes back.`,
  };
}

/** Why a join failed, from the error of the socket layer or of Node. */
export function joinFailed(error: unknown, group: Address, on: NetworkInterface): Problem {
  const { code = 'EUNKNOWN', errno } = (error ?? {}) as NodeJS.ErrnoException;
  return {
    code,
    operation: 'join',
    address: formatAddress(group),
    message: `${group.address} can't be joined on ${on.name}: ${joinReason(code, errno, group)}`,
  };
}

function joinReason(code: string, errno: number | undefined, group: Address): string {
  switch (code) {
    case 'ENOBUFS':
    case 'ENOMEM':
      return group.family === 'IPv4'
        ? 'the kernel allows this socket no more memberships. Raise net.ipv4.igmp_max_memberships, or choose fewer interfaces.'
        : 'the kernel has no memory for it. Raise net.core.optmem_max, or choose fewer interfaces.';
    case 'ENODEV':
    case 'ENXIO':
    case 'EADDRNOTAVAIL':
      return `it is down, gone, or has no ${group.family}. Bring it up, or choose another interface.`;
    case 'EADDRINUSE':
      return 'it is joined there already.';
    default: {
      const known = errno !== undefined && errno !== 0;
      return known ? `${getSystemErrorMessage(-Math.abs(errno))} (${code}).` : `${code}.`;
    }
  }
}

export function alreadyJoined(group: Address, word: string): Problem {
  return {
    code: 'EALREADY',
    operation: 'join',
    address: formatAddress(group),
    message: `${group.address} is already joined on ${word}.`,
  };
}

export function notJoined(group: Address, word: string): Problem {
  return {
    code: 'EADDRNOTAVAIL',
    operation: 'leave',
    address: formatAddress(group),
    message: `${group.address} is not joined on ${word}.`,
  };
}

export function notOpen(id: string, operation: string): Problem {
  return {
    code: 'ENOTOPEN',
    operation,
    address: null,
    message: `${id} is not open. Open it again first.`,
  };
}
