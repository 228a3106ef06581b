// sock_diag(7): the kernel's own table of sockets, asked over netlink. Layouts are those of
// linux/inet_diag.h; any user may ask.

import type { Address, Family } from '../../../protocol/address.ts';
import { scopeOf } from '../interfaces.ts';
import { formatIPv4, formatIPv6, ipv4Bytes, ipv6Bytes } from '../sockaddr.ts';
import * as libc from './libc.ts';
import { type Expected, HEADER_BYTES, Netlink, NLM_F_DUMP, NLM_F_REQUEST } from './netlink.ts';

/** Kernel's numbers (include/net/tcp_states.h). */
export const TCP_STATES: readonly string[] = [
  '',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSED',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  // A handshake that the kernel keeps in short form (TCP_NEW_SYN_RECV).
  'SYN_RECV',
];
export const stateBit = (state: string): number =>
  TCP_STATES.reduce((mask, name, number) => (name === state ? mask | (1 << number) : mask), 0);
export const ALL_STATES = 0xfff_ffff;

export interface DiagRow {
  readonly state: string;
  readonly local: Address;
  readonly remote: Address;
  /** Bytes received and not read; for a listener the accept queue's length. */
  readonly receiveQueue: number;
  /** 0: no process has it (not yet accepted, or closed). */
  readonly inode: number;
  /** Milliseconds until TIME_WAIT ends; null in other states. */
  readonly timeWaitMs: number | null;
}

const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const REQUEST_BYTES = HEADER_BYTES + 56;
const MESSAGE_BYTES = 72;
/** Where idiag_inode stands in it. */
const INODE = 68;
const TIMER_TIME_WAIT = 3;
const PROTOCOLS = { tcp: 6, udp: 17 };

/** A struct inet_diag_msg for each socket. */
export const EXPECTED: Expected = {
  type: SOCK_DIAG_BY_FAMILY,
  bytes: MESSAGE_BYTES,
  call: 'sock_diag',
};
const kernel = new Netlink(NETLINK_SOCK_DIAG, EXPECTED);
const request = Buffer.alloc(REQUEST_BYTES);

/**
 * The sockets with a local port, of one family, in the states of the mask. The kernel itself passes over
 * all others (inet_diag compares the port and the mask before it makes a row).
 * @param limit rows wanted at most
 * @param of `nobody`: only those that no process has, not yet accepted or closed. The kernel can't be
 *   asked for these alone, so it lists the others too, but rows are made of these only
 * @throws SystemError
 */
export function dump(
  transport: 'tcp' | 'udp',
  family: Family,
  localPort: number,
  states: number,
  limit: number,
  of: 'anybody' | 'nobody' = 'anybody',
): DiagRow[] {
  prepare(transport, family, states);
  request.writeUInt16BE(localPort, HEADER_BYTES + 8);
  const rows: DiagRow[] = [];
  kernel.ask(request, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, (answer, at) => {
    if (of === 'nobody' && answer.readUInt32LE(at + INODE) !== 0) return;
    if (rows.length < limit) rows.push(readRow(answer, at));
  });
  return rows;
}

/** The TCP socket with exactly this 4-tuple, or null. @throws SystemError */
export function find(local: Address, remote: Address): DiagRow | null {
  prepare('tcp', local.family, ALL_STATES);
  request.writeUInt16BE(local.port, HEADER_BYTES + 8);
  request.writeUInt16BE(remote.port, HEADER_BYTES + 10);
  addressBytes(local).copy(request, HEADER_BYTES + 12);
  addressBytes(remote).copy(request, HEADER_BYTES + 28);
  // A link-local address is one of an interface.
  request.writeUInt32LE(scopeOf(local.address), HEADER_BYTES + 44);
  // INET_DIAG_NOCOOKIE: any socket there.
  request.fill(0xff, HEADER_BYTES + 48, HEADER_BYTES + 56);
  let found: DiagRow | null = null;
  kernel.ask(request, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, (answer, at) => {
    const row = readRow(answer, at);
    // Where no connection is left the kernel answers with the listener.
    if (row.remote.port === remote.port && row.state !== 'LISTEN') found = row;
  });
  return found;
}

function prepare(transport: 'tcp' | 'udp', family: Family, states: number): void {
  request.fill(0);
  request[HEADER_BYTES] = family === 'IPv4' ? libc.AF_INET : libc.AF_INET6;
  request[HEADER_BYTES + 1] = PROTOCOLS[transport];
  request.writeUInt32LE(states >>> 0, HEADER_BYTES + 4);
}

/** The socket whose inet_diag_msg stands there. */
export function readRow(answer: Buffer, at: number): DiagRow {
  const family: Family = answer[at] === libc.AF_INET ? 'IPv4' : 'IPv6';
  const addressAt = (offset: number) =>
    family === 'IPv4' ? formatIPv4(answer, offset) : formatIPv6(answer, offset);
  const timer = answer[at + 2];
  return {
    state: TCP_STATES[answer[at + 1] as number] ?? '',
    local: { address: addressAt(at + 8), port: answer.readUInt16BE(at + 4), family },
    remote: { address: addressAt(at + 24), port: answer.readUInt16BE(at + 6), family },
    receiveQueue: answer.readUInt32LE(at + 56),
    inode: answer.readUInt32LE(at + INODE),
    timeWaitMs: timer === TIMER_TIME_WAIT ? answer.readUInt32LE(at + 52) : null,
  };
}

const addressBytes = ({ address, family }: Address): Buffer =>
  family === 'IPv4' ? ipv4Bytes(address) : ipv6Bytes(address);
