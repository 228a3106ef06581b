// From an endpoint and the host to the facts that the checks go by. Everything is read here, once.

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
import type { ListenRow } from '../../protocol/views.ts';
import { chooseInterfaces } from '../datagrams/interface-choice.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Host, Link } from '../kernel/host.ts';
import type {
  GroupFacts,
  KnownWay,
  OutgoingFacts,
  OwnSender,
  Place,
  SenderFacts,
  ServerFacts,
} from './facts.ts';

/** A host may have hundreds of interfaces; each is asked about several times. */
const MAX_PLACES = 16;
/** Other endpoints that are looked at, and addresses whose way is asked for. */
const MAX_OTHERS = 16;

export interface Patient<Spec> {
  readonly endpoint: Endpoint;
  readonly spec: Spec;
  readonly others: readonly Endpoint[];
  readonly host: Host;
}

export function gatherGroup(patient: Patient<MulticastSpec>): Omit<GroupFacts, 'watch'> {
  const { spec, others, host } = patient;
  const known = knownOf(patient);
  const { family } = known.row.local;
  const names = placeNames(known.row, spec.interface, known.links);
  return {
    ...known,
    spec,
    family,
    places: names.map((name) => placeOf(name, known.row, known.links, host)),
    senders: sendersOf(known.row, spec).map((address) => wayTo(address, family, host)),
    wayOut: host.way(spec.host, family),
    ownSenders: others.flatMap(toSender).filter((each) => each.spec.host === spec.host),
  };
}

export function gatherServer(
  patient: Patient<TcpSpec | UdpSpec | RelaySpec>,
): Omit<ServerFacts, 'watch'> {
  const { spec, host } = patient;
  const known = knownOf(patient);
  const halfOpen = known.row.transport === 'tcp' ? host.halfOpen(known.row.local.port) : null;
  const first = halfOpen?.[0];
  const wayBack = first === undefined ? null : wayTo(first.address, first.family, host);
  return { ...known, spec, halfOpen, wayBack };
}

export function gatherOutgoing(patient: Patient<TcpClientSpec | UdpClientSpec>): OutgoingFacts {
  const { endpoint, spec, host } = patient;
  const known = knownOf(patient);
  const { attempts, refusals } = endpoint.detail();
  const tried = attempts.map(({ remote }) => remote);
  const to = tried.length > 0 || known.row.remote === null ? tried : [known.row.remote];
  return { ...known, spec, attempts, refusals, ways: waysTo(to, host) };
}

export function gatherSender(patient: Patient<MulticastSenderSpec>): SenderFacts {
  const { spec, others, host } = patient;
  const known = knownOf(patient);
  const names = placeNames(known.row, spec.interface, known.links);
  return {
    ...known,
    spec,
    places: names.map((name) => placeOf(name, known.row, known.links, host)),
    receivers: others
      .filter((each) => each.spec.kind === 'multicast' && each.spec.host === spec.host)
      .slice(0, MAX_OTHERS)
      .map((each) => each.row()),
  };
}

function knownOf({ endpoint, spec, host }: Patient<{ readonly port: number }>) {
  const row = endpoint.row();
  const port = row.local.port === 0 ? spec.port : row.local.port;
  const transport = row.transport === 'tcp' ? 'tcp' : 'udp';
  return {
    row,
    links: host.links(),
    holders: port === 0 ? [] : host.portHolders(transport, port),
    unprivilegedPorts: host.unprivilegedPorts(),
  };
}

/** Where it is joined, and where it was meant to be; a name that nothing has now stands for itself. */
function placeNames(
  row: ListenRow,
  word: string,
  links: readonly Link[] | null,
): readonly string[] {
  const meant = chooseInterfaces(word, links ?? [], row.local.family).map(({ name }) => name);
  const nobody = meant.length === 0 && word !== 'all' && word !== 'loopback';
  return [...new Set([...row.interfaces, ...meant, ...(nobody ? [word] : [])])].slice(
    0,
    MAX_PLACES,
  );
}

function placeOf(
  name: string,
  { local, interfaces }: ListenRow,
  links: readonly Link[] | null,
  host: Host,
): Place {
  const link = links?.find((each) => each.name === name) ?? null;
  const { address, family } = local;
  const there = { name, link, joined: interfaces.includes(name) };
  if (link === null) return { ...there, ...NOTHING_KNOWN };
  return {
    ...there,
    members: host.members(address, family, link.index),
    filters: host.sourceFilters(address, family, link.index),
    reversePath: host.reversePathFilter(name),
    igmpVersion: host.igmpVersion(link.index),
    igmpForced: host.forcedIgmpVersion(name),
    mldQueries: host.mldQueries(name),
  };
}

const NOTHING_KNOWN = {
  members: null,
  filters: null,
  reversePath: null,
  igmpVersion: null,
  igmpForced: null,
  mldQueries: null,
};

/** Who is meant to send, and who did last. */
function sendersOf({ lastSender }: ListenRow, { source }: MulticastSpec): readonly string[] {
  const last = lastSender?.address ?? null;
  return [...new Set([source, last])].filter((address) => address !== null);
}

function toSender(endpoint: Endpoint): readonly OwnSender[] {
  const { spec } = endpoint;
  return spec.kind === 'multicast-sender' ? [{ row: endpoint.row(), spec }] : [];
}

/** An IPv4 client of an IPv6 server is reached over IPv4 (RFC 4291, 2.5.5.2). */
const MAPPED = '::ffff:';

function wayTo(given: string, family: Family, host: Host): KnownWay {
  const mapped = given.startsWith(MAPPED) && given.includes('.');
  const address = mapped ? given.slice(MAPPED.length) : given;
  return { address, way: host.way(address, mapped ? 'IPv4' : family) };
}

function waysTo(to: readonly Address[], host: Host): readonly KnownWay[] {
  const found = new Map(to.map(({ address, family }) => [address, family]));
  return [...found].slice(0, MAX_OTHERS).map(([address, family]) => wayTo(address, family, host));
}
