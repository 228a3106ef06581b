// getsockopt(TCP_INFO) and the socket's queues (tcp(7), linux/tcp.h): what the kernel knows of one
// connection or listener. About a microsecond a call.

import type { Socket } from 'node:net';
import type { TcpSample } from '../layer.ts';
import * as libc from './libc.ts';
import { TCP_STATES } from './sock-diag.ts';

/** struct tcp_info as far as it is read; older kernels give less, never in another order. */
const INFO_BYTES = 104;
const SND_MSS = 16;
const UNACKED = 24;
const SACKED = 28;
const LAST_DATA_RECV = 52;
const RTT = 68;
const RTT_VARIANCE = 72;
const SND_CWND = 80;
const TOTAL_RETRANS = 100;
const SIOCOUTQ = 0x5411;
const SIOCINQ = 0x541b;

const info = Buffer.alloc(INFO_BYTES);

/** The descriptor of a connection that Node holds; the one place that looks inside. */
export function descriptorOf(socket: Socket): number | null {
  const { _handle } = socket as unknown as { _handle?: { fd?: unknown } | null };
  const fd = _handle?.fd;
  return typeof fd === 'number' && fd >= 0 ? fd : null;
}

/** Null once the socket is closed. */
export function sampleConnection(socket: Socket): TcpSample | null {
  const fd = descriptorOf(socket);
  if (fd === null || !readInfo(fd)) return null;
  const measured = info.readUInt32LE(RTT) > 0;
  const sendQueue = libc.ioctlInt(fd, SIOCOUTQ);
  const receiveQueue = libc.ioctlInt(fd, SIOCINQ);
  return {
    state: TCP_STATES[info[0] as number] ?? '',
    silentMs: info.readUInt32LE(LAST_DATA_RECV),
    // 0 is the kernel's word for «not measured yet».
    rttMicros: measured ? info.readUInt32LE(RTT) : null,
    rttVarianceMicros: measured ? info.readUInt32LE(RTT_VARIANCE) : null,
    congestionWindow: info.readUInt32LE(SND_CWND),
    retransmits: info.readUInt32LE(TOTAL_RETRANS),
    mss: info.readUInt32LE(SND_MSS),
    sendQueue: sendQueue < 0 ? null : sendQueue,
    receiveQueue: receiveQueue < 0 ? null : receiveQueue,
  };
}

/** For a listener the kernel gives its accept queue in two fields that mean something else elsewhere. */
export function sampleListener(fd: number): { depth: number; backlog: number } | null {
  if (!readInfo(fd)) return null;
  return { depth: info.readUInt32LE(UNACKED), backlog: info.readUInt32LE(SACKED) };
}

function readInfo(fd: number): boolean {
  try {
    return libc.getsockopt(fd, libc.IPPROTO_TCP, libc.TCP_INFO, info) >= INFO_BYTES;
  } catch {
    return false;
  }
}
