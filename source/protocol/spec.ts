// What an endpoint is asked to be. The text form ("tcp:7000,mode=sequential") is endpoint-spec.ts's
// business; these objects are what the engine opens.

export type EndpointKind = 'tcp' | 'udp' | 'multicast';

/** Kinds that the contract names and this version refuses with a sentence of its own. */
export type OutgoingKind = 'tcp-client' | 'udp-client' | 'multicast-sender';

/** When a TCP server calls accept(): see the accept gate. */
export type AcceptMode = 'concurrent' | 'sequential' | 'manual';

export type ServiceName = 'echo' | 'upper' | 'discard' | 'none';

/** Who ends a served TCP connection: the peer, or we after our first reply. */
export type CloseRule = 'peer' | 'reply';

export interface TcpSpec {
  readonly kind: 'tcp';
  /** A name or a numeric address, without brackets. */
  readonly host: string;
  /** 0 asks the kernel for a free port. */
  readonly port: number;
  readonly mode: AcceptMode;
  /** The number given to listen(2); at least 1. */
  readonly backlog: number;
  readonly service: ServiceName;
  /** Wait before each reply, in milliseconds. */
  readonly delayMs: number;
  readonly close: CloseRule;
  /** Accepted connections held at once; above it clients stay in the kernel's queue. */
  readonly maxClients: number;
  /** Close a connection that was silent for so many milliseconds; null: never. */
  readonly idleMs: number | null;
}

export interface UdpSpec {
  readonly kind: 'udp';
  readonly host: string;
  readonly port: number;
  readonly service: ServiceName;
  readonly delayMs: number;
  /** Receive buffer asked of the kernel (SO_RCVBUF), in bytes. */
  readonly bufferBytes: number;
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
}

export type EndpointSpec = TcpSpec | UdpSpec | MulticastSpec;
