// The calls that open a socket, each told of as it is made, in the words of the socket API.

import { type Address, type Family, formatAddress } from '../../../protocol/address.ts';
import { scopeOf } from '../interfaces.ts';
import type { CallListener } from '../layer.ts';
import { makeCall } from '../made-call.ts';
import { encodeSockaddr } from '../sockaddr.ts';
import * as libc from './libc.ts';

/** An option of setsockopt(2): its numbers, and their names. */
export interface SocketOption {
  readonly level: number;
  readonly name: number;
  readonly words: readonly [level: string, name: string];
}

function option(level: keyof typeof LEVELS, name: string, number: number): SocketOption {
  return { level: LEVELS[level], name: number, words: [level, name] };
}

const LEVELS = {
  SOL_SOCKET: libc.SOL_SOCKET,
  IPPROTO_IP: libc.IPPROTO_IP,
  IPPROTO_IPV6: libc.IPPROTO_IPV6,
  IPPROTO_TCP: libc.IPPROTO_TCP,
};

/** socket(7), tcp(7), ip(7), ipv6(7), linux/in.h. */
export const OPTION = {
  reuseAddress: option('SOL_SOCKET', 'SO_REUSEADDR', libc.SO_REUSEADDR),
  receiveBuffer: option('SOL_SOCKET', 'SO_RCVBUF', libc.SO_RCVBUF),
  receiveBufferForce: option('SOL_SOCKET', 'SO_RCVBUFFORCE', libc.SO_RCVBUFFORCE),
  noDelay: option('IPPROTO_TCP', 'TCP_NODELAY', libc.TCP_NODELAY),
  ipv6Only: option('IPPROTO_IPV6', 'IPV6_V6ONLY', libc.IPV6_V6ONLY),
  ttl: {
    IPv4: option('IPPROTO_IP', 'IP_TTL', libc.IP_TTL),
    IPv6: option('IPPROTO_IPV6', 'IPV6_UNICAST_HOPS', libc.IPV6_UNICAST_HOPS),
  },
  multicastInterface: {
    IPv4: option('IPPROTO_IP', 'IP_MULTICAST_IF', libc.IP_MULTICAST_IF),
    IPv6: option('IPPROTO_IPV6', 'IPV6_MULTICAST_IF', libc.IPV6_MULTICAST_IF),
  },
  multicastTtl: {
    IPv4: option('IPPROTO_IP', 'IP_MULTICAST_TTL', libc.IP_MULTICAST_TTL),
    IPv6: option('IPPROTO_IPV6', 'IPV6_MULTICAST_HOPS', libc.IPV6_MULTICAST_HOPS),
  },
  multicastLoop: {
    IPv4: option('IPPROTO_IP', 'IP_MULTICAST_LOOP', libc.IP_MULTICAST_LOOP),
    IPv6: option('IPPROTO_IPV6', 'IPV6_MULTICAST_LOOP', libc.IPV6_MULTICAST_LOOP),
  },
  multicastAll: {
    IPv4: option('IPPROTO_IP', 'IP_MULTICAST_ALL', 49),
    IPv6: option('IPPROTO_IPV6', 'IPV6_MULTICAST_ALL', 29),
  },
  joinGroup: byFamily('MCAST_JOIN_GROUP', 42),
  leaveGroup: byFamily('MCAST_LEAVE_GROUP', 45),
  joinSourceGroup: byFamily('MCAST_JOIN_SOURCE_GROUP', 46),
  leaveSourceGroup: byFamily('MCAST_LEAVE_SOURCE_GROUP', 47),
} as const;

function byFamily(name: string, number: number): GroupOption {
  return {
    IPv4: option('IPPROTO_IP', name, number),
    IPv6: option('IPPROTO_IPV6', name, number),
  };
}

/** One that either family has. */
export type GroupOption = { readonly [Name in Family]: SocketOption };

const DOMAINS = {
  IPv4: ['AF_INET', libc.AF_INET],
  IPv6: ['AF_INET6', libc.AF_INET6],
} as const;
const TYPES = { SOCK_STREAM: libc.SOCK_STREAM, SOCK_DGRAM: libc.SOCK_DGRAM };

/** All throw SystemError. */
export class OpeningCalls {
  readonly #listener: CallListener;

  constructor(listener: CallListener) {
    this.#listener = listener;
  }

  socket(family: Family, type: keyof typeof TYPES): number {
    const [word, domain] = DOMAINS[family];
    return makeCall(
      this.#listener,
      { call: 'socket', arguments: [word, type] },
      () => libc.socket(domain, TYPES[type]),
      String,
    );
  }

  /** @param said what the value means, where it is no number */
  set(
    fd: number,
    { level, name, words }: SocketOption,
    value: number | Buffer,
    said: readonly string[] = [],
  ): void {
    const shown = typeof value === 'number' ? [value] : said;
    const args = [fd, ...words, ...shown];
    this.#make('setsockopt', args, () => libc.setsockopt(fd, level, name, value));
  }

  bind(fd: number, at: Address): void {
    this.#make('bind', [fd, formatAddress(at)], () => libc.bind(fd, sockaddrOf(at)));
  }

  listen(fd: number, backlog: number): void {
    this.#make('listen', [fd, backlog], () => libc.listen(fd, backlog));
  }

  /** Of datagram sockets. */
  connect(fd: number, to: Address): void {
    this.#make('connect', [fd, formatAddress(to)], () => libc.connect(fd, sockaddrOf(to)));
  }

  close(fd: number): void {
    this.#make('close', [fd], () => libc.close(fd));
  }

  #make(call: string, args: readonly (string | number)[], make: () => void): void {
    makeCall(this.#listener, { call, arguments: args }, make);
  }
}

const sockaddrOf = (at: Address): Buffer => encodeSockaddr(at, scopeOf(at.address));
