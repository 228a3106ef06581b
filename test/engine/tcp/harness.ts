// TCP servers under test, over either layer, and clients to talk to them.

import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ClientSource } from '../../../source/engine/client-source.ts';
import { DescriptorBudget } from '../../../source/engine/descriptors.ts';
import { TcpServer } from '../../../source/engine/endpoints/tcp-server.ts';
import { Journal } from '../../../source/engine/journal.ts';
import { chooseLayer } from '../../../source/engine/kernel/choose.ts';
import type { SocketLayer } from '../../../source/engine/kernel/layer.ts';
import { CallLog } from '../../../source/engine/timeline/call-log.ts';
import { type Clock, systemClock } from '../../../source/engine/world.ts';
import type { Address } from '../../../source/protocol/address.ts';
import type { EngineEvent } from '../../../source/protocol/events.ts';
import type { TcpSpec } from '../../../source/protocol/spec.ts';
import type { ClientRow } from '../../../source/protocol/views.ts';
import { NaiveClients } from '../../support/naive-clients.ts';
import { tcpSpec } from '../../support/specs.ts';
import { until } from '../../support/wait.ts';

export const linux = process.platform === 'linux';
export const LAYERS: readonly ('linux' | 'portable')[] = linux
  ? ['linux', 'portable']
  : ['portable'];

export const layerOf = (name: 'linux' | 'portable'): Promise<SocketLayer> =>
  chooseLayer(name === 'linux' ? 'auto' : 'portable');

export type EventOf<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>;

export interface Options {
  readonly clock?: Clock;
  readonly descriptors?: DescriptorBudget;
  readonly journal?: Journal;
  readonly wantsEvents?: boolean;
}

/** A server and what it says. Closed when the test ends. */
export class Bench {
  readonly server: TcpServer;
  readonly events: EngineEvent[];
  readonly #clients: NaiveClients;

  constructor(server: TcpServer, events: EngineEvent[], clients: NaiveClients) {
    this.server = server;
    this.events = events;
    this.#clients = clients;
  }

  /** In the order of the list. */
  clients(): ClientSource[] {
    return this.#clients.all();
  }

  get local(): Address {
    return this.server.row().local;
  }

  of<Type extends EngineEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  rows(): ClientRow[] {
    return this.clients().map((client) => client.row(true));
  }

  states(): (string | null)[] {
    return this.rows().map(({ state }) => state);
  }

  /** Samples, as the engine does, until it holds. */
  async until(what: string, holds: () => boolean): Promise<void> {
    await until(
      what,
      () => {
        this.server.sample();
        return holds() || null;
      },
      () => JSON.stringify({ row: this.server.row(), clients: this.states().slice(0, 20) }),
    );
  }

  async client(options: ClientOptions = {}): Promise<Client> {
    const client = new Client(this.local, options);
    await client.connected;
    return client;
  }
}

let count = 0;

export async function serve(
  layer: 'linux' | 'portable' | SocketLayer,
  part: Partial<TcpSpec> = {},
  options: Options = {},
): Promise<Bench> {
  const sockets = typeof layer === 'string' ? await layerOf(layer) : layer;
  const events: EngineEvent[] = [];
  let connections = 0;
  count += 1;
  const context = {
    id: `tcp-${count}`,
    world: { clock: options.clock ?? systemClock, sockets },
    journal: options.journal ?? new Journal({ bytes: 4 << 20, entries: 1 << 14, snap: 4096 }),
    wantsEvents: () => options.wantsEvents ?? true,
    emit: (event: EngineEvent) => void events.push(event),
    calls: new CallLog(options.clock ?? systemClock),
    changed: () => {},
    nextConnection: () => {
      connections += 1;
      return `c${connections}`;
    },
  };
  const clients = new NaiveClients();
  const descriptors = options.descriptors ?? new DescriptorBudget(null);
  const server = new TcpServer(tcpSpec(part), context, descriptors, clients);
  onTestFinished(() => server.close());
  await server.open();
  return new Bench(server, events, clients);
}

export interface ClientOptions {
  /** False: reads nothing until told to. */
  readonly read?: boolean;
  /** Sent as soon as it is connected. */
  readonly send?: string | Buffer;
}

/** A plain client. It closes its side only when told to; destroyed when the test ends. */
export class Client {
  readonly socket: Socket;
  readonly connected: Promise<void>;
  readonly chunks: Buffer[] = [];
  bytes = 0;
  /** Its local port, once connected. */
  port = 0;
  /** The server's FIN has come. */
  ended = false;
  closed = false;
  error: string | null = null;

  constructor(to: Address, { read = true, send }: ClientOptions = {}) {
    const host = to.address === '::' ? '::1' : to.address;
    const socket = connect({ host, port: to.port, allowHalfOpen: true });
    this.socket = socket;
    this.connected = new Promise((resolve, reject) => {
      socket.once('connect', () => {
        this.port = socket.localPort ?? 0;
        resolve();
      });
      socket.once('error', reject);
    });
    // Those who mean to wait in vain don't await it.
    this.connected.catch(() => {});
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
    });
    socket.on('end', () => {
      this.ended = true;
    });
    socket.on('close', () => {
      this.closed = true;
    });
    if (read) this.read();
    if (send !== undefined) socket.write(send);
    onTestFinished(() => {
      socket.destroy();
    });
  }

  read(): void {
    this.socket.on('data', (data) => {
      this.chunks.push(data);
      this.bytes += data.length;
    });
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  async receives(text: string): Promise<void> {
    await until(
      `the answer ${JSON.stringify(text)}`,
      () => this.text() === text || null,
      () => JSON.stringify({ text: this.text(), ended: this.ended, error: this.error }),
    );
  }

  async seesEnd(): Promise<void> {
    await until('the server to end', () => this.ended || null);
  }
}
