// The C library's socket calls, bound with koffi. Every call here is synchronous and never blocks:
// a pending asynchronous call would sit in libuv's thread pool and keep process.exit() from ending.
// Results are the C results (-1 on error); `check` turns that into a SystemError with errno's name.

import { constants } from 'node:os';
import koffi from 'koffi';

const libc = koffi.load(process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6');

type Descriptor = number;

const fn = {
  socket: libc.func('int socket(int domain, int type, int protocol)'),
  bind: libc.func('int bind(int fd, const void *address, uint32_t length)'),
  listen: libc.func('int listen(int fd, int backlog)'),
  connect: libc.func('int connect(int fd, const void *address, uint32_t length)'),
  getsockname: libc.func('int getsockname(int fd, void *address, void *length)'),
  getsockopt: libc.func('int getsockopt(int fd, int level, int name, void *value, void *length)'),
  setsockopt: libc.func(
    'int setsockopt(int fd, int level, int name, const void *value, uint32_t length)',
  ),
  fcntl: libc.func('int fcntl(int fd, int command, int argument)'),
  ioctl: libc.func('int ioctl(int fd, unsigned long request, void *argument)'),
  shutdown: libc.func('int shutdown(int fd, int how)'),
  close: libc.func('int close(int fd)'),
  sendto: libc.func(
    'intptr_t sendto(int fd, const void *data, size_t length, int flags, const void *address, uint32_t size)',
  ),
  recv: libc.func('intptr_t recv(int fd, void *data, size_t length, int flags)'),
  recvmmsg: libc.func(
    'int recvmmsg(int fd, void *vector, unsigned int count, int flags, void *timeout)',
  ),
  sendmmsg: libc.func('int sendmmsg(int fd, void *vector, unsigned int count, int flags)'),
  getrlimit: libc.func('int getrlimit(int resource, void *limit)'),
};

const names = new Map(Object.entries(constants.errno).map(([name, value]) => [value, name]));

/** A failed system call: errno's name in `code`, the call in `syscall`. */
export class SystemError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;

  constructor(syscall: string, errno: number) {
    const code = names.get(errno) ?? `E${errno}`;
    super(`${syscall}: ${code}`);
    this.name = 'SystemError';
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
  }
}

/** The errno of the last failed call on this thread. */
export const errno = (): number => koffi.errno();

/** Its name, such as `EAGAIN`. */
export const errnoName = (): string => names.get(koffi.errno()) ?? `E${koffi.errno()}`;

function check(syscall: string, result: number): number {
  if (result < 0) throw new SystemError(syscall, koffi.errno());
  return result;
}

