// The kernel's own answer to "which way would a packet to there go?" (rtnetlink(7), RTM_GETROUTE), with
// all tables and rules that are in force. Any user may ask.

import type { Family } from '../../../protocol/address.ts';
import type { Way } from '../host.ts';
import { scopeOf } from '../interfaces.ts';
import { formatIPv4, formatIPv6, ipv4Bytes, ipv6Bytes } from '../sockaddr.ts';
import * as libc from './libc.ts';
import { HEADER_BYTES, Netlink, NLM_F_REQUEST } from './netlink.ts';

const NETLINK_ROUTE = 0;
const RTM_NEWROUTE = 24;
const RTM_GETROUTE = 26;
/** struct rtmsg, then attributes: length, type, value, each at a multiple of four. */
const ROUTE_BYTES = 12;
const ATTRIBUTE_BYTES = 4;
const RTA_DST = 1;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_PREFSRC = 7;
const RTN_LOCAL = 2;
/** Routes that lead nowhere, and what connect(2) answers for them. */
const DEAD_ENDS = new Map([
  [6, 'EINVAL'],
  [7, 'EHOSTUNREACH'],
  [8, 'EACCES'],
]);

const LINK_LOCAL = /^fe[89ab]/i;

let kernel: Netlink | undefined;

/** @param nameOf an interface's name by its index; null when it is gone */
export function findWay(
  to: string,
  family: Family,
  nameOf: (index: number) => string | null,
): Way | null {
  // A link-local address is one of an interface: without its zone it may be anywhere.
  if (LINK_LOCAL.test(to) && scopeOf(to) === 0) return null;
  kernel ??= new Netlink(NETLINK_ROUTE, {
    type: RTM_NEWROUTE,
    bytes: ROUTE_BYTES,
    call: 'rtnetlink',
  });
  let way: Way | null = null;
  try {
    kernel.ask(requestFor(to, family), RTM_GETROUTE, NLM_F_REQUEST, (answer, at, end) => {
      way = readWay(answer.subarray(at, end), family, nameOf);
    });
  } catch (error) {
    return error instanceof libc.SystemError ? { leads: 'nowhere', code: error.code } : null;
  }
  return way;
}

function requestFor(to: string, family: Family): Buffer {
  const address = family === 'IPv4' ? ipv4Bytes(to) : ipv6Bytes(to);
  const head = Buffer.alloc(HEADER_BYTES + ROUTE_BYTES);
  head[HEADER_BYTES] = family === 'IPv4' ? libc.AF_INET : libc.AF_INET6;
  head[HEADER_BYTES + 1] = address.length * 8;
  const scope = scopeOf(to);
  return Buffer.concat([
    head,
    attribute(RTA_DST, address),
    ...(scope === 0 ? [] : [attribute(RTA_OIF, Buffer.from(Uint32Array.of(scope).buffer))]),
  ]);
}

/** @param value of a multiple of four bytes */
function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(ATTRIBUTE_BYTES);
  head.writeUInt16LE(ATTRIBUTE_BYTES + value.length);
  head.writeUInt16LE(type, 2);
  return Buffer.concat([head, value]);
}

/** @param message a struct rtmsg and its attributes */
export function readWay(
  message: Buffer,
  family: Family,
  nameOf: (index: number) => string | null,
): Way | null {
  if (message.length < ROUTE_BYTES) return null;
  const kind = message[7] as number;
  const deadEnd = DEAD_ENDS.get(kind);
  if (deadEnd !== undefined) return { leads: 'nowhere', code: deadEnd };
  const found = attributesOf(message);
  const index = found.get(RTA_OIF);
  const name = index === undefined || index.length < 4 ? null : nameOf(index.readUInt32LE());
  if (name === null) return null;
  const size = family === 'IPv4' ? 4 : 16;
  const address = (type: number): string | null => {
    const bytes = found.get(type);
    if (bytes === undefined || bytes.length !== size) return null;
    return family === 'IPv4' ? formatIPv4(bytes, 0) : formatIPv6(bytes, 0);
  };
  return {
    leads: 'out',
    interface: name,
    gateway: address(RTA_GATEWAY),
    source: address(RTA_PREFSRC),
    local: kind === RTN_LOCAL,
  };
}

/** By type. Nothing is read beyond the message's end, whatever the lengths in it say. */
function attributesOf(message: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = ROUTE_BYTES; at + ATTRIBUTE_BYTES <= message.length; ) {
    const length = message.readUInt16LE(at);
    if (length < ATTRIBUTE_BYTES || at + length > message.length) break;
    found.set(message.readUInt16LE(at + 2), message.subarray(at + ATTRIBUTE_BYTES, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}
