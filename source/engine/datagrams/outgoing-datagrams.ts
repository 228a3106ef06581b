// What UDP clients and multicast senders share: sockets that each send what the spec says to one address,
// and show what comes back.

import { formatSpec } from '../../endpoint-spec.ts';
import { type Address, formatAddress } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { MulticastSenderSpec, UdpClientSpec } from '../../protocol/spec.ts';
import type { EndpointDetail, ListenRow, Membership } from '../../protocol/views.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import type { DatagramBatch, DatagramSocket } from '../kernel/layer.ts';
import { type Outlet, Sending } from '../sending/sending.ts';
import * as messages from '../sending-messages.ts';
import { DatagramEndpoint } from './datagram-endpoint.ts';

/** Own ends that the details name: some lines. The events name them all. */
const LOCALS_SHOWN = 64;

export abstract class OutgoingDatagrams<
  Spec extends UdpClientSpec | MulticastSenderSpec,
> extends DatagramEndpoint<Spec> {
  protected remote: Address;
  readonly #sendings = new Map<DatagramSocket, Sending>();

  constructor(spec: Spec, context: EndpointContext) {
    super(spec, context);
    const family = spec.host.includes(':') ? 'IPv6' : 'IPv4';
    this.remote = { address: spec.host, port: spec.port, family };
  }

  override row(): ListenRow {
    const { everyMs, perSecond } = this.spec;
    return {
      ...super.row(),
      remote: this.remote,
      clients: this.#sendings.size,
      messagesPerSecond: this.traffic.sentRate.perSecond,
      pace: everyMs === null && perSecond === null ? null : { everyMs, perSecond },
    };
  }

  override detail(): EndpointDetail {
    const sockets = [...this.#sendings.keys()].slice(0, LOCALS_SHOWN);
    return { ...super.detail(), locals: sockets.map(({ local }) => local) };
  }

  /** One datagram from each of its sockets, to where they all send. @returns why one did not go */
  async sendByHand(data: Buffer, to: Address): Promise<Problem | null> {
    const { remote } = this;
    if (this.#sendings.size === 0) return messages.notOpenForSending(this.id);
    if (formatAddress(to) !== formatAddress(remote)) return messages.sendsTo(this.id, remote);
    const sockets = [...this.#sendings.keys()];
    const sent = await Promise.allSettled(sockets.map((socket) => socket.sendNow(data, remote)));
    const failed = sent.find((each) => each.status === 'rejected');
    return failed === undefined ? null : messages.datagramFailed(remote, failed.reason);
  }

  /** The first socket's; before that what the kernel is asked for. */
  protected local(): Address {
    const [first] = this.#sendings.keys();
    const { family } = this.remote;
    return first?.local ?? { address: family === 'IPv6' ? '::' : '0.0.0.0', port: 0, family };
  }

  protected override localOf(socket: DatagramSocket | null): Address {
    return socket?.local ?? this.local();
  }

  /**
   * Tells of a socket that is open.
   * @param before what another socket has sent so far: this one goes on with it
   */
  protected opened(socket: DatagramSocket, before: Sending | null = null): void {
    const { remote, context, spec } = this;
    const outlet: Outlet = {
      send: (message) => socket.send(message, remote),
      together: (run) => socket.together(run),
    };
    before?.goTo(outlet);
    this.#sendings.set(socket, before ?? new Sending(spec, context.world.clock, outlet));
    context.emit({
      type: 'endpoint.bound',
      time: context.world.clock.now(),
      endpoint: this.id,
      kind: spec.kind,
      local: socket.local,
      remote,
      spec: formatSpec(spec),
    });
  }

  /** Starts what one of them sends. */
  protected start(socket: DatagramSocket): void {
    this.#sendings.get(socket)?.start();
  }

  /** Closes one that can't send any more. @returns what it sent, for another to go on with */
  protected giveUp(socket: DatagramSocket): Sending | null {
    const sending = this.#sendings.get(socket) ?? null;
    sending?.pause();
    this.#sendings.delete(socket);
    this.closeSocket(socket);
    return sending;
  }

  /** All are open: now they send. */
  protected startSending(): void {
    for (const sending of this.#sendings.values()) sending.start();
  }

  protected answer(_socket: DatagramSocket, _batch: DatagramBatch): void {}

  protected socketsGone(): void {
    for (const sending of this.#sendings.values()) sending.stop();
    this.#sendings.clear();
  }

  protected memberships(): readonly Membership[] {
    return [];
  }
}
