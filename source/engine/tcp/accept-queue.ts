// The accept queue of one server as it is looked at, sample by sample: how many wait, who they are, what
// has overflowed. Who is seen waiting for the first time is told as `connection.queued`.

import type { EndpointContext } from '../endpoints/endpoint.ts';
import type { TcpListener } from '../kernel/layer.ts';
import { HostWatch } from './host-watch.ts';
import type { TcpClients } from './tcp-clients.ts';

export class AcceptQueue {
  readonly #context: EndpointContext;
  readonly #clients: TcpClients;
  readonly #host: HostWatch;
  /** Those of the layer's own queue, where it has one. */
  #ownOverflows: number | null = null;

  constructor(context: EndpointContext, clients: TcpClients) {
    this.#context = context;
    this.#clients = clients;
    this.#host = new HostWatch(context.world.sockets);
  }

  /** The server listens: overflows are counted from now on. */
  start(): void {
    this.#host.start();
  }

  /** Clients whose handshake found the queue full: the host's, or those of the layer's own queue. Null: not known. */
  get overflows(): number | null {
    return this.#ownOverflows ?? this.#host.overflows;
  }

  /** The host's ListenDrops since the server listens; null if not known. */
  get hostListenDrops(): number | null {
    return this.#host.drops;
  }

  /**
   * @param now monotonic milliseconds
   * @param served how many the server has accepted so far
   * @param letsIn nobody stands in the queue for longer than a turn of the loop
   * @returns what is shown of it; another text means that it has changed
   */
  look(listener: TcpListener, now: number, served: number, letsIn: boolean): string {
    const queue = listener.queue();
    if (queue === null) return '';
    if (this.#host.look(now, served, queue.depth)) this.#clients.handshakesHang();
    this.#ownOverflows = queue.overflows ?? null;
    if (letsIn) this.#clients.letIn(listener, queue.depth);
    else this.#tellOfNew(listener, queue);
    return `${queue.depth} ${queue.backlog} ${this.overflows}`;
  }

  #tellOfNew(listener: TcpListener, queue: { depth: number; backlog: number }): void {
    const { id, world } = this.#context;
    for (const { local, remote } of this.#clients.refreshQueue(listener, queue.depth)) {
      this.#context.changed();
      this.#context.emit({
        type: 'connection.queued',
        time: world.clock.now(),
        endpoint: id,
        local,
        remote,
        queued: queue.depth,
        backlog: queue.backlog,
      });
    }
  }
}
