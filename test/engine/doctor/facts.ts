// Facts for the checks: all is well with them, but for what a test changes.

import { parseSpec } from '../../../source/endpoint-spec.ts';
import type {
  GroupFacts,
  OutgoingFacts,
  Place,
  ServerFacts,
  Watch,
} from '../../../source/engine/doctor/facts.ts';
import type { Link } from '../../../source/engine/kernel/host.ts';
import { type EndpointSpec, transportOf } from '../../../source/protocol/spec.ts';
import type { ListenRow } from '../../../source/protocol/views.ts';
import { multicastSpec } from '../../support/specs.ts';
import { at, groupRow, tcpClientRow, tcpRow, udpRow } from '../../ui/support/views.ts';

export const link = (name: string, change: Partial<Link> = {}): Link => ({
  name,
  index: name === 'lo' ? 1 : 2,
  up: true,
  carrier: true,
  multicast: name !== 'lo',
  loopback: name === 'lo',
  addresses: [{ address: name === 'lo' ? '127.0.0.1' : '10.9.0.1', family: 'IPv4' }],
  ...change,
});

export const place = (name: string, change: Partial<Place> = {}): Place => ({
  name,
  link: link(name),
  joined: true,
  members: 1,
  filters: [],
  reversePath: 0,
  igmpVersion: 'V3',
  igmpForced: 0,
  mldQueries: null,
  ...change,
});

export const watch = (change: Partial<Watch> = {}): Watch => ({
  ms: 1500,
  received: 0,
  counters: { reversePathDrops: 0, ignoredMulticast: 0, noPort: 0 },
  elsewhere: [],
  unfiltered: [],
  deaf: null,
  ...change,
});

const HOST = {
  links: [link('lo'), link('eth0')],
  holders: [],
  unprivilegedPorts: 1024,
} as const;

export const groupFacts = (
  change: Partial<GroupFacts> = {},
  row: Partial<ListenRow> = {},
): GroupFacts => ({
  ...HOST,
  row: groupRow({ interfaces: ['eth0'], kernelDrops: 0, ...row }),
  spec: multicastSpec({ interface: 'eth0' }),
  family: 'IPv4',
  places: [place('eth0')],
  senders: [],
  wayOut: { leads: 'out', interface: 'eth0', gateway: null, source: '10.9.0.1', local: false },
  ownSenders: [],
  watch: watch(),
  ...change,
});

/** @param spec as on the command line */
export function serverFacts(
  spec: string,
  row: Partial<ListenRow> = {},
  change: Partial<ServerFacts> = {},
): ServerFacts {
  const read = specOf(spec);
  if (read.kind !== 'tcp' && read.kind !== 'udp' && read.kind !== 'relay') {
    throw new Error(`${spec} is no server`);
  }
  const make = transportOf(read) === 'tcp' ? tcpRow : udpRow;
  return {
    ...HOST,
    row: make({
      kind: read.kind,
      local: at(`${read.host}:${read.port}`),
      accepting: true,
      ...('mode' in read && transportOf(read) === 'tcp' ? { mode: read.mode } : {}),
      ...row,
    }),
    spec: read,
    halfOpen: [],
    wayBack: null,
    watch: null,
    ...change,
  };
}

export function outgoingFacts(
  spec: string,
  row: Partial<ListenRow> = {},
  change: Partial<OutgoingFacts> = {},
): OutgoingFacts {
  const read = specOf(spec);
  if (read.kind !== 'tcp-client' && read.kind !== 'udp-client')
    throw new Error(`${spec}: no client`);
  return {
    ...HOST,
    row: tcpClientRow({ remote: at(`${read.host}:${read.port}`), ...row }),
    spec: read,
    attempts: [],
    refusals: null,
    ways: [],
    ...change,
  };
}

export function specOf(text: string): EndpointSpec {
  const read = parseSpec(text);
  if (!read.ok) throw new Error(read.problem.message);
  return read.spec;
}
