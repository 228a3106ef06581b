// getsockopt(TCP_INFO), the socket's queues and buffers (tcp(7), linux/tcp.h): what the kernel knows of one
// connection or listener. About a microsecond a call.

import type { Socket } from 'node:net';
import type { KernelSample, TcpSample } from '../layer.ts';
import * as libc from './libc.ts';
import { TCP_STATES } from './sock-diag.ts';

/** struct tcp_info as far as it is read. */
const INFO_BYTES = 148;
/** What every kernel since 2.6 gives; later ones added fields at the end. */
const LEAST_INFO_BYTES = 104;
const SND_MSS = 16;
const UNACKED = 24;
const SACKED = 28;
const LAST_DATA_RECV = 52;
const RTT = 68;
const RTT_VARIANCE = 72;
const SND_CWND = 80;
const TOTAL_RETRANS = 100;
/** Since Linux 4.1, and 4.6. */
const BYTES_ACKED = 120;
const BYTES_RECEIVED = 128;
const NOTSENT_BYTES = 144;
const SIOCOUTQ = 0x5411;
const SIOCINQ = 0x541b;
/** SO_MEMINFO (linux/sock_diag.h), as many of its numbers as are read: four bytes each. */
const MEMINFO_BYTES = 24;
const RMEM_ALLOC = 0;
const RCVBUF = 4;
const SNDBUF = 12;
const WMEM_QUEUED = 20;

const info = Buffer.alloc(INFO_BYTES);
const memory = Buffer.alloc(MEMINFO_BYTES);
const error = Buffer.alloc(4);

/** The descriptor of a connection that Node holds; the one place that looks inside. */
export function descriptorOf(socket: Socket): number | null {
  const { _handle } = socket as unknown as { _handle?: { fd?: unknown } | null };
  const fd = _handle?.fd;
  return typeof fd === 'number' && fd >= 0 ? fd : null;
}

/** Null once the socket is closed. */
export function pendingError(socket: Socket): number | null {
  const fd = descriptorOf(socket);
  if (fd === null) return null;
  try {
    libc.getsockopt(fd, libc.SOL_SOCKET, libc.SO_ERROR, error);
    return error.readInt32LE();
  } catch {
    return null;
  }
}

/** Null once the socket is closed. */
export function sampleConnection(socket: Socket): TcpSample | null {
  const fd = descriptorOf(socket);
  if (fd === null || readInfo(fd) === 0) return null;
  return {
    state: TCP_STATES[info[0] as number] ?? '',
    silentMs: info.readUInt32LE(LAST_DATA_RECV),
    rttMicros: measured(RTT),
  };
}

/** Null once the socket is closed. Some microseconds: five system calls. */
export function kernelSample(socket: Socket): KernelSample | null {
  const fd = descriptorOf(socket);
  if (fd === null) return null;
  const given = readInfo(fd);
  if (given === 0) return null;
  const unacknowledged = known(libc.ioctlInt(fd, SIOCOUTQ));
  const unread = known(libc.ioctlInt(fd, SIOCINQ));
  const held = readMemory(fd);
  const at = (offset: number) => (held ? memory.readUInt32LE(offset) : null);
  return {
    rttMicros: measured(RTT),
    rttVarianceMicros: measured(RTT_VARIANCE),
    congestionWindow: info.readUInt32LE(SND_CWND),
    retransmits: info.readUInt32LE(TOTAL_RETRANS),
    mss: info.readUInt32LE(SND_MSS),
    bytesInFlight:
      unacknowledged === null || given < NOTSENT_BYTES + 4
        ? null
        : Math.max(0, unacknowledged - info.readUInt32LE(NOTSENT_BYTES)),
    sendQueue: { bytes: unacknowledged, memory: at(WMEM_QUEUED), memoryLimit: at(SNDBUF) },
    receiveQueue: { bytes: unread, memory: at(RMEM_ALLOC), memoryLimit: at(RCVBUF) },
    bytesReceived: given < BYTES_RECEIVED + 8 ? null : counter(BYTES_RECEIVED),
    bytesAcknowledged: given < BYTES_ACKED + 8 ? null : counter(BYTES_ACKED),
  };
}

/** 0 in the round-trip time is the kernel's word for «not measured yet», in both fields. */
function measured(offset: number): number | null {
  return info.readUInt32LE(RTT) > 0 ? info.readUInt32LE(offset) : null;
}

const known = (n: number): number | null => (n < 0 ? null : n);

const counter = (offset: number): number => Number(info.readBigUInt64LE(offset));

/** For a listener the kernel gives its accept queue in two fields that mean something else elsewhere. */
export function sampleListener(fd: number): { depth: number; backlog: number } | null {
  if (readInfo(fd) === 0) return null;
  return { depth: info.readUInt32LE(UNACKED), backlog: info.readUInt32LE(SACKED) };
}

/** How many bytes of struct tcp_info the kernel gave; 0 for too few, or none. */
function readInfo(fd: number): number {
  try {
    const given = libc.getsockopt(fd, libc.IPPROTO_TCP, libc.TCP_INFO, info);
    return given < LEAST_INFO_BYTES ? 0 : given;
  } catch {
    return 0;
  }
}

function readMemory(fd: number): boolean {
  try {
    return libc.getsockopt(fd, libc.SOL_SOCKET, libc.SO_MEMINFO, memory) >= MEMINFO_BYTES;
  } catch {
    return false;
  }
}
