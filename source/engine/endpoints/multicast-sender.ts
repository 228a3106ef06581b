// A sender to one multicast group: one socket for each interface chosen, so that nothing leaves elsewhere,
// whatever the routes say.

import type { Problem } from '../../protocol/problem.ts';
import type { MulticastSenderSpec } from '../../protocol/spec.ts';
import * as messages from '../datagrams/datagram-messages.ts';
import { chooseInterfaces } from '../datagrams/interface-choice.ts';
import { OutgoingDatagrams } from '../datagrams/outgoing-datagrams.ts';
import type { NetworkInterface } from '../kernel/layer.ts';
import { sendFailed } from '../outgoing-messages.ts';
import { Refused } from './problems.ts';

export class MulticastSender extends OutgoingDatagrams<MulticastSenderSpec> {
  #on: readonly string[] = [];

  protected async openSockets(): Promise<void> {
    const { interface: word, host } = this.spec;
    const there = this.context.world.sockets.interfaces();
    const chosen = chooseInterfaces(word, there, this.remote.family);
    if (chosen.length === 0) throw new Refused(messages.noInterface(word, there));
    this.resolved = [host];
    let failure: Problem | null = null;
    const open: string[] = [];
    for (const on of chosen) {
      try {
        if (!(await this.#openOn(on))) return;
        open.push(on.name);
      } catch (error) {
        failure ??= sendFailed(error, this.remote, on.name);
      }
    }
    this.#on = open;
    if (failure !== null && open.length === 0) throw new Refused(failure);
    this.enter('BOUND');
    // Sent on some is worth having: what failed on the others stands as a remark.
    if (failure !== null) this.remark(failure);
    this.startSending();
  }

  /** @returns false when the endpoint was closed meanwhile */
  async #openOn(on: NetworkInterface): Promise<boolean> {
    const { ttl, loop } = this.spec;
    const options = { ttl, loop: loop === 'on' };
    const { sockets } = this.context.world;
    const socket = await this.openSocket((handlers) =>
      sockets.openMulticastSender(this.remote.family, on, options, handlers),
    );
    if (socket !== null) this.opened(socket);
    return socket !== null;
  }

  protected override explain(error: unknown): Problem {
    return error instanceof Refused ? error.problem : super.explain(error);
  }

  protected override interfaces(): readonly string[] {
    return this.#on;
  }

  protected override socketsGone(): void {
    super.socketsGone();
    this.#on = [];
  }
}
