// What an endpoint is asked to be. The text form ("tcp:7000,mode=sequential") is endpoint-spec.ts's
// business; these objects are what the engine opens.

import type { Faults } from './faults.ts';
import type { SequenceSpec } from './sequence.ts';

/** What waits for others to connect, to send, or to be heard. */
export type ListeningKind = 'tcp' | 'udp' | 'multicast';
/** What connects or sends by itself. */
export type OutgoingKind = 'tcp-client' | 'udp-client' | 'multicast-sender';
export type EndpointKind = ListeningKind | OutgoingKind | 'relay';

export type Transport = 'tcp' | 'udp' | 'multicast';

/** What a kind speaks, whichever side it is; of a relay its spec says so. */
const TRANSPORT: { readonly [Kind in Exclude<EndpointKind, 'relay'>]: Transport } = {
  tcp: 'tcp',
  udp: 'udp',
  multicast: 'multicast',
  'tcp-client': 'tcp',
  'udp-client': 'udp',
  'multicast-sender': 'multicast',
};

export function transportOf(spec: EndpointSpec): Transport {
  return spec.kind === 'relay' ? spec.transport : TRANSPORT[spec.kind];
}

const OUTGOING: ReadonlySet<EndpointKind> = new Set<OutgoingKind>([
  'tcp-client',
  'udp-client',
  'multicast-sender',
]);

/** Whether it connects or sends by itself, and nobody comes to it. */
export function isOutgoing(kind: EndpointKind): kind is OutgoingKind {
  return OUTGOING.has(kind);
}

/** When a TCP server calls accept(): see the accept gate. */
export type AcceptMode = 'concurrent' | 'sequential' | 'manual';

export type ServiceName =
  | 'echo'
  | 'upper'
  | 'discard'
  | 'none'
  | 'respond'
  | 'broadcast'
  | 'file-receive';

/** What a service is told beside its name. */
export interface ServiceSpec {
  readonly service: ServiceName;
  /** `echo` and `upper`: without the white space at both ends of what arrives. */
  readonly strip: 'on' | 'off';
  /** `respond`: the file with its rules, as it was written; null for the others. */
  readonly rules: string | null;
  /** `broadcast`: a client's first line is its name, and stands before what it says. */
  readonly nick: 'on' | 'off';
  /** `file-receive`: where files go, as it was written. */
  readonly directory: string;
  /** `file-receive`: bytes that a file may have; null: what the disk takes. */
  readonly maxSizeBytes: number | null;
  /** `file-receive`: patience with a peer that sends nothing, in milliseconds. */
  readonly stallMs: number;
}

/** How files are received. */
export type ReceiveSpec = Pick<ServiceSpec, 'directory' | 'maxSizeBytes' | 'stallMs'>;

/** How a file comes in datagrams; `auto`: as its bytes tell. */
export type ReceiveProtocol = 'auto' | 'udp-eof' | 'udp-ack';

/** Who ends a served TCP connection: the peer, or we after our first reply. */
export type CloseRule = 'peer' | 'reply';

/** When a TCP connection of ours ends its direction: after the peer, after all it sends, or after an answer. */
export type ClientCloseRule = 'peer' | 'sent' | 'reply';

export interface TcpSpec extends ServiceSpec {
  readonly kind: 'tcp';
  /** A name or a numeric address, without brackets. */
  readonly host: string;
  /** 0 asks the kernel for a free port. */
  readonly port: number;
  readonly mode: AcceptMode;
  /** The number given to listen(2); at least 1. */
  readonly backlog: number;
  /** Wait before each reply, in milliseconds. */
  readonly delayMs: number;
  readonly close: CloseRule;
  /** Accepted connections held at once; above it clients stay in the kernel's queue. */
  readonly maxClients: number;
  /** Close a connection that was silent for so many milliseconds; null: never. */
  readonly idleMs: number | null;
}

export interface UdpSpec extends ServiceSpec {
  readonly kind: 'udp';
  readonly host: string;
  readonly port: number;
  readonly delayMs: number;
  /** Receive buffer asked of the kernel (SO_RCVBUF), in bytes. */
  readonly bufferBytes: number;
  /** Where payloads carry a number, for the loss ledger. */
  readonly sequence: SequenceSpec;
  /** `file-receive`. */
  readonly protocol: ReceiveProtocol;
}

