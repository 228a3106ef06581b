// /proc/net/netstat and /proc/net/snmp: what the kernel counts for the whole host since boot. It counts
// no finer than that.

import { readFileSync } from 'node:fs';
import type { HostCounters } from '../host.ts';
import type { ListenCounters } from '../layer.ts';

/** Null where the file can't be read. */
export function readListenCounters(): ListenCounters | null {
  return parseListenCounters(read('netstat'));
}

export function parseListenCounters(text: string): ListenCounters | null {
  const listenOverflows = counterIn(text, 'TcpExt', 'ListenOverflows');
  const listenDrops = counterIn(text, 'TcpExt', 'ListenDrops');
  const synRetransmits = counterIn(text, 'TcpExt', 'TCPSynRetrans');
  if (listenOverflows === null || listenDrops === null) return null;
  return { listenOverflows, listenDrops, synRetransmits };
}

/** Null where neither file can be read. */
export function readHostCounters(): HostCounters | null {
  const netstat = read('netstat');
  const snmp = read('snmp');
  if (netstat === '' && snmp === '') return null;
  return {
    reversePathDrops: counterIn(netstat, 'TcpExt', 'IPReversePathFilter'),
    ignoredMulticast: counterIn(snmp, 'Udp', 'IgnoredMulti'),
    noPort: counterIn(snmp, 'Udp', 'NoPorts'),
  };
}

/** Both files are pairs of lines: names, then values, each beginning with the group's name. */
function counterIn(text: string, group: string, name: string): number | null {
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith(`${group}:`))
    .map((line) => line.split(' '));
  const value = Number(values?.[names?.indexOf(name) ?? -1] ?? Number.NaN);
  return Number.isNaN(value) ? null : value;
}

function read(name: string): string {
  try {
    return readFileSync(`/proc/net/${name}`, 'latin1');
  } catch {
    return '';
  }
}
