// Connected UDP sockets: the kernel passes on only what the server sends, and tells when nobody is there
// (an ICMP port unreachable comes back as ECONNREFUSED). Sending goes on all the same: a server may come.

import type { Problem } from '../../protocol/problem.ts';
import type { UdpClientSpec } from '../../protocol/spec.ts';
import type { EndpointDetail } from '../../protocol/views.ts';
import { OutgoingDatagrams } from '../datagrams/outgoing-datagrams.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import type { DatagramBatch, DatagramSocket } from '../kernel/layer.ts';
import * as messages from '../outgoing-messages.ts';
import { fileToSend, type SentFile } from '../sent-file.ts';
import { BlockSending } from '../transfers/block-sending.ts';
import type { EndpointContext } from './endpoint.ts';
import { Refused } from './problems.ts';
import { resolve } from './resolve.ts';

/** Ours, and the duplicate that Node waits on. */
const DESCRIPTORS_A_SOCKET = 2;

export class UdpClient extends OutgoingDatagrams<UdpClientSpec> {
  readonly #descriptors: DescriptorBudget;
  #taken = 0;
  #refusals = 0;
  #file: SentFile | null = null;
  readonly #fileSendings = new Map<DatagramSocket, BlockSending>();

  constructor(spec: UdpClientSpec, context: EndpointContext, descriptors: DescriptorBudget) {
    super(spec, context);
    this.#descriptors = descriptors;
  }

  override detail(): EndpointDetail {
    const files = [...this.#fileSendings.values()].map((each) => each.progress);
    return {
      ...super.detail(),
      refusals: this.#refusals,
      ...(this.spec.sendFile === null ? {} : { files }),
    };
  }

  /** Connects to the first of the name's addresses that there is a way to. */
  protected async openSockets(): Promise<void> {
    const { host, port, clients, sendFile } = this.spec;
    this.#file = await fileToSend(sendFile);
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
    for (const sending of this.#fileSendings.values()) sending.run();
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
    if (this.#file !== null) this.#fileSendings.set(socket, this.#sendingOf(this.#file, socket));
    return true;
  }

  #sendingOf(file: SentFile, socket: DatagramSocket): BlockSending {
    const { id, context, spec } = this;
    const sending = new BlockSending(file, spec.protocol, {
      send: (datagram) => socket.sendNow(datagram, this.remote),
      changed: () => {
        context.changed();
        context.emit({
          type: 'endpoint.changed',
          time: context.world.clock.now(),
          endpoint: id,
          local: socket.local,
          file: sending.progress,
        });
      },
    });
    return sending;
  }

  protected override answer(socket: DatagramSocket, batch: DatagramBatch): void {
    if (this.#refusals > 0) this.remark(null);
    const sending = this.#fileSendings.get(socket);
    if (sending === undefined) return;
    for (let i = 0; i < batch.count; i += 1) sending.heard(batch.payload(i));
  }

  protected override explain(error: unknown): Problem {
    return error instanceof Refused ? error.problem : super.explain(error);
  }

  protected override refused(code: string): void {
    this.#refusals += 1;
    this.remark(messages.datagramsRefused(code, this.remote));
  }

  protected override socketsGone(): void {
    super.socketsGone();
    for (const sending of this.#fileSendings.values()) sending.stop();
    this.#fileSendings.clear();
    this.#file?.release();
    this.#file = null;
    for (; this.#taken > 0; this.#taken -= 1) this.#descriptors.give();
  }
}
