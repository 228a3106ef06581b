// The Clients pane's rows of connections, open or lately closed; and what rows of all kinds need.

import type { Address } from '../../protocol/address.ts';
import { clientEnd } from '../../protocol/ends.ts';
import type { ClientRow, ConnectionState } from '../../protocol/views.ts';
import type { ClientSource, Standing, Stay } from '../client-source.ts';
import type { Dating } from '../dating.ts';
import type { SocketLayer, TcpSample } from '../kernel/layer.ts';
import { ipv4Bytes, ipv6Bytes } from '../kernel/sockaddr.ts';
import { connectionTimeline } from '../timeline/connection-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { World } from '../world.ts';
import type { Connection } from './connection.ts';

/** What may be shown of a connection's state; anything else the kernel says is not meant for a row. */
const SHOWN: ReadonlySet<string> = new Set<ConnectionState>([
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'CLOSE_WAIT',
  'LAST_ACK',
  'CLOSING',
  'TIME_WAIT',
  'CLOSED',
]);

/** What a row says of who is not accepted or connected yet. */
export const NOT_CONNECTED = {
  connection: null,
  bytesOut: null,
  rttMicros: null,
  waitedMs: null,
  backPressure: false,
  reading: false,
  service: null,
  halfClosed: false,
  unread: null,
  file: null,
  transfer: null,
  cause: null,
  timeWaitMs: null,
} as const;

export class ConnectionClient implements ClientSource {
  readonly key: string;
  readonly formerKey: string | null;
  readonly connection: Connection;
  readonly #endpoint: string;
  readonly #world: World;
  readonly #dating: Dating;
  #clientInOrder: string | null = null;
  #gone = false;
  #rttMicros: number | null = null;
  /** What the kernel said last of the closed connection. */
  #after: { state: ConnectionState; timeWaitMs: number | null } | null = null;

  /** @param formerKey the key of the row it had while it waited, if it was seen waiting */
  constructor(
    connection: Connection,
    formerKey: string | null,
    endpoint: string,
    world: World,
    dating: Dating,
  ) {
    this.key = connection.id;
    this.formerKey = formerKey;
    this.connection = connection;
    this.#endpoint = endpoint;
    this.#world = world;
    this.#dating = dating;
  }

  get direction(): 'in' | 'out' {
    return this.connection.direction;
  }

  get stream(): number {
    return this.connection.record.owner;
  }

  get standing(): Standing | null {
    if (this.#gone) return null;
    return this.connection.closed ? 'closed' : 'accepted';
  }

  /** Its row leaves the list, and what it said is forgotten. */
  forget(): void {
    this.#gone = true;
    this.connection.record.forget();
  }

  sortValue(column: string): string | number | null {
    const { connection } = this;
    switch (column) {
      case 'state':
        return this.#state(null);
      case 'endpoint':
        return this.#endpoint;
      case 'age':
        return -connection.since;
      case 'in':
        return connection.record.bytesIn;
      case 'out':
        return connection.record.bytesOut;
      case 'rtt':
        return this.#currentRtt();
      case 'remote':
        this.#clientInOrder ??= inOrder(clientEnd(connection));
        return this.#clientInOrder;
      case 'port':
        return clientEnd(connection).port;
      default:
        return null;
    }
  }

  row(onScreen: boolean): ClientRow {
    const { connection } = this;
    if (onScreen && connection.cause !== null) this.#askAfterClose();
    return this.rowWith(onScreen ? connection.sample() : null);
  }

  rowWith(sample: TcpSample | null): ClientRow {
    const { connection } = this;
    if (sample !== null) this.#rttMicros = sample.rttMicros;
    return {
      key: this.key,
      connection: connection.id,
      endpoint: this.#endpoint,
      direction: connection.direction,
      remote: connection.remote,
      local: connection.local,
      state: this.#state(sample),
      since: this.#dating.of(connection.since),
      bytesIn: connection.record.bytesIn,
      bytesOut: connection.record.bytesOut,
      rttMicros: connection.closed ? null : this.#rttMicros,
      waitedMs: connection.waitedMs,
      backPressure: connection.backPressure,
      reading: connection.reading,
      service: connection.relayed === null ? connection.service : null,
      halfClosed: connection.halfClosed,
      unread: sample === null ? null : this.#unread(),
      file: connection.file,
      transfer: connection.transfer,
      cause: connection.cause,
      timeWaitMs: this.#after?.timeWaitMs ?? null,
      ...(connection.relayed === null ? {} : { relayed: connection.relayed }),
      changedAt: connection.changedAt,
    };
  }

  stays(): readonly Stay[] {
    const { startedAt, since, closed } = this.connection;
    const stay = (standing: Standing, began: number): Stay => ({
      standing,
      from: this.#dating.of(began),
      began,
    });
    const accepted = stay('accepted', startedAt);
    return closed ? [accepted, stay('closed', since)] : [accepted];
  }

  /**
   * What the kernel said of it then, and what could be changed by hand, nobody has kept. Its reading is
   * not known to have been stopped.
   */
  rowAt(time: number): ClientRow {
    const { connection } = this;
    const closed = this.#wasBy(time, connection.closed ? connection.since : null);
    const since = this.#dating.of(closed ? connection.since : connection.startedAt);
    const carried = connection.record.bytesBy(time);
    return {
      ...this.rowWith(null),
      state: closed ? null : this.#stateBy(time),
      since,
      bytesIn: carried.in,
      bytesOut: carried.out,
      rttMicros: null,
      backPressure: false,
      reading: true,
      service: null,
      halfClosed: false,
      unread: null,
      file: null,
      transfer: null,
      cause: closed ? connection.cause : null,
      timeWaitMs: null,
      changedAt: since,
    };
  }

  /** While it was open. Which of the states after our FIN it was in the kernel alone knew. */
  #stateBy(time: number): ConnectionState | null {
    if (this.#wasBy(time, this.connection.weEndedAt)) return null;
    return this.#wasBy(time, this.connection.peerEndedAt) ? 'CLOSE_WAIT' : 'ESTABLISHED';
  }

  #wasBy(time: number, moment: number | null): boolean {
    return moment !== null && this.#dating.of(moment) <= time;
  }

