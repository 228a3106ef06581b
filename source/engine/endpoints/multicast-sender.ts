// A sender to one multicast group: one socket for each interface chosen, so that nothing leaves elsewhere,
// whatever the routes say. On an interface that goes it pauses until that comes back; with `all`, it sends on
// new ones as they come.

import type { Problem } from '../../protocol/problem.ts';
import type { MulticastSenderSpec } from '../../protocol/spec.ts';
import * as messages from '../datagrams/datagram-messages.ts';
import { chooseInterfaces } from '../datagrams/interface-choice.ts';
import { InterfaceWatch, isThere } from '../datagrams/interface-watch.ts';
import { OutgoingDatagrams } from '../datagrams/outgoing-datagrams.ts';
import type { DatagramSocket, NetworkInterface } from '../kernel/layer.ts';
import { senderInterfaceGone, sendFailed } from '../outgoing-messages.ts';
import type { Sending } from '../sending/sending.ts';
import type { EndpointContext } from './endpoint.ts';
import { Refused } from './problems.ts';

/** Gone interfaces that are remembered; on a host that makes new ones all the time the others never return. */
const MOST_PAUSED = 64;

interface Used {
  readonly on: NetworkInterface;
  readonly socket: DatagramSocket;
}

export class MulticastSender extends OutgoingDatagrams<MulticastSenderSpec> {
  /** By interface name; and what had been sent on those that are gone. */
  readonly #used = new Map<string, Used>();
  readonly #paused = new Map<string, Sending>();
  readonly #opening = new Set<string>();
  readonly #watch: InterfaceWatch;

  constructor(spec: MulticastSenderSpec, context: EndpointContext) {
    super(spec, context);
    this.#watch = new InterfaceWatch(context.world.sockets);
  }

  override sample(): void {
    super.sample();
    if (this.state !== 'BOUND') return;
    const there = this.#watch.lookAgain(this.context.world.clock.monotonic());
    if (there !== null) this.#follow(there);
  }

  protected async openSockets(): Promise<void> {
    const { interface: word, host } = this.spec;
    const there = this.#watch.look(this.context.world.clock.monotonic());
    const chosen = chooseInterfaces(word, there, this.remote.family);
    if (chosen.length === 0) throw new Refused(messages.noInterface(word, there));
    this.resolved = [host];
    let failure: Problem | null = null;
    for (const on of chosen) failure = (await this.#openOn(on)) ?? failure;
    if (this.state !== 'OPENING') return;
    if (failure !== null && this.#used.size === 0) throw new Refused(failure);
    this.enter('BOUND');
    // Sent on some is worth having: what failed on the others stands as a remark.
    if (failure !== null) this.remark(failure);
    this.startSending();
  }

  /** @returns why it could not be opened; null also when the endpoint was closed meanwhile */
  async #openOn(on: NetworkInterface): Promise<Problem | null> {
    const { ttl, loop } = this.spec;
    const options = { ttl, loop: loop === 'on' };
    const { sockets } = this.context.world;
    try {
      const socket = await this.openSocket((handlers) =>
        sockets.openMulticastSender(this.remote.family, on, options, handlers),
      );
      if (socket === null) return null;
      this.opened(socket, this.#paused.get(on.name));
      this.#paused.delete(on.name);
      this.#used.set(on.name, { on, socket });
      return null;
    } catch (error) {
      return sendFailed(error, this.remote, on.name);
    }
  }

  #follow(there: readonly NetworkInterface[]): void {
    for (const [name, { on, socket }] of [...this.#used]) {
      if (isThere(on, there)) continue;
      this.#used.delete(name);
      this.#pause(name, this.giveUp(socket));
      this.remark(senderInterfaceGone(name, this.remote));
    }
    for (const on of chooseInterfaces(this.spec.interface, there, this.remote.family)) {
      if (!this.#used.has(on.name)) void this.#goOn(on);
    }
  }

  #pause(name: string, sending: Sending | null): void {
    if (sending === null) return;
    this.#paused.set(name, sending);
    const [oldest] = this.#paused.keys();
    if (this.#paused.size > MOST_PAUSED && oldest !== undefined) this.#paused.delete(oldest);
  }

  async #goOn(on: NetworkInterface): Promise<void> {
    if (this.#opening.has(on.name)) return;
    this.#opening.add(on.name);
    const failure = await this.#openOn(on);
    this.#opening.delete(on.name);
    const used = this.#used.get(on.name);
    if (used !== undefined) this.start(used.socket);
    if (this.state !== 'BOUND') return;
    const [gone] = this.#paused.keys();
    this.remark(failure ?? (gone === undefined ? null : senderInterfaceGone(gone, this.remote)));
  }

  protected override explain(error: unknown): Problem {
    return error instanceof Refused ? error.problem : super.explain(error);
  }

  protected override interfaces(): readonly string[] {
    return [...this.#used.keys()];
  }

  protected override socketsGone(): void {
    super.socketsGone();
    this.#used.clear();
    this.#paused.clear();
  }
}
