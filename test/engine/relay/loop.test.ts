import { expect, test } from 'vitest';
import { loopsBack } from '../../../source/engine/relay/loop.ts';
import type { Address } from '../../../source/protocol/address.ts';

const at = (address: string, port = 7000): Address => ({
  address,
  port,
  family: address.includes(':') ? 'IPv6' : 'IPv4',
});
const OWN = ['127.0.0.1', '10.0.0.7', 'fe80::1', '::1', '2001:db8::7'];

test.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['127.0.0.1', '0.0.0.0', true],
  ['127.0.0.1', '::ffff:127.0.0.1', true],
  ['127.0.0.1', '::1', false],
  ['10.0.0.7', '10.0.0.7', true],
  ['10.0.0.7', '127.0.0.1', false],
  ['0.0.0.0', '127.0.0.1', true],
  ['0.0.0.0', '127.9.9.9', true],
  ['0.0.0.0', '0.0.0.0', true],
  ['0.0.0.0', '10.0.0.7', true],
  ['0.0.0.0', '10.0.0.8', false],
  ['0.0.0.0', '::1', false],
  ['::', '::1', true],
  ['::', '::', true],
  ['::', '2001:0db8:0:0::7', true],
  ['::', 'fe80::1%eth0', true],
  ['::', '127.0.0.1', true],
  ['::', '::ffff:10.0.0.7', true],
  ['::', '2001:db8::8', false],
  ['::1', '::', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
])('a relay at %s that passes on to %s: %s', (local, target, loops) => {
  expect(loopsBack(at(local), at(target), OWN)).toBe(loops);
  expect(loopsBack(at(local), at(target, 7001), OWN)).toBe(false);
});
