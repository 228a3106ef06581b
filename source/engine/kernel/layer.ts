// The engine's one boundary to the operating system: what a socket layer promises. `linux/` keeps it
// with libc and the kernel's own answers, `portable/` over node:net and node:dgram. A method that the
// layer can't serve answers null: not known. Tests may hand in a layer of their own.

import type { Socket } from 'node:net';
import type { Address, Family } from '../../protocol/address.ts';
import type { KernelStrip, QueuePlace, SocketCall } from '../../protocol/views.ts';
import type { AlignedMemory } from './aligned-memory.ts';
import type { Host } from './host.ts';

/** What the host counts of all its listening sockets. */
export interface ListenCounters {
  /** Clients that found an accept queue full. */
  readonly listenOverflows: number;
  /** The same, and those dropped for other reasons. */
  readonly listenDrops: number;
  /** SYNs, and answers to SYNs, that were sent again (`TCPSynRetrans`); null: this kernel has no such. */
  readonly synRetransmits: number | null;
}

/** How much is accepted: everyone as they come, exactly one more, nobody. */
export type Gate = 'open' | 'one' | 'closed';

/** A call on the way to an open socket, once it has returned. */
export interface MadeCall extends SocketCall {
  /** Null: not measured. */
  readonly tookMicros: number | null;
}

/** Whoever opens a socket may want to hear of the calls that it takes. */
export interface CallListener {
  readonly called?: ((made: MadeCall) => void) | undefined;
}

/** A client whose handshake is done and who is not yet accepted. */
export interface WaitingClient {
  readonly remote: Address;
  readonly local: Address;
  /** Bytes it sent that nobody has read; null if not known. */
  readonly bytesSent: number | null;
  /** It has already sent its FIN (CLOSE_WAIT in the queue). */
  readonly ended: boolean;
  /** The handshake is not done: its last ACK is still missing, or was dropped by a full queue. */
  readonly halfOpen: boolean;
}

/** A TCP connection as its row shows it. */
export interface TcpSample {
  /** The kernel's word for it (`enum tcp_state`). */
  readonly state: string;
  readonly rttMicros: number | null;
  /** Milliseconds since data last arrived, or since the handshake. */
  readonly silentMs: number;
}

/** A TCP connection as its details show it, and its bytes so far; null where the kernel is too old to tell. */
export interface KernelSample extends Omit<KernelStrip, 'history'> {
  readonly bytesReceived: number | null;
  readonly bytesAcknowledged: number | null;
}

export interface TcpListener {
  readonly local: Address;
  /** The listening descriptor; null where the layer does not hold one. */
  readonly descriptor: number | null;
  /** Takes effect at once. With `one` the gate closes itself after the next connection. */
  setGate(gate: Gate): void;
  /**
   * Clients waiting now and the backlog in force; `overflows` where the layer counts its own. One cheap
   * call.
   */
  queue(): { readonly depth: number; readonly backlog: number; readonly overflows?: number } | null;
  /** Who waits, in no certain order, at most `limit`; empty when nobody does. */
  waiting(limit: number): readonly WaitingClient[] | null;
  /** Of those the half-open ones alone, also while nobody else waits; no walk through connections. */
  halfOpen(limit: number): readonly WaitingClient[] | null;
  /** Closes the listening socket; the kernel resets whoever still waits. */
  close(): void;
}

export interface TcpListenerHandlers extends CallListener {
  /** One accepted connection, paused, with half-open allowed. */
  readonly accepted: (socket: Socket) => void;
  /** Accepting failed (EMFILE…); the gate is closed by then. */
  readonly failed: (code: string) => void;
}

/** Datagrams that arrived together. Valid during the call only: buffers are used again. */
export interface DatagramBatch {
  readonly count: number;
  /** Bytes on the wire of datagram i. */
  size(i: number): number;
  /** What was kept of it: a view into a buffer that will be overwritten. */
  payload(i: number): Buffer;
  /** The sender; made as an object at each call, so ask only when it is shown or sent. */
  sender(i: number): Address;
  /**
   * For those who copy without an object a datagram: what was kept of i is bytes start(i) to end(i).
   * start(i) is a multiple of 8.
   */
  readonly data: AlignedMemory;
  start(i: number): number;
  end(i: number): number;
  /** The senders' raw sockaddrs; that of i stands at sockaddrAt(i), a multiple of 8. */
  readonly sockaddrs: AlignedMemory;
  sockaddrAt(i: number): number;
  /**
   * Writes into[0]: when datagram i reached this host, by the kernel's clock, in microseconds since the
   * epoch; NaN where that is not known (see stampArrivals).
   */
  readArrival(i: number, into: Float64Array): void;
}

