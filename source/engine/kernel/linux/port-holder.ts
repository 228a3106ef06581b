// Who holds a port: the socket's inode from sock_diag, then the process that has it open, from /proc.
// Another user's processes can't be looked into; then the answer is null.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Address } from '../../../protocol/address.ts';
import { otherProcess, ownProcess } from '../../messages.ts';
import { ALL_STATES, type DiagRow, dump, stateBit } from './sock-diag.ts';

/** The search blocks the engine, so it ends: enough for thousands of processes. */
const SEARCH_MS = 200;
/** Sockets on one port that are looked at. */
const MAX_SOCKETS = 64;

/** As `python3 (pid 4711)`; null where that can't be read. */
export function portHolder(transport: 'tcp' | 'udp', at: Address): string | null {
  try {
    const inodes = new Set(holders(transport, at).map(({ inode }) => `socket:[${inode}]`));
    return inodes.size === 0 ? null : findProcess(inodes);
  } catch {
    return null;
  }
}

/** The sockets that stand in the way: of either family, since `::` may cover IPv4 as well. */
function holders(transport: 'tcp' | 'udp', at: Address): DiagRow[] {
  const states = transport === 'tcp' ? stateBit('LISTEN') : ALL_STATES;
  const wildcard = (address: string) => address === '0.0.0.0' || address === '::';
  return (['IPv4', 'IPv6'] as const)
    .flatMap((family) => dump(transport, family, at.port, states, MAX_SOCKETS))
    .filter(
      ({ local, inode }) =>
        inode !== 0 &&
        (wildcard(local.address) || wildcard(at.address) || local.address === at.address),
    );
}

function findProcess(sockets: ReadonlySet<string>): string | null {
  const deadline = performance.now() + SEARCH_MS;
  const own = String(process.pid);
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== own);
  for (const pid of [own, ...others]) {
    if (performance.now() > deadline) return null;
    if (!hasOpen(pid, sockets)) continue;
    if (pid === own) return ownProcess(process.pid);
    return otherProcess(nameOf(pid), Number(pid));
  }
  return null;
}

function hasOpen(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '?';
  }
}
