// Who holds a port: the sockets from sock_diag, then the processes that have them open, from /proc.
// Another user's processes can't be looked into; then the process is null.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Address } from '../../../protocol/address.ts';
import { otherProcess, ownProcess } from '../../messages.ts';
import { MAX_HOLDERS, type PortHolder } from '../host.ts';
import { ALL_STATES, type DiagRow, dump, stateBit } from './sock-diag.ts';

/** The search blocks the engine, so it ends: enough for thousands of processes. */
const SEARCH_MS = 200;

/** As `python3 (pid 4711)`; null where that can't be read. */
export function portHolder(transport: 'tcp' | 'udp', at: Address): string | null {
  const wildcard = (address: string) => address === '0.0.0.0' || address === '::';
  const inTheWay = portHolders(transport, at.port)?.filter(
    ({ local: { address } }) => wildcard(address) || wildcard(at.address) || address === at.address,
  );
  return inTheWay?.find(({ process }) => process !== null)?.process ?? null;
}

/** The sockets that have a port, of either family, since `::` may cover IPv4 as well; null: can't ask. */
export function portHolders(transport: 'tcp' | 'udp', port: number): readonly PortHolder[] | null {
  try {
    const rows = socketsOn(transport, port);
    const found = findProcesses(new Set(rows.map(({ inode }) => `socket:[${inode}]`)));
    return rows.map(({ local, state, inode }) => {
      const pid = found.get(`socket:[${inode}]`) ?? null;
      return { local, state, own: pid === process.pid, process: pid === null ? null : named(pid) };
    });
  } catch {
    return null;
  }
}

function socketsOn(transport: 'tcp' | 'udp', port: number): DiagRow[] {
  const states = transport === 'tcp' ? stateBit('LISTEN') : ALL_STATES;
  return (['IPv4', 'IPv6'] as const)
    .flatMap((family) => dump(transport, family, port, states, MAX_HOLDERS))
    .filter(({ inode }) => inode !== 0)
    .slice(0, MAX_HOLDERS);
}

/** The process of each socket, as far as they may be looked into; our own first. */
function findProcesses(sockets: ReadonlySet<string>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const deadline = performance.now() + SEARCH_MS;
  const own = String(process.pid);
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== own);
  for (const pid of [own, ...others]) {
    if (found.size === sockets.size || performance.now() > deadline) break;
    for (const socket of openIn(pid)) {
      if (sockets.has(socket) && !found.has(socket)) found.set(socket, Number(pid));
    }
  }
  return found;
}

/** What a process has open, as its links name it: `socket:[4711]`. */
function openIn(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}

function named(pid: number): string {
  if (pid === process.pid) return ownProcess(pid);
  try {
    return otherProcess(readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), pid);
  } catch {
    return otherProcess('?', pid);
  }
}
