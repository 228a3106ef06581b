// One client of a UDP relay: what it sends goes on to the target from a socket of its own, and what comes
// back there goes to it. Its row stands in the Clients pane; UDP knows no connection, so it lasts until it
// was silent for long enough.

import type { Address } from '../../protocol/address.ts';
import type { DirectionFaults, PerDirection, RelayDirection } from '../../protocol/faults.ts';
import type { ClientRow } from '../../protocol/views.ts';
import type { ClientSource, Standing, Stay } from '../client-source.ts';
import type { Dating } from '../dating.ts';
import type { DatagramSocket } from '../kernel/layer.ts';
import { inOrder, NOT_CONNECTED } from '../tcp/client-rows.ts';
import type { Clock } from '../world.ts';
import { AnswerTime } from './answer-time.ts';
import type { DatagramFaults, Fate } from './datagram-faults.ts';
import { DatagramPipe } from './datagram-pipe.ts';

export interface UdpParties {
  /** The relay's name, and the conversation's: `c13`. */
  readonly endpoint: string;
  readonly id: string;
  readonly client: Address;
  /** Where the client sends to: the relay. */
  readonly local: Address;
  readonly target: Address;
  /** Sends to the client. */
  readonly answer: (data: Buffer) => void;
  /** Sends to the target, from the conversation's own socket. */
  readonly ask: (socket: DatagramSocket, data: Buffer) => void;
}

export class UdpConversation implements ClientSource {
  readonly key: string;
  readonly formerKey = null;
  readonly direction = 'in';
  /** Its datagrams stand in the journal of datagrams. */
  readonly stream = null;
  readonly #parties: UdpParties;
  readonly #clock: Clock;
  readonly #dating: Dating;
  readonly #pipes: PerDirection<DatagramPipe>;
  readonly #answerTime = new AnswerTime('first');
  readonly #since: number;
  #heardAt: number;
  #bytesIn = 0;
  #bytesOut = 0;
  #socket: DatagramSocket | null = null;
  #over = false;

  constructor(
    parties: UdpParties,
    faults: PerDirection<DatagramFaults>,
    clock: Clock,
    dating: Dating,
  ) {
    this.key = parties.id;
    this.#parties = parties;
    this.#clock = clock;
    this.#dating = dating;
    this.#since = clock.monotonic();
    this.#heardAt = this.#since;
    this.#pipes = {
      up: new DatagramPipe(faults.up, clock, (data) => {
        if (this.#socket !== null) parties.ask(this.#socket, data);
      }),
      down: new DatagramPipe(faults.down, clock, (data) => this.#answer(data)),
    };
  }

  get client(): Address {
    return this.#parties.client;
  }

  /** Its own socket, once it is open. */
  get socket(): DatagramSocket | null {
    return this.#socket;
  }

  get over(): boolean {
    return this.#over;
  }

  /** When either side was heard last, in monotonic milliseconds. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Its own socket is open: what has waited for that leaves. */
  opened(socket: DatagramSocket): void {
    this.#socket = socket;
    this.#pipes.up.open();
    this.#pipes.down.open();
  }

  /** @param data its own from now on */
  passOn(direction: RelayDirection, data: Buffer): Fate {
    this.#heardAt = this.#clock.monotonic();
    if (direction === 'up') {
      this.#bytesIn += data.length;
      this.#answerTime.asked(this.#heardAt);
    }
    return this.#pipes[direction].add(data);
  }

  change(direction: RelayDirection, faults: DirectionFaults): void {
    this.#pipes[direction].faults = faults;
  }

  /** Nothing passes any more; what waits is forgotten. */
  end(): void {
    this.#over = true;
    this.#pipes.up.close();
    this.#pipes.down.close();
  }

  #answer(data: Buffer): void {
    this.#bytesOut += data.length;
    this.#answerTime.answered(this.#clock.monotonic());
    this.#parties.answer(data);
  }

  get standing(): Standing | null {
    return this.#over ? null : 'accepted';
  }

  stays(): readonly Stay[] {
    const began = this.#since;
    return [{ standing: 'accepted', from: this.#dating.of(began), began }];
  }

  sortValue(column: string): string | number | null {
    switch (column) {
      case 'state':
        return 'ESTABLISHED';
      case 'endpoint':
        return this.#parties.endpoint;
      case 'age':
        return -this.#since;
      case 'in':
        return this.#bytesIn;
      case 'out':
        return this.#bytesOut;
      case 'remote':
        return inOrder(this.client);
      case 'port':
        return this.client.port;
      default:
        return null;
    }
  }

  row(): ClientRow {
    const { endpoint, id, client, local, target } = this.#parties;
    return {
      ...NOT_CONNECTED,
      key: this.key,
      connection: id,
      transport: 'udp',
      endpoint,
      direction: 'in',
      remote: client,
      local,
      // The kernel's word for a socket that is connected, of UDP too (ss(8)).
      state: 'ESTABLISHED',
      since: this.#dating.of(this.#since),
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      reading: true,
      relayed: {
        connection: null,
        local: this.#socket?.local ?? null,
        remote: target,
        answerMs: this.#answerTime.lastMs,
      },
      changedAt: this.#dating.of(this.#since),
    };
  }

  /** How much had passed by then is not kept. */
  rowAt(): ClientRow {
    return { ...this.row(), bytesIn: null, bytesOut: null };
  }
}
