// Cells that several tables have: states with their colour, addresses, bytes.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { ConnectionState, EndpointState } from '../../protocol/views.ts';
import { printable } from '../text/escape.ts';
import { bytes, UNKNOWN } from '../text/format.ts';
import type { Cell, Draw } from '../text/line.ts';
import type { Meaning } from '../theme.ts';

/** `255.255.255.255:65535`: so much an address is sure of; a longer one gives way before its port does. */
export const ADDRESS_WIDTH = 21;
/** From `127.0.0.1:65535` to `[fe80:1234:5678:9abc:def0:1234:5678:9abc%eth0]:65535` and a little. */
const ADDRESS_STEPS = [15, 17, 19, ADDRESS_WIDTH, 25, 29, 33, 37, 41, 47, 53] as const;

/** The widths of a column that holds an address and `more` beside it. */
export function addressWidths(more = 0): { readonly min: number; readonly steps: number[] } {
  return { min: ADDRESS_WIDTH + more, steps: ADDRESS_STEPS.map((step) => step + more) };
}

/** How long a row that changed is bright, in milliseconds. */
export const FRESH_MS = 1000;

export const plain = (text: string): Cell => ({ text, meaning: 'normal' });
export const faint = (text: string): Cell => ({ text, meaning: 'dim' });

export function addressText(at: Address, draw: Draw): string {
  return printable(formatAddress(at), draw.theme.ascii);
}

/** What colour says of a state, beside its word. */
export const STATE_MEANING: { readonly [State in EndpointState | ConnectionState]: Meaning } = {
  OPENING: 'waiting',
  CONNECTING: 'waiting',
  CONNECTED: 'served',
  LISTEN: 'served',
  BOUND: 'served',
  JOINED: 'served',
  PAUSED: 'paused',
  FAILED: 'failed',
  QUEUED: 'waiting',
  SYN_SENT: 'waiting',
  SYN_RECV: 'waiting',
  ESTABLISHED: 'served',
  FIN_WAIT1: 'closing',
  FIN_WAIT2: 'closing',
  CLOSE_WAIT: 'closing',
  LAST_ACK: 'closing',
  CLOSING: 'closing',
  TIME_WAIT: 'closing',
  CLOSED: 'closing',
};

/** Null: not known. */
export const stateCell = (state: EndpointState | ConnectionState | null): Cell =>
  state === null ? faint(UNKNOWN) : { text: state, meaning: STATE_MEANING[state] };

/** `‹ 120 B`: the arrow at its place, the number to the right. */
export function bytesCell(direction: 'in' | 'out', n: number | null, draw: Draw): Cell {
  const { incoming, outgoing } = draw.theme.glyphs;
  const glyph = direction === 'in' ? incoming : outgoing;
  return { text: glyph + bytes(n).padStart(6), meaning: n === null || n === 0 ? 'dim' : 'normal' };
}

export function isFresh(changedAt: number, now: number): boolean {
  // From either side: a clock that was set back makes nothing fresh for long.
  return Math.abs(now - changedAt) < FRESH_MS;
}
