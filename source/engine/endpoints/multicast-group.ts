// A receiver of one multicast group. It keeps to what was asked for: an interface that goes is left,
// and joined again when it comes back; with `all`, new ones are joined as they come.

import { isIPv6 } from 'node:net';
import type { Address, Family } from '../../protocol/address.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { MulticastSpec } from '../../protocol/spec.ts';
import type { Membership } from '../../protocol/views.ts';
import { DatagramEndpoint } from '../datagrams/datagram-endpoint.ts';
import * as messages from '../datagrams/datagram-messages.ts';
import { chooseInterfaces, isGroup, isLinkScoped } from '../datagrams/interface-choice.ts';
import { InterfaceWatch, isThere } from '../datagrams/interface-watch.ts';
import type { MulticastSocket, NetworkInterface } from '../kernel/layer.ts';
import type { EndpointContext } from './endpoint.ts';
import { Refused } from './problems.ts';

interface Joined {
  readonly on: NetworkInterface;
  readonly socket: MulticastSocket;
}

export class MulticastGroup extends DatagramEndpoint<MulticastSpec> {
  readonly #family: Family;
  readonly #linkScoped: boolean;
  /** By scope: one under 0, or one an interface where the group's scope is the link. */
  readonly #sockets = new Map<number, MulticastSocket>();
  /** By interface name. */
  readonly #joined = new Map<string, Joined>();
  /** Words asked for, and interfaces that were left by hand. */
  readonly #wanted = new Set<string>();
  readonly #left = new Set<string>();
  readonly #joining = new Set<string>();
  readonly #watch: InterfaceWatch;
  #port: number;

  constructor(spec: MulticastSpec, context: EndpointContext) {
    super(spec, context);
    this.#family = isIPv6(spec.host) ? 'IPv6' : 'IPv4';
    this.#linkScoped = isGroup(spec.host) && isLinkScoped(spec.host, this.#family);
    this.#port = spec.port;
    this.#watch = new InterfaceWatch(context.world.sockets);
  }

