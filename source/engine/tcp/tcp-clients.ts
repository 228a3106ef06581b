// All clients of one endpoint: open, waiting, lately closed. Whoever keeps the list of all endpoints'
// clients is told of each that comes, moves on or goes; rows are made by whoever shows them.

import type { Address } from '../../protocol/address.ts';
import type { ClientRow, ConnectionDetail } from '../../protocol/views.ts';
import type { ClientWatcher } from '../client-source.ts';
import { Dating } from '../dating.ts';
import type { TcpListener } from '../kernel/layer.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { TurnoverMap } from '../turnover-map.ts';
import type { World } from '../world.ts';
import { ConnectionClient } from './client-rows.ts';
import { ClosedClients } from './closed-clients.ts';
import type { Connection } from './connection.ts';
import { KernelWatch } from './kernel-watch.ts';
import { WaitingRoom } from './waiting-room.ts';
import type { WaitingRow } from './waiting-row.ts';

/**
 * Connections that may hear nothing of their peers are looked at in turns, this many a sample: 12 samples a second see
 * each of 6,000 every second, at about 1.5 ms each time.
 */
const WATCHED_A_SAMPLE = 500;

export class TcpClients {
  readonly #endpoint: string;
  readonly #world: World;
  readonly #dating: Dating;
  readonly #open = new TurnoverMap<string, ConnectionClient>();
  readonly #closed: ClosedClients;
  readonly #waiting: WaitingRoom;
  readonly #watcher: ClientWatcher;
  readonly #kernel = new KernelWatch();
  #watch: Iterator<ConnectionClient> | null = null;

  constructor(endpoint: string, world: World, watcher: ClientWatcher) {
    this.#endpoint = endpoint;
    this.#world = world;
    this.#dating = new Dating(world.clock);
    this.#watcher = watcher;
    this.#closed = new ClosedClients((client) => watcher.moved(client));
    this.#waiting = new WaitingRoom(endpoint, world.clock, this.#dating, watcher);
  }

  /** Connections held now. */
  get connected(): number {
    return this.#open.size;
  }

  /** An open connection. */
  find(id: string): Connection | null {
    return this.#open.get(id)?.connection ?? null;
  }

  connections(): Connection[] {
    return [...this.#open.values()].map(({ connection }) => connection);
  }

  /** @param formerKey of the row it had before it was accepted or connected, if it had one */
  opened(connection: Connection, formerKey: string | null): void {
    const client = new ConnectionClient(
      connection,
      formerKey,
      this.#endpoint,
      this.#world,
      this.#dating,
    );
    this.#open.set(connection.id, client);
    this.#watcher.moved(client);
  }

  closed(connection: Connection): void {
    const client = this.#open.get(connection.id);
    if (client === undefined) return;
    this.#open.delete(connection.id);
    this.#watcher.moved(client);
    this.#closed.add(client);
  }

  /** Somebody is accepted: his row, if he was seen waiting; it is gone with this. */
  leaveQueue(remote: Address): WaitingRow | null {
    return this.#waiting.leave(remote);
  }

  /** @returns those seen waiting for the first time */
  refreshQueue(listener: TcpListener, depth: number): readonly WaitingRow[] {
    return this.#waiting.refresh(listener, depth);
  }

  /** Everyone is accepted as they come; called at each sample. @param depth the queue's length now */
  letIn(listener: TcpListener, depth: number): void {
    this.#waiting.letIn(listener, depth);
  }

  /** From now on half-open clients are looked for too, until there is none. */
  handshakesHang(): void {
    this.#waiting.handshakesHang();
  }

  /** Forgets rows that were closed long enough ago. @returns whether there were any */
  expire(): boolean {
    return this.#closed.expire(this.#world.clock.monotonic());
  }

  /** Looks after connections whose peers can't make themselves noticed. */
  watch(): void {
    this.#watch ??= this.#open.values();
    for (let looked = 0; looked < WATCHED_A_SAMPLE; looked += 1) {
      const next = this.#watch.next();
      if (next.done) {
        this.#watch = null;
        return;
      }
      next.value.connection.watch();
    }
  }

  /** Looks at the connection whose details are on the screen. @returns whether those are others now */
  sampleKernel(): boolean {
    return this.#kernel.sample(this.#world.clock.monotonic());
  }

  /** Everything known of one row; null if it is not here. */
  detail(key: string): ConnectionDetail | null {
    const client = this.#client(key);
    if (client === null) {
      const waiting = this.#waiting.find(key);
      return waiting === null ? null : detailOfWaiting(waiting.row());
    }
    const { connection } = client;
    const sample = connection.sample();
    return {
      of: 'connection',
      row: sample === null ? client.row(true) : client.rowWith(sample),
      acceptedAt: this.#dating.of(connection.startedAt),
      descriptor: connection.descriptor,
      kernel: this.#kernel.strip(connection, this.#world.clock.monotonic()),
      delayMs: connection.delayMs,
      ...connection.record.chunks(),
    };
  }

  /**
   * The life of one of them; null if it is not here.
   * @param listener the listening socket's descriptor
   * @param until milliseconds since the epoch: what was later is left out
   */
  timeline(key: string, listener: number | null, until: number): Timeline | null {
    const client = this.#client(key);
    if (client !== null) return client.timeline(listener, until);
    return this.#waiting.find(key)?.timeline(this.#world.clock.monotonic()) ?? null;
  }

  /** Connections that are open or lately closed. */
  known(): readonly Connection[] {
    return [...this.#closed.all(), ...this.#open.values()].map(({ connection }) => connection);
  }

  /** By its name, or the key that it had while it waited: then whoever looked at it goes on. */
  #client(key: string): ConnectionClient | null {
    const named = this.#open.get(key) ?? this.#closed.find(key);
    if (named !== null || this.#waiting.find(key) !== null) return named;
    for (const client of this.#open.values()) if (client.formerKey === key) return client;
    return this.#closed.all().find(({ formerKey }) => formerKey === key) ?? null;
  }

  /** Nothing of it will be asked for any more. */
  forget(): void {
    this.#closed.clear();
    this.#waiting.clear();
  }
}

/** All that is known of one who is not accepted or connected yet: his row. */
export function detailOfWaiting(row: ClientRow): ConnectionDetail {
  return {
    of: 'connection',
    row,
    acceptedAt: null,
    descriptor: null,
    kernel: null,
    delayMs: null,
    chunks: [],
    forgottenBytes: 0,
  };
}
