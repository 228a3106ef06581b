// Connected UDP sockets: the kernel passes on only what the server sends, and tells when nobody is there
// (an ICMP port unreachable comes back as ECONNREFUSED). Sending goes on all the same: a server may come.

import type { UdpClientSpec } from '../../protocol/spec.ts';
import type { EndpointDetail } from '../../protocol/views.ts';
import { OutgoingDatagrams } from '../datagrams/outgoing-datagrams.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import * as messages from '../outgoing-messages.ts';
import type { EndpointContext } from './endpoint.ts';
import { resolve } from './resolve.ts';

/** Ours, and the duplicate that Node waits on. */
const DESCRIPTORS_A_SOCKET = 2;

export class UdpClient extends OutgoingDatagrams<UdpClientSpec> {
  readonly #descriptors: DescriptorBudget;
  #taken = 0;
  #refusals = 0;

  constructor(spec: UdpClientSpec, context: EndpointContext, descriptors: DescriptorBudget) {
    super(spec, context);
    this.#descriptors = descriptors;
  }

  override detail(): EndpointDetail {
    return { ...super.detail(), refusals: this.#refusals };
  }

  /** Connects to the first of the name's addresses that there is a way to. */
  protected async openSockets(): Promise<void> {
    const { host, port, clients } = this.spec;
    const found = await resolve(host, this.context.calls);
    this.resolved = found.map(({ address }) => address);
    let failure: unknown;
    for (const each of found) {
      this.remote = { ...each, port };
      try {
        if (!(await this.#openOne())) return;
        this.resolved = [each.address, ...this.resolved.filter((one) => one !== each.address)];
        failure = null;
        break;
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== null) throw failure;
    await this.#openOthers(clients - 1);
    if (this.state !== 'OPENING') return;
    this.enter('CONNECTED');
    this.startSending();
  }

  async #openOthers(count: number): Promise<void> {
    for (let opened = 0; opened < count; opened += 1) {
      if (this.#descriptors.free < DESCRIPTORS_A_SOCKET) {
        this.remark(messages.descriptorsShort(this.id, this.#descriptors.limit));
        return;
      }
      if (!(await this.#openOne())) return;
    }
  }

  /** @returns false when the endpoint was closed meanwhile */
  async #openOne(): Promise<boolean> {
    const { ttl, bufferBytes } = this.spec;
    const socket = await this.openSocket((handlers) =>
      this.context.world.sockets.openUdpClient(this.remote, { ttl, bufferBytes }, handlers),
    );
    if (socket === null) return false;
    for (let each = 0; each < DESCRIPTORS_A_SOCKET; each += 1) this.#descriptors.take();
    this.#taken += DESCRIPTORS_A_SOCKET;
    this.opened(socket);
    return true;
  }

  protected override answer(): void {
    if (this.#refusals > 0) this.remark(null);
  }

  protected override refused(code: string): void {
    this.#refusals += 1;
    this.remark(messages.datagramsRefused(code, this.remote));
  }

  protected override socketsGone(): void {
    super.socketsGone();
    for (; this.#taken > 0; this.#taken -= 1) this.#descriptors.give();
  }
}
