// A UDP server: one bound socket, and a service that answers each datagram to its sender.

import type { Address } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { UdpSpec } from '../../protocol/spec.ts';
import type { Membership } from '../../protocol/views.ts';
import { DatagramEndpoint } from '../datagrams/datagram-endpoint.ts';
import { DelayLine } from '../datagrams/delay-line.ts';
import type { DatagramBatch, DatagramSocket } from '../kernel/layer.ts';
import * as messages from '../sending-messages.ts';
import { serviceReply } from '../services/index.ts';
import type { EndpointContext } from './endpoint.ts';
import { resolve } from './resolve.ts';

export class UdpServer extends DatagramEndpoint<UdpSpec> {
  #socket: DatagramSocket | null = null;
  /** As bound, or the address that was last tried. */
  #local: Address;
  readonly #delayed: DelayLine;

  constructor(spec: UdpSpec, context: EndpointContext) {
    super(spec, context);
    const family = spec.host.includes(':') ? 'IPv6' : 'IPv4';
    this.#local = { address: spec.host, port: spec.port, family };
    this.#delayed = new DelayLine(spec.delayMs, context.world.clock, (data, to) => {
      if (this.#socket?.send(data, to) === false) this.dropped(1);
    });
  }

  protected local(): Address {
    return this.#local;
  }

  /** Binds the first of the name's addresses that can be bound. */
  protected async openSockets(): Promise<void> {
    const { host, port, bufferBytes } = this.spec;
    const found = await resolve(host, this.context.calls);
    this.resolved = found.map(({ address }) => address);
    let failure: unknown;
    for (const each of found) {
      this.#local = { ...each, port };
      try {
        const opened = await this.openSocket((handlers) =>
          this.context.world.sockets.openUdp(this.#local, bufferBytes, handlers),
        );
        if (opened === null) return;
        this.#socket = opened;
        this.#local = opened.local;
        this.resolved = [each.address, ...this.resolved.filter((one) => one !== each.address)];
        this.bound();
        return;
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  }

  protected answer(socket: DatagramSocket, batch: DatagramBatch): void {
    const { service, delayMs } = this.spec;
    if (service === 'discard' || service === 'none') return;
    if (service === 'echo' && delayMs === 0) {
      const untaken = batch.count - socket.echo(batch);
      if (untaken > 0) this.dropped(untaken);
      return;
    }
    for (let i = 0; i < batch.count; i += 1) this.#answerOne(socket, batch, i);
  }

  /** One datagram to anybody, from this server's port. @returns why it was not sent */
  async sendByHand(data: Buffer, to: Address): Promise<Problem | null> {
    if (this.#socket === null) return messages.notOpenForSending(this.id);
    try {
      await this.#socket.sendNow(data, to);
      return null;
    } catch (error) {
      return messages.datagramFailed(to, error);
    }
  }

  #answerOne(socket: DatagramSocket, batch: DatagramBatch, i: number): void {
    const reply = serviceReply(this.spec.service, batch.payload(i));
    if (reply === null) return;
    const taken =
      this.spec.delayMs > 0
        ? this.#delayed.add(Buffer.from(reply), batch.sender(i))
        : socket.reply(batch, i, reply);
    if (!taken) this.dropped(1);
  }

  protected socketsGone(): void {
    const unanswered = this.#delayed.clear();
    if (unanswered > 0) this.dropped(unanswered);
    this.#socket = null;
  }

  protected memberships(): readonly Membership[] {
    return [];
  }
}
