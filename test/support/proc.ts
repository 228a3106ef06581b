// What the kernel says of a process (proc(5)).

import { readdirSync, readFileSync } from 'node:fs';
import { until } from './wait.ts';

/** Clock ticks a second (sysconf(_SC_CLK_TCK)): 100 on every Linux there is. */
const TICKS = 100;

/** The processor's time is counted in ticks of 10 ms: a share of it is judged over no less than this. */
const SPAN_MS = 500;
/** Of one core: what spins takes all of it, or its part of a busy machine. */
const AT_REST = 0.2;

/** Waits until a process leaves the processor alone: one that spins never does. */
export async function atRest(pid: number): Promise<void> {
  let share = 1;
  let start = performance.now();
  let before = cpuSeconds(pid);
  const probe = () => {
    const spanMs = performance.now() - start;
    if (spanMs < SPAN_MS) return null;
    const now = cpuSeconds(pid);
    share = ((now - before) * 1000) / spanMs;
    start += spanMs;
    before = now;
    return share < AT_REST || null;
  };
  await until('a process at rest', probe, () => `${share} of a core`);
}

function cpuSeconds(pid: number): number {
  // The name stands in brackets and may hold anything; utime and stime are fields 14 and 15.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Bytes resident now (`VmRSS`) or at most so far (`VmHWM`). */
export function memoryOf(pid: number, which: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

/** Descriptors that it has open. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The kernel's numbers (include/net/tcp_states.h) of what these tests look at. */
const STATES: { readonly [number: string]: string } = {
  '01': 'ESTABLISHED',
  '03': 'SYN_RECV',
  '08': 'CLOSE_WAIT',
  '0A': 'LISTEN',
};

export interface TcpRow {
  /** Of the other side. */
  readonly port: number;
  readonly state: string;
  /** Bytes received and not read; for a listener the accept queue's length. */
  readonly unread: number;
  /** 0: no process has it. */
  readonly inode: number;
}

/** Rows of /proc/net/tcp on a local port. The file is read in pieces while the table changes under it. */
export function procNetTcp(localPort: number): TcpRow[] {
  return readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16) === localPort)
    .map((fields) => ({
      port: Number.parseInt(fields[2]?.split(':')[1] ?? '', 16),
      state: STATES[fields[3] ?? ''] ?? '',
      unread: Number.parseInt(fields[4]?.split(':')[1] ?? '', 16),
      inode: Number(fields[9]),
    }));
}
