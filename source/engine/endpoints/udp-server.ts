// A UDP server: one bound socket, and a service that answers each datagram to its sender.

import type { Address } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { UdpSpec } from '../../protocol/spec.ts';
import type { EndpointDetail, Membership } from '../../protocol/views.ts';
import { DatagramEndpoint } from '../datagrams/datagram-endpoint.ts';
import { DelayLine } from '../datagrams/delay-line.ts';
import type { DatagramBatch, DatagramSocket } from '../kernel/layer.ts';
import * as messages from '../sending-messages.ts';
import { DatagramRoom } from '../services/broadcast/datagram-room.ts';
import { serviceReply } from '../services/index.ts';
import { loadRules } from '../services/respond/load.ts';
import { RespondDatagrams } from '../services/respond/respond-datagrams.ts';
import { DatagramReceptions } from '../transfers/datagram-receptions.ts';
import { Receptions } from '../transfers/receptions.ts';
import type { EndpointContext } from './endpoint.ts';
import { Refused } from './problems.ts';
import { resolve } from './resolve.ts';

export class UdpServer extends DatagramEndpoint<UdpSpec> {
  #socket: DatagramSocket | null = null;
  /** As bound, or the address that was last tried. */
  #local: Address;
  readonly #delayed: DelayLine;
  /** `respond`, `broadcast` and `file-receive` keep something, from when it is opened on. */
  #responder: RespondDatagrams | null = null;
  #room: DatagramRoom | null = null;
  #files: DatagramReceptions | null = null;

  constructor(spec: UdpSpec, context: EndpointContext) {
    super(spec, context);
    const family = spec.host.includes(':') ? 'IPv6' : 'IPv4';
    this.#local = { address: spec.host, port: spec.port, family };
    this.#delayed = new DelayLine(context.world.clock, (data, to) => {
      if (this.#socket?.send(data, to) === false) this.dropped(1);
    });
  }

  protected local(): Address {
    return this.#local;
  }

  /** Binds the first of the name's addresses that can be bound. */
  protected async openSockets(): Promise<void> {
    const { host, port, bufferBytes } = this.spec;
    await this.#prepare();
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
    const { service, strip, delayMs } = this.spec;
    if (service === 'discard' || service === 'none') return;
    if (this.#room !== null) {
      this.#room.pass(batch, (data, to) => {
        if (!socket.send(data, to)) this.dropped(1);
      });
      return;
    }
    if (this.#files !== null) {
      this.#files.take(batch, (i, data) => socket.reply(batch, i, data));
      return;
    }
    if (this.#responder !== null) {
      this.#respond(this.#responder, socket, batch);
      return;
    }
    if (service === 'echo' && delayMs === 0 && strip === 'off') {
      const untaken = batch.count - socket.echo(batch);
      if (untaken > 0) this.dropped(untaken);
      return;
    }
    for (let i = 0; i < batch.count; i += 1) {
      const reply = serviceReply(service, batch.payload(i), strip === 'on');
      if (reply === null) continue;
      // An echo is the batch's own memory, and what is sent or waits may be kept.
      this.#answerOne(socket, batch, i, service === 'echo' ? Buffer.from(reply) : reply, delayMs);
    }
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

  /** What its service needs before anything arrives. Rejects with Refused. */
  async #prepare(): Promise<void> {
    const { service, nick, protocol } = this.spec;
    const rules = await loadRules(this.spec, (problem) => this.remark(problem));
    this.#responder = rules && new RespondDatagrams(rules, this.context.world.clock);
    const receptions = await Receptions.open(this.spec, this.context, (notice) =>
      this.remark(notice),
    );
    this.#files =
      receptions &&
      new DatagramReceptions(receptions, protocol === 'auto' ? null : protocol, (count) =>
        this.dropped(count),
      );
    this.#room = service === 'broadcast' ? new DatagramRoom(nick === 'on') : null;
  }

  #respond(responder: RespondDatagrams, socket: DatagramSocket, batch: DatagramBatch): void {
    const replies = responder.answer(batch);
    replies.forEach((reply, i) => {
      const data = reply?.data ?? null;
      if (data === null) return;
      this.#answerOne(socket, batch, i, data, reply?.delayMs ?? this.spec.delayMs);
    });
    // There was no time for the others.
    if (replies.length < batch.count) this.dropped(batch.count - replies.length);
  }

  #answerOne(
    socket: DatagramSocket,
    batch: DatagramBatch,
    i: number,
    reply: Buffer,
    delayMs: number,
  ): void {
    const taken =
      delayMs > 0
        ? this.#delayed.add(reply, batch.sender(i), delayMs)
        : socket.reply(batch, i, reply);
    if (!taken) this.dropped(1);
  }

  protected override explain(error: unknown): Problem {
    return error instanceof Refused ? error.problem : super.explain(error);
  }

  override detail(): EndpointDetail {
    const detail = super.detail();
    return this.#files === null ? detail : { ...detail, transfers: this.#files.list() };
  }

  override sample(): void {
    this.#files?.sample(this.context.world.clock.monotonic());
    super.sample();
  }

  protected override settled(): Promise<void> {
    return this.#files?.settled() ?? Promise.resolve();
  }

  protected socketsGone(): void {
    this.#files?.end();
    const unanswered = this.#delayed.clear();
    if (unanswered > 0) this.dropped(unanswered);
    this.#socket = null;
  }

  protected memberships(): readonly Membership[] {
    return [];
  }
}