export interface DatagramSocket {
  readonly local: Address;
  readonly descriptor: number | null;
  /** The receive buffer the kernel granted, in bytes as it counts them; null if not known. */
  readonly bufferGranted: number | null;
  /** Of that, what was granted for payload: Linux doubles what it is asked for, for its own records. */
  readonly bufferUsable: number | null;
  /** SO_MEMINFO: bytes queued, buffer size, datagrams dropped since open. */
  memory(): { readonly queued: number; readonly size: number; readonly drops: number } | null;
  /**
   * Answers datagram i of the batch being handled, with `data` (copied, or sent before this returns).
   * True: it was taken, and `sent` or `unsent` will tell; false: there is no room, or it is closed.
   */
  reply(batch: DatagramBatch, i: number, data: Buffer): boolean;
  /**
   * Answers every datagram of the batch being handled with itself. @returns how many were taken, from
   * the first on
   */
  echo(batch: DatagramBatch): number;
  /** Sends one datagram; answers as `reply` does. */
  send(data: Buffer, to: Address): boolean;
  /** What is sent while `run` runs leaves together, with few calls of the kernel's. */
  together(run: () => void): void;
  /**
   * Sends one datagram and says what became of it: `sent` is told of what the kernel took. Rejects with an
   * error that carries `code`; nobody else is told of it.
   */
  sendNow(data: Buffer, to: Address): Promise<void>;
  /**
   * From now on batches say when each datagram arrived, where the layer can. It costs about a
   * microsecond a burst, and some dozen nanoseconds a datagram.
   */
  stampArrivals(): void;
  /**
   * Takes in what is queued, where the layer can: it has arrived, and would be gone with the socket, in
   * nobody's count. Not to be called while a batch is being handled.
   */
  drain(): void;
  close(): void;
}

export interface DatagramHandlers extends CallListener {
  readonly received: (batch: DatagramBatch) => void;
  /** These were handed to the kernel; a batch of what went out, the `senders` being the receivers. */
  readonly sent: (batch: DatagramBatch) => void;
  /** So many that were taken could not be sent. */
  readonly unsent: (count: number) => void;
  /**
   * The network said that something sent before did not arrive, such as ECONNREFUSED for an ICMP port
   * unreachable. The kernel tells so of connected sockets, and of several at once but one.
   */
  readonly refused?: (code: string) => void;
  readonly failed: (code: string, operation: string) => void;
}

export interface NetworkInterface {
  readonly name: string;
  readonly index: number;
  readonly loopback: boolean;
  /** Its addresses, numeric; link-local IPv6 without zone. */
  readonly addresses: readonly { readonly address: string; readonly family: 'IPv4' | 'IPv6' }[];
}

export interface MulticastSocket extends DatagramSocket {
  /** Joins the group on an interface, of one source alone if given. @throws SystemError */
  join(on: NetworkInterface, source: string | null): void;
  leave(on: NetworkInterface, source: string | null): void;
  /** Whether the kernel's own table lists the membership; null where it can't be read. */
  inKernel(on: NetworkInterface): boolean | null;
}

export interface SocketLayer {
  readonly name: 'linux' | 'portable';
  readonly queuePlace: QueuePlace;
  /** socket, bind, listen. Rejects with an error that carries `code` and `syscall`. */
  listenTcp(at: Address, backlog: number, handlers: TcpListenerHandlers): Promise<TcpListener>;
  /** connect(2), not waited for: the socket emits `connect` or `error`. Paused, half-open allowed. */
  connectTcp(to: Address): Socket;
  openUdp(at: Address, bufferBytes: number, handlers: DatagramHandlers): Promise<DatagramSocket>;
  /** A connected socket: it hears `remote` alone. @param ttl null: the system's */
  openUdpClient(
    remote: Address,
    options: { readonly ttl: number | null; readonly bufferBytes: number },
    handlers: DatagramHandlers,
  ): Promise<DatagramSocket>;
  /** A socket whose datagrams to groups leave by one interface. */
  openMulticastSender(
    family: Family,
    on: NetworkInterface,
    options: { readonly ttl: number; readonly loop: boolean },
    handlers: DatagramHandlers,
  ): Promise<DatagramSocket>;
  openMulticast(
    group: Address,
    bufferBytes: number,
    handlers: DatagramHandlers,
  ): Promise<MulticastSocket>;
  /** What a row shows of a connection, in one cheap call; null if not known. */
  sample(socket: Socket): TcpSample | null;
  /** All that the kernel says of a connection: TCP_INFO, its queues and buffers; null if not known. */
  kernelSample(socket: Socket): KernelSample | null;
  /** The errno that stands at a connection (SO_ERROR, socket(7)), which clears it; 0: none; null if not known. */
  pendingError(socket: Socket): number | null;
  /** Its file descriptor; null if not known. */
  descriptorOf(socket: Socket): number | null;
  /** What the kernel still holds of a closed connection (TIME_WAIT and how long), by its 4-tuple. */
  afterClose(
    local: Address,
    remote: Address,
  ): { readonly state: string; readonly timeWaitMs: number | null } | null;
  /** Since boot (/proc/net/netstat). */
  hostCounters(): ListenCounters | null;
  /** Who holds a port, as `python3 (pid 4711)`; null where that can't be read. */
  portHolder(transport: 'tcp' | 'udp', at: Address): string | null;
  /** The host around the sockets. */
  readonly host: Host;
  /** The interfaces that can be joined on, up now. */
  interfaces(): readonly NetworkInterface[];
  /** Soft limit of open descriptors; null if not known. */
  descriptorLimit(): number | null;
}