  /** Its life so far. @param listener the listening socket's descriptor, of one that was accepted */
  timeline(listener: number | null, until: number): Timeline {
    const after = this.#after;
    // What the kernel says, it says of now.
    const timeWaitMs = until < Number.POSITIVE_INFINITY ? null : (after?.timeWaitMs ?? null);
    const left = after === null || after.state === 'CLOSED' ? null : { ...after, timeWaitMs };
    return connectionTimeline(this.connection, { listener, left }, until);
  }

  /** Who is read from has nothing unread to speak of. */
  #unread(): number | null {
    const { connection } = this;
    return connection.reading ? null : (connection.kernelSample()?.receiveQueue.bytes ?? null);
  }

  #state(sample: TcpSample | null): ConnectionState {
    if (this.connection.closed) return this.#after?.state ?? 'CLOSED';
    return sample !== null ? shown(sample.state, this.connection.state) : this.connection.state;
  }

  #askAfterClose(): void {
    // What the kernel has forgotten once does not come back.
    if (this.#after?.state === 'CLOSED') return;
    const { local, remote } = this.connection;
    this.#after = afterClose(this.#world.sockets, local, remote);
  }

  /** Asked for now: whoever sorts by it decides how often. */
  #currentRtt(): number | null {
    if (this.connection.closed) return null;
    this.#rttMicros = this.connection.sample()?.rttMicros ?? this.#rttMicros;
    return this.#rttMicros;
  }
}

function shown(state: string, otherwise: ConnectionState): ConnectionState {
  return SHOWN.has(state) ? (state as ConnectionState) : otherwise;
}

function afterClose(sockets: SocketLayer, local: Address, remote: Address) {
  const found = sockets.afterClose(local, remote);
  if (found === null) return { state: 'CLOSED' as const, timeWaitMs: null };
  // Whole seconds: a row that differs at every look would be drawn at every look.
  const timeWaitMs = found.timeWaitMs === null ? null : Math.ceil(found.timeWaitMs / 1000) * 1000;
  return { state: shown(found.state, 'CLOSED'), timeWaitMs };
}

/** Addresses in the order of their bytes, IPv4 before IPv6. */
export function inOrder({ address, port, family }: Address): string {
  const bytes = family === 'IPv4' ? ipv4Bytes(address) : ipv6Bytes(address);
  return `${family} ${bytes.toString('hex')} ${String(port).padStart(5, '0')}`;
}
