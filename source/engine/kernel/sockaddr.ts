// struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)) ⇄ Address. Little-endian hosts.

import { isIPv4 } from 'node:net';
import type { Address } from '../../protocol/address.ts';
import { withZoneName } from './interfaces.ts';

// Linux numbers, used as this program's own on every system.
const AF_INET = 2;
const AF_INET6 = 10;

/** Room for either family. */
export const SOCKADDR_BYTES = 28;
/** The same in whole steps of aligned memory. */
export const SOCKADDR_ROOM = 32;

/** 16 bytes for IPv4, 28 for IPv6. `scopeId` is the interface index of a link-local address. */
export function encodeSockaddr(at: Address, scopeId = 0): Buffer {
  if (at.family === 'IPv4') {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt16LE(AF_INET, 0);
    bytes.writeUInt16BE(at.port, 2);
    ipv4Bytes(at.address).copy(bytes, 4);
    return bytes;
  }
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(AF_INET6, 0);
  bytes.writeUInt16BE(at.port, 2);
  ipv6Bytes(at.address).copy(bytes, 8);
  bytes.writeUInt32LE(scopeId, 24);
  return bytes;
}

/** Reads a raw sockaddr; a link-local address has its zone by name (`fe80::1%eth0`), if there is one. */
export function decodeSockaddr(bytes: Buffer): Address {
  const port = bytes.readUInt16BE(2);
  if (bytes.readUInt16LE(0) === AF_INET) {
    return { address: formatIPv4(bytes, 4), port, family: 'IPv4' };
  }
  const address = formatIPv6(bytes, 8);
  const scope = bytes.readUInt32LE(24);
  const zoned = scope > 0 && bytes[8] === 0xfe && ((bytes[9] ?? 0) & 0xc0) === 0x80;
  return { address: zoned ? withZoneName(`${address}%${scope}`) : address, port, family: 'IPv6' };
}

/** Words of a sockaddr that say who it is: of sockaddr_in family and port, and address. */
export function wordsThatCount(words: Uint32Array, at: number): number {
  return ((words[at] as number) & 0xffff) === AF_INET ? 2 : SOCKADDR_BYTES / 4;
}

/** Whether two raw sockaddrs, each from a word on, are one address and port. */
export function sameSockaddr(
  words: Uint32Array,
  at: number,
  others: Uint32Array,
  otherAt: number,
): boolean {
  const count = wordsThatCount(words, at);
  for (let i = 0; i < count; i += 1) if (words[at + i] !== others[otherAt + i]) return false;
  return true;
}

/** The bytes of a raw sockaddr's address, 4 or 16: a view of them. */
export function addressIn(sockaddr: Uint8Array): Uint8Array {
  const family = (sockaddr[0] as number) | ((sockaddr[1] as number) << 8);
  return family === AF_INET ? sockaddr.subarray(4, 8) : sockaddr.subarray(8, 24);
}

export function portIn(sockaddr: Uint8Array): number {
  return ((sockaddr[2] as number) << 8) | (sockaddr[3] as number);
}

export function formatIPv4(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** RFC 5952: lower case, the longest run of two or more zero groups (the first of equals) as `::`. */
export function formatIPv6(bytes: Uint8Array, at: number): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2)
    groups.push(((bytes[at + i] ?? 0) << 8) | (bytes[at + i + 1] ?? 0));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${formatIPv4(bytes, at + 12)}`;
  }
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; ) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run += 1;
    if (run > length) [start, length] = [i, run];
    i += Math.max(run, 1);
  }
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (start < 0) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** The four bytes of a dotted address. */
export function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** The sixteen bytes of an IPv6 address in any of RFC 4291's spellings; a zone is passed over. */
export function ipv6Bytes(address: string): Buffer {
  const plain = address.split('%')[0] ?? '';
  const tail = plain.slice(plain.lastIndexOf(':') + 1);
  let text = plain;
  if (isIPv4(tail)) {
    const four = ipv4Bytes(tail);
    const groups = `${four.readUInt16BE(0).toString(16)}:${four.readUInt16BE(2).toString(16)}`;
    text = plain.slice(0, plain.length - tail.length) + groups;
  }
  const [head = '', rest] = text.split('::');
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((g) => Number.parseInt(g, 16));
  const front = parse(head);
  const back = rest === undefined ? [] : parse(rest);
  const groups = [
    ...front,
    ...new Array<number>(Math.max(0, 8 - front.length - back.length)).fill(0),
    ...back,
  ];
  const bytes = Buffer.alloc(16);
  for (let i = 0; i < 8; i += 1) bytes.writeUInt16BE(groups[i] ?? 0, i * 2);
  return bytes;
}