export interface MulticastSpec {
  readonly kind: 'multicast';
  /** The group: 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291). */
  readonly host: string;
  readonly port: number;
  /** Interface name, one of its addresses, `loopback`, or `all`. */
  readonly interface: string;
  /** Take datagrams from this sender alone (source-specific, RFC 4607); null: from any. */
  readonly source: string | null;
  readonly bufferBytes: number;
  readonly sequence: SequenceSpec;
}

/** The number that each message begins with, big-endian, from 0. `auto`: u64be where no text is sent. */
export type CounterName = 'auto' | 'off' | 'u32be' | 'u64be';

/** What an outgoing endpoint sends, and when. Each of its sockets does all of it. */
export interface SendSpec {
  /** The bytes as Latin-1 text, one character a byte; null: none. */
  readonly send: string | null;
  readonly counter: CounterName;
  /** Bytes of a message; what is shorter is filled up with zeros. Null: as long as it is. */
  readonly size: number | null;
  /** Sent again after so many milliseconds. */
  readonly everyMs: number | null;
  /** Messages a second. With neither a message is sent once; never both. */
  readonly perSecond: number | null;
  /** The last one of a repetition; null: it goes on. */
  readonly count: number | null;
}

export interface TcpClientSpec extends SendSpec {
  readonly kind: 'tcp-client';
  readonly host: string;
  /** 1 to 65535, here and below: where it connects or sends to. */
  readonly port: number;
  /** Connections at once. */
  readonly clients: number;
  /** Patience with each address, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** A file that each connection sends, as it was written, by the protocol tcp-size; null: none. */
  readonly sendFile: string | null;
  /** Its size is filled up to 1024 bytes, instead of a pause after it. */
  readonly pad: 'on' | 'off';
  readonly close: ClientCloseRule;
}

export interface UdpClientSpec extends SendSpec {
  readonly kind: 'udp-client';
  readonly host: string;
  readonly port: number;
  /** Sockets, each with a port of its own. */
  readonly clients: number;
  /** IP_TTL, or the hop limit of IPv6; null: the system's. */
  readonly ttl: number | null;
  readonly bufferBytes: number;
  /** A file that each socket sends, as it was written; null: none. */
  readonly sendFile: string | null;
  readonly protocol: Exclude<ReceiveProtocol, 'auto'>;
}

export interface MulticastSenderSpec extends SendSpec {
  readonly kind: 'multicast-sender';
  readonly host: string;
  readonly port: number;
  /** As for a receiver; with `all` each datagram is sent on each. */
  readonly interface: string;
  /** IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS; Linux keeps 0 on the host where a receiver here has joined. */
  readonly ttl: number;
  /** IP_MULTICAST_LOOP: whether receivers on this host get it too; on the loopback they always do. */
  readonly loop: 'on' | 'off';
}

/** Where a relay passes on to: a name or a numeric address, and a port from 1. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Stands between clients and a target, and does to what passes what its faults say. */
export interface RelaySpec extends Faults {
  readonly kind: 'relay';
  readonly host: string;
  readonly port: number;
  readonly to: Target;
  readonly transport: 'tcp' | 'udp';
  /** Where the faults are drawn from, 0 to 2³² - 1; null: another one each time. */
  readonly seed: number | null;
  /** Conversations at once. */
  readonly maxClients: number;
  /** A conversation that is silent for so many milliseconds is over; null: never (TCP), a minute (UDP). */
  readonly idleMs: number | null;
  /** TCP: as of a server, and patience with each address of the target. */
  readonly mode: AcceptMode;
  readonly backlog: number;
  readonly connectTimeoutMs: number;
  /** UDP: of each socket. */
  readonly bufferBytes: number;
}

export type OutgoingSpec = TcpClientSpec | UdpClientSpec | MulticastSenderSpec;
export type EndpointSpec = TcpSpec | UdpSpec | MulticastSpec | OutgoingSpec | RelaySpec;
