// The numbers that faults are drawn from, so that a run can be had again: one stream of them for each
// conversation and direction. What other clients do, and when, changes none of them.

import type { RelayDirection } from '../../protocol/faults.ts';

/** A number from 0 (inclusive) to 1. */
export type Random = () => number;

/** @param conversation how many came before it at this relay */
export function randomOf(seed: number, conversation: number, direction: RelayDirection): Random {
  return mulberry32(mix(mix(seed) ^ mix(conversation * 2 + (direction === 'up' ? 0 : 1) + 1)));
}

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough to draw faults from. */
function mulberry32(state: number): Random {
  let at = state;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** MurmurHash3's last step: seeds that differ by one give streams that have nothing in common. */
function mix(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
