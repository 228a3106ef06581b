// Looking on for a moment: what the host counts meanwhile, and, with sockets of the doctor's own, whether
// a group is heard where it is not joined. Such a socket joins the group there for as long: the network is
// told (IGMP, MLD), as by any receiver.

import type { Address } from '../../protocol/address.ts';
import { isLinkScoped } from '../datagrams/interface-choice.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { HostCounters, Link } from '../kernel/host.ts';
import type { MulticastSocket, SocketLayer } from '../kernel/layer.ts';
import type { GroupFacts, Heard, Watch } from './facts.ts';

/** With what else is done the answer comes within two seconds. */
export const WATCH_MS = 1500;
/** A socket each. */
const MAX_LISTENED = 16;
/** It is only counted: what does not fit need not be heard. */
const BUFFER_BYTES = 65_536;

export interface Watching {
  readonly endpoint: Endpoint;
  readonly sockets: SocketLayer;
  /** Ends the watch at once. */
  readonly signal: AbortSignal;
}

/** A group: where it is not joined too, if `listen`. */
export async function watchGroup(
  { row, spec, places, links }: Omit<GroupFacts, 'watch'>,
  listen: boolean,
  watching: Watching,
): Promise<Watch> {
  const deaf = whyDeaf(row.local, listen, watching.sockets);
  const joined = places.filter((place) => place.joined).map(({ name }) => name);
  const fit = (links ?? []).filter(({ up, loopback, multicast }) => up && (loopback || multicast));
  const others = fit.filter(({ name }) => !joined.includes(name));
  const filtered = spec.source === null ? [] : fit.filter(({ name }) => joined.includes(name));
  const start = (list: readonly Link[]) =>
    deaf === null ? list.slice(0, MAX_LISTENED).map((on) => listenOn(row.local, on, watching)) : [];
  const elsewhere = start(others);
  const unfiltered = start(filtered);
  const seen = await watchCounters(watching);
  return {
    ...seen,
    deaf,
    elsewhere: await Promise.all(elsewhere),
    unfiltered: await Promise.all(unfiltered),
  };
}

/** A server: nothing is opened. */
export async function watchServer(watching: Watching): Promise<Watch> {
  return { ...(await watchCounters(watching)), deaf: null, elsewhere: [], unfiltered: [] };
}

function whyDeaf({ port }: Address, listen: boolean, { name }: SocketLayer): Watch['deaf'] {
  if (!listen) return 'readonly';
  // Without IP_MULTICAST_ALL=0 a socket hears what others have joined too.
  if (name === 'portable') return 'portable';
  return port === 0 ? 'unbound' : null;
}

async function watchCounters({ endpoint, sockets, signal }: Watching) {
  const before = { counters: sockets.host.counters(), received: endpoint.row().received };
  const since = performance.now();
  await pause(signal);
  return {
    ms: Math.round(performance.now() - since),
    received: endpoint.row().received - before.received,
    counters: growth(before.counters, sockets.host.counters()),
  };
}

/** One socket on one interface, closed when the watch is over. */
async function listenOn(group: Address, on: Link, { sockets, signal }: Watching): Promise<Heard> {
  let count = 0;
  let from: Address | null = null;
  const zone = isLinkScoped(group.address, group.family) ? `%${on.index}` : '';
  let socket: MulticastSocket | null = null;
  try {
    socket = await sockets.openMulticast(
      { ...group, address: group.address + zone },
      BUFFER_BYTES,
      {
        received(batch) {
          count += batch.count;
          from ??= batch.sender(0);
        },
        sent() {},
        unsent() {},
        failed() {},
      },
    );
    socket.join(on, null);
    await pause(signal);
    return { interface: on.name, count, from };
  } catch (error) {
    return { interface: on.name, failed: (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN' };
  } finally {
    socket?.close();
  }
}

function growth(before: HostCounters | null, after: HostCounters | null): HostCounters | null {
  if (before === null || after === null) return null;
  const grown = (name: keyof HostCounters): number | null => {
    const [from, to] = [before[name], after[name]];
    return from === null || to === null ? null : to - from;
  };
  return {
    reversePathDrops: grown('reversePathDrops'),
    ignoredMulticast: grown('ignoredMulticast'),
    noPort: grown('noPort'),
  };
}

/** The length of a watch, or until it is ended. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const timer = setTimeout(finish, WATCH_MS);
    signal.addEventListener('abort', finish, { once: true });
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      done();
    }
  });
}
