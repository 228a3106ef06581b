// /proc/net/netstat: the host's counters of listening sockets. The kernel counts no finer than that.

import { readFileSync } from 'node:fs';

export interface ListenCounters {
  /** Clients that found an accept queue full. */
  readonly listenOverflows: number;
  /** The same, and those dropped for other reasons. */
  readonly listenDrops: number;
}

/** Null where the file can't be read. */
export function readListenCounters(): ListenCounters | null {
  try {
    return parseListenCounters(readFileSync('/proc/net/netstat', 'latin1'));
  } catch {
    return null;
  }
}

/** The file is pairs of lines: names, then values, each beginning with the group's name. */
export function parseListenCounters(text: string): ListenCounters | null {
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'))
    .map((line) => line.split(' '));
  if (names === undefined || values === undefined) return null;
  const value = (name: string) => Number(values[names.indexOf(name)] ?? Number.NaN);
  const listenOverflows = value('ListenOverflows');
  const listenDrops = value('ListenDrops');
  if (Number.isNaN(listenOverflows) || Number.isNaN(listenDrops)) return null;
  return { listenOverflows, listenDrops };
}
