// Whether an address belongs to a network, on the bytes of both.

import { isIPv4 } from 'node:net';
import { ipv4Bytes, ipv6Bytes } from '../kernel/sockaddr.ts';

export function addressBytes(address: string): Uint8Array {
  return isIPv4(address) ? ipv4Bytes(address) : ipv6Bytes(address);
}

/** ::ffff:0:0/96 (RFC 4291 section 2.5.5.2): how a socket of both families sees clients of IPv4. */
const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');

/** @param bits of the address that count, 0 to 32 or to 128 */
export function networkTest(address: string, bits: number): (bytes: Uint8Array) => boolean {
  const wanted = addressBytes(address);
  return (bytes) => {
    const found = wanted.length === 4 && isMapped(bytes) ? bytes.subarray(MAPPED.length) : bytes;
    return found.length === wanted.length && sameBits(found, wanted, bits);
  };
}

function isMapped(bytes: Uint8Array): boolean {
  return bytes.length === 16 && MAPPED.every((byte, i) => bytes[i] === byte);
}

function sameBits(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  for (let i = 0; i < whole; i += 1) if (a[i] !== b[i]) return false;
  const rest = bits & 7;
  return rest === 0 || ((a[whole] as number) ^ (b[whole] as number)) >> (8 - rest) === 0;
}
