// What the checks of the doctor go by: plain data, read once (gather.ts, watch.ts).

import type { Address, Family } from '../../protocol/address.ts';
import type {
  MulticastSenderSpec,
  MulticastSpec,
  RelaySpec,
  TcpClientSpec,
  TcpSpec,
  UdpClientSpec,
  UdpSpec,
} from '../../protocol/spec.ts';
import type { Attempts, ListenRow } from '../../protocol/views.ts';
import type { HostCounters, Link, PortHolder, SourceFilter, Way } from '../kernel/host.ts';

/** An interface that the group is joined on, or was meant to be. */
export interface Place {
  readonly name: string;
  /** Null: there is no such interface now. */
  readonly link: Link | null;
  readonly joined: boolean;
  /** Sockets of this host that have joined the group there, by the kernel's table. */
  readonly members: number | null;
  readonly filters: readonly SourceFilter[] | null;
  /** rp_filter in force: 0, 1, 2. */
  readonly reversePath: number | null;
  readonly igmpVersion: string | null;
  readonly igmpForced: number | null;
  readonly mldQueries: number | null;
}

/** An address and the way there. */
export interface KnownWay {
  readonly address: string;
  readonly way: Way | null;
}

/** What one socket of the doctor's own heard. */
export type Heard = { readonly interface: string } & (
  | { readonly count: number; readonly from: Address | null }
  | { readonly failed: string }
);

/** What happened while the doctor watched. */
export interface Watch {
  readonly ms: number;
  /** Datagrams that the endpoint itself received meanwhile. */
  readonly received: number;
  /** Growth of the host's counters. */
  readonly counters: HostCounters | null;
  /** For the group on interfaces where it is not joined. */
  readonly elsewhere: readonly Heard[];
  /** For the group where it is joined from one source alone, from anybody. */
  readonly unfiltered: readonly Heard[];
  /** Why nothing was listened to; null: it was. */
  readonly deaf: 'readonly' | 'portable' | 'unbound' | null;
}

interface Known {
  readonly row: ListenRow;
  /** All interfaces; null: not known. */
  readonly links: readonly Link[] | null;
  /** Sockets on the port it has, or wanted. */
  readonly holders: readonly PortHolder[] | null;
  readonly unprivilegedPorts: number | null;
}

export interface OwnSender {
  readonly row: ListenRow;
  readonly spec: MulticastSenderSpec;
}

export interface GroupFacts extends Known {
  readonly spec: MulticastSpec;
  readonly family: Family;
  readonly places: readonly Place[];
  /** Of what is known to send, or is meant to: the source, the last one heard. */
  readonly senders: readonly KnownWay[];
  /** Where programs of this host send to the group if they choose no interface. */
  readonly wayOut: Way | null;
  readonly ownSenders: readonly OwnSender[];
  readonly watch: Watch | null;
}

export interface ServerFacts extends Known {
  readonly spec: TcpSpec | UdpSpec | RelaySpec;
  /** Clients whose handshake hangs, and the way to the first of them; tcp. */
  readonly halfOpen: readonly Address[] | null;
  readonly wayBack: KnownWay | null;
  readonly watch: Watch | null;
}

export interface OutgoingFacts extends Known {
  readonly spec: TcpClientSpec | UdpClientSpec;
  readonly attempts: readonly Attempts[];
  /** ICMP errors that came back; null: no such kind. */
  readonly refusals: number | null;
  /** To each address that it has tried, or sends to. */
  readonly ways: readonly KnownWay[];
}

export interface SenderFacts extends Known {
  readonly spec: MulticastSenderSpec;
  readonly places: readonly Place[];
  /** Endpoints of ours that have joined the group. */
  readonly receivers: readonly ListenRow[];
}

export type Facts = GroupFacts | ServerFacts | OutgoingFacts | SenderFacts;