/** socket(2), close-on-exec and non-blocking. @throws SystemError */
export function socket(domain: number, type: number, protocol = 0): Descriptor {
  return check('socket', fn.socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
}

/** bind(2). @throws SystemError */
export function bind(fd: Descriptor, address: Buffer): void {
  check('bind', fn.bind(fd, address, address.length));
}

/** connect(2), for datagram sockets: it sets the peer and waits for nothing. @throws SystemError */
export function connect(fd: Descriptor, address: Buffer): void {
  check('connect', fn.connect(fd, address, address.length));
}

/** listen(2); Linux lets backlog + 1 connections wait. @throws SystemError */
export function listen(fd: Descriptor, backlog: number): void {
  check('listen', fn.listen(fd, backlog));
}

/** getsockname(2): the raw sockaddr. @throws SystemError */
export function getsockname(fd: Descriptor): Buffer {
  const address = Buffer.alloc(128);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(address.length);
  check('getsockname', fn.getsockname(fd, address, length));
  return address.subarray(0, length.readUInt32LE());
}

/** getsockopt(2) into `value`; answers how many bytes the kernel wrote. @throws SystemError */
export function getsockopt(fd: Descriptor, level: number, name: number, value: Buffer): number {
  lengthCell.writeUInt32LE(value.length);
  check('getsockopt', fn.getsockopt(fd, level, name, value, lengthCell));
  return lengthCell.readUInt32LE();
}
const lengthCell = Buffer.alloc(4);

/** setsockopt(2). @throws SystemError */
export function setsockopt(
  fd: Descriptor,
  level: number,
  name: number,
  value: Buffer | number,
): void {
  const bytes = typeof value === 'number' ? int32(value) : value;
  check('setsockopt', fn.setsockopt(fd, level, name, bytes, bytes.length));
}

/** A second descriptor for the same open socket (`fcntl F_DUPFD_CLOEXEC`). @throws SystemError */
export function duplicate(fd: Descriptor): Descriptor {
  return check('fcntl', fn.fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

/** ioctl(2) that answers one int, such as SIOCINQ; -1 on error. */
export function ioctlInt(fd: Descriptor, request: number): number {
  return fn.ioctl(fd, request, intCell) < 0 ? -1 : intCell.readInt32LE();
}
const intCell = Buffer.alloc(4);

/** ioctl(2) that writes into a buffer, such as SIOCGSTAMPNS. @returns whether it did */
export function ioctlInto(fd: Descriptor, request: number, into: Buffer): boolean {
  return fn.ioctl(fd, request, into) >= 0;
}

/** shutdown(2); errors don't matter to those who call it. */
export function shutdown(fd: Descriptor, how: number): void {
  fn.shutdown(fd, how);
}

/** close(2). Call it once for each descriptor: numbers are used again. */
export function close(fd: Descriptor): void {
  fn.close(fd);
}

/** sendto(2), with MSG_DONTWAIT and MSG_NOSIGNAL; -1 and errno() on error. */
export function sendto(fd: Descriptor, data: Buffer, address: Buffer | null): number {
  const size = address?.length ?? 0;
  return fn.sendto(fd, data, data.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, size);
}

/** recv(2), with MSG_DONTWAIT; -1 and errno() on error. */
export function recv(fd: Descriptor, data: Buffer): number {
  return fn.recv(fd, data, data.length, MSG_DONTWAIT);
}

/** recvmmsg(2) over raw mmsghdr memory, with MSG_DONTWAIT; -1 and errno() on error. */
export function recvmmsg(fd: Descriptor, vector: Buffer, count: number): number {
  return fn.recvmmsg(fd, vector, count, MSG_DONTWAIT, null);
}

/** sendmmsg(2) over raw mmsghdr memory, with MSG_DONTWAIT; -1 and errno() on error. */
export function sendmmsg(fd: Descriptor, vector: Buffer, count: number): number {
  return fn.sendmmsg(fd, vector, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/**
 * The address of a buffer's first byte, for raw headers. The caller must keep the buffer referenced:
 * one that is collected makes the call answer EFAULT, and a datagram is lost each time.
 */
export function addressOf(buffer: Buffer): bigint {
  return BigInt(koffi.address(buffer));
}

/** The soft limit of open descriptors (getrlimit(2), RLIMIT_NOFILE); null where it can't be read. */
export function descriptorLimit(): number | null {
  const limit = Buffer.alloc(16);
  if (fn.getrlimit(RLIMIT_NOFILE, limit) < 0) return null;
  const soft = limit.readBigUInt64LE(0);
  return soft > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(soft);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

// Linux numbers (asm-generic; the same on x86-64 and arm64).
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_CLOEXEC = 0o2000000;
export const SOCK_NONBLOCK = 0o4000;
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_RCVBUF = 8;
export const SO_RCVBUFFORCE = 33;
export const SO_TIMESTAMPNS = 35;
export const SIOCGSTAMPNS = 0x8907;
export const SO_ERROR = 4;
export const SO_MEMINFO = 55;
export const IPPROTO_IP = 0;
export const IPPROTO_TCP = 6;
export const IPPROTO_IPV6 = 41;
export const IP_TTL = 2;
export const IP_MULTICAST_IF = 32;
export const IP_MULTICAST_TTL = 33;
export const IP_MULTICAST_LOOP = 34;
export const IPV6_UNICAST_HOPS = 16;
export const IPV6_MULTICAST_IF = 17;
export const IPV6_MULTICAST_HOPS = 18;
export const IPV6_MULTICAST_LOOP = 19;
export const IPV6_V6ONLY = 26;
export const TCP_NODELAY = 1;
export const TCP_INFO = 11;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_TRUNC = 0x20;
const F_DUPFD_CLOEXEC = 1030;
const RLIMIT_NOFILE = 7;
