// A template and what it speaks of → the bytes of a reply.

import type { Address } from '../../../protocol/address.ts';
import type { Part } from '../../../rules/template.ts';
import { upper } from '../upper.ts';
import { calculate } from './calculate.ts';
import type { Memory } from './memory.ts';

/** The most that a datagram holds over IPv4 (RFC 768); for a stream as much is enough. */
export const LONGEST_REPLY = 65_507;

export interface Circumstances {
  readonly remote: Address;
  /** The message's number, from 1. */
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** @returns null: something in it has no value here, or it would be too long */
export function fill(
  parts: readonly Part[],
  captures: readonly Buffer[],
  at: Circumstances,
  memory: Memory,
): Buffer | null {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for (const part of parts) {
    const piece = pieceOf(part, captures, at, memory);
    if (piece === null) return null;
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > LONGEST_REPLY) return null;
  }
  return Buffer.concat(pieces);
}

function pieceOf(
  part: Part,
  captures: readonly Buffer[],
  at: Circumstances,
  memory: Memory,
): Buffer | null {
  switch (part.of) {
    case 'bytes':
      return part.bytes;
    case 'address':
      return Buffer.from(at.remote.address);
    case 'port':
      return Buffer.from(String(at.remote.port));
    case 'count':
      return Buffer.from(String(at.count));
    case 'time':
      return Buffer.from(new Date(at.time).toISOString());
  }
  const captured = captures[part.capture];
  if (captured === undefined) return null;
  switch (part.of) {
    case 'capture':
      return captured;
    case 'upper':
      return upper(captured);
    case 'recall':
      return memory.get(captured);
    case 'calc': {
      const result = calculate(captured.toString());
      return result === null ? null : Buffer.from(result);
    }
    case 'number':
      return added(captured, part);
  }
}

function added(
  captured: Buffer,
  { bytes, littleEndian, add }: Extract<Part, { of: 'number' }>,
): Buffer | null {
  if (captured.length !== bytes) return null;
  const inOrder = (given: Buffer): Buffer => (littleEndian ? Buffer.from(given).reverse() : given);
  const value = BigInt(`0x${inOrder(captured).toString('hex')}`) + add;
  const digits = BigInt.asUintN(bytes * 8, value).toString(16);
  return inOrder(Buffer.from(digits.padStart(bytes * 2, '0'), 'hex'));
}