  /**
   * Joins on one more interface (a name, an address, `loopback` or `all`). A link-scoped IPv6 group
   * needs a socket for it first: what fails then becomes a remark.
   */
  join(word: string): Problem | null {
    if (!this.#isOpen) return messages.notOpen(this.id, 'join');
    const there = this.context.world.sockets.interfaces();
    const chosen = chooseInterfaces(word, there, this.#family);
    if (chosen.length === 0) return messages.noInterface(word, there);
    const fresh = chosen.filter(({ name }) => !this.#joined.has(name));
    if (fresh.length === 0) return messages.alreadyJoined(this.local(), word);
    this.#wanted.add(word);
    for (const { name } of fresh) this.#left.delete(name);
    let failure: Problem | null = null;
    for (const on of fresh) {
      const socket = this.#sockets.get(this.#scope(on));
      if (socket === undefined) void this.#openAndJoin(on);
      else failure = this.#joinOn(on, socket) ?? failure;
    }
    return failure;
  }

  /** Leaves there; the endpoint stays open. `all` leaves every interface. */
  leave(word: string): Problem | null {
    if (!this.#isOpen) return messages.notOpen(this.id, 'leave');
    const joined = [...this.#joined.values()].map(({ on }) => on);
    const chosen = word === 'all' ? joined : chooseInterfaces(word, joined, this.#family);
    if (chosen.length === 0) return messages.notJoined(this.local(), word);
    this.#wanted.delete(word);
    for (const { name } of chosen) {
      this.#left.add(name);
      this.#leaveOn(name);
    }
    return null;
  }

  override sample(): void {
    super.sample();
    if (!this.#isOpen) return;
    const there = this.#watch.lookAgain(this.context.world.clock.monotonic());
    if (there !== null) this.#follow(there);
  }

  protected local(): Address {
    return { address: this.spec.host, port: this.#port, family: this.#family };
  }

  protected async openSockets(): Promise<void> {
    const { host, port, source, interface: word } = this.spec;
    if (!isGroup(host)) throw new Refused(messages.notGroup(host, port));
    if (source !== null && isIPv6(source) !== isIPv6(host)) {
      throw new Refused(messages.sourceFamily(source, host));
    }
    const there = this.#watch.look(this.context.world.clock.monotonic());
    const chosen = chooseInterfaces(word, there, this.#family);
    const [first] = chosen;
    if (first === undefined) throw new Refused(messages.noInterface(word, there));
    this.resolved = [host];
    this.#port = port;
    this.#wanted.clear();
    this.#left.clear();
    this.#wanted.add(word);
    if ((await this.#socketFor(first)) === null) return;
    this.bound();
    let failure: Problem | null = null;
    for (const on of chosen) failure = (await this.#openAndJoin(on)) ?? failure;
    // Joined on some is worth having: what failed on the others stands as a remark.
    if (this.#joined.size === 0 && failure !== null) throw new Refused(failure);
  }

  protected override explain(error: unknown): Problem {
    return error instanceof Refused ? error.problem : super.explain(error);
  }

  protected answer(): void {}

  protected socketsGone(): void {
    this.#sockets.clear();
    this.#joined.clear();
  }

  protected override interfaces(): readonly string[] {
    return [...this.#joined.keys()];
  }

  protected memberships(): readonly Membership[] {
    return [...this.#joined.values()].map(({ on, socket }) => ({
      interface: on.name,
      address: on.addresses.find(({ family }) => family === this.#family)?.address ?? '',
      inKernel: socket.inKernel(on),
    }));
  }

  get #isOpen(): boolean {
    return this.state === 'JOINED' || this.state === 'BOUND';
  }

  #scope(on: NetworkInterface): number {
    return this.#linkScoped ? on.index : 0;
  }

  /** The socket that can join there, opened if need be; null when the endpoint was closed meanwhile. */
  async #socketFor(on: NetworkInterface): Promise<MulticastSocket | null> {
    const scope = this.#scope(on);
    const open = this.#sockets.get(scope);
    if (open !== undefined) return open;
    const { address, port, family } = this.local();
    const at = { address: this.#linkScoped ? `${address}%${on.index}` : address, port, family };
    const socket = await this.openSocket((handlers) =>
      this.context.world.sockets.openMulticast(at, this.spec.bufferBytes, handlers),
    );
    if (socket === null) return null;
    this.#sockets.set(scope, socket);
    // The first may have been given a free port: the group's other sockets take the same.
    this.#port = socket.local.port;
    return socket;
  }

  async #openAndJoin(on: NetworkInterface): Promise<Problem | null> {
    if (this.#joining.has(on.name)) return null;
    this.#joining.add(on.name);
    try {
      const socket = await this.#socketFor(on);
      return socket === null ? null : this.#joinOn(on, socket);
    } catch (error) {
      return this.#joinProblem(error, on);
    } finally {
      this.#joining.delete(on.name);
    }
  }

  #joinOn(on: NetworkInterface, socket: MulticastSocket): Problem | null {
    try {
      socket.join(on, this.spec.source);
    } catch (error) {
      return this.#joinProblem(error, on);
    }
    this.#joined.set(on.name, { on, socket });
    this.#tell('endpoint.joined', on);
    if (this.state !== 'JOINED') this.enter('JOINED');
    return null;
  }

  #joinProblem(error: unknown, on: NetworkInterface): Problem {
    const problem = messages.joinFailed(error, this.local(), on);
    this.remark(problem);
    return problem;
  }

  #leaveOn(name: string): void {
    const joined = this.#joined.get(name);
    if (joined === undefined) return;
    this.#joined.delete(name);
    try {
      joined.socket.leave(joined.on, this.spec.source);
    } catch {
      // The interface is gone, and the membership with it.
    }
    this.#tell('endpoint.left', joined.on);
    if (this.#joined.size === 0) this.enter('BOUND');
  }

  #follow(there: readonly NetworkInterface[]): void {
    for (const { on } of [...this.#joined.values()]) {
      if (isThere(on, there)) continue;
      this.#leaveOn(on.name);
      this.#forgetScope(on);
      this.remark(messages.interfaceGone(on.name, this.local()));
    }
    for (const word of this.#wanted) {
      for (const on of chooseInterfaces(word, there, this.#family)) {
        if (this.#joined.has(on.name) || this.#left.has(on.name)) continue;
        void this.#rejoin(on);
      }
    }
  }

  async #rejoin(on: NetworkInterface): Promise<void> {
    if ((await this.#openAndJoin(on)) === null && this.#joined.has(on.name)) this.remark(null);
  }

  /** The socket that was bound in the scope of an interface that is gone hears nothing any more. */
  #forgetScope(on: NetworkInterface): void {
    const socket = this.#linkScoped ? this.#sockets.get(on.index) : undefined;
    if (socket === undefined) return;
    this.#sockets.delete(on.index);
    this.closeSocket(socket);
  }

  #tell(type: 'endpoint.joined' | 'endpoint.left', on: NetworkInterface): void {
    const { source } = this.spec;
    this.context.emit({
      type,
      time: this.context.world.clock.now(),
      endpoint: this.id,
      group: this.local(),
      interface: on.name,
      ...(source === null ? {} : { source }),
    });
    this.context.changed();
  }
}
