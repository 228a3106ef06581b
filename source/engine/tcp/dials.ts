// The clients of one endpoint that are on their way to their server: so many dialled a turn, each with a
// row in the Clients pane as long as it is, and what became of them by address.

import type { Socket } from 'node:net';
import { type Address, formatAddress } from '../../protocol/address.ts';
import type { ConnectionDetail } from '../../protocol/details.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Attempts } from '../../protocol/views.ts';
import type { ClientWatcher } from '../client-source.ts';
import { Dating } from '../dating.ts';
import type { DescriptorBudget } from '../descriptors.ts';
import type { EndpointContext } from '../endpoints/endpoint.ts';
import * as messages from '../outgoing-messages.ts';
import { diallingTimeline } from '../timeline/connection-timeline.ts';
import type { Attempt } from '../timeline/life.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { AttemptBook, outcomeOf } from './attempt-book.ts';
import { Dial } from './dial.ts';
import { DialingRow } from './dialing-row.ts';
import { detailOfWaiting } from './tcp-clients.ts';

/** connect(2) costs some tens of microseconds: so many, then others have their turn of the loop. */
const DIALS_A_TURN = 100;

/** A client that an address has answered. */
export interface Dialled {
  readonly socket: Socket;
  readonly local: Address;
  readonly remote: Address;
  /** Of the row it had, if it was on its way long enough to have one. */
  readonly formerKey: string | null;
  /** Each address it tried. */
  readonly attempts: readonly Attempt[];
}

export interface DialsHooks {
  /** An address answered. The descriptor that was taken for it is the connection's now. */
  readonly connected: (dialled: Dialled) => void;
  /** A client found no address that answers, or there was no descriptor for it. */
  readonly gaveUp: () => void;
}

export class Dials {
  readonly #context: EndpointContext;
  readonly #connectTimeoutMs: number;
  readonly #descriptors: DescriptorBudget;
  readonly #watcher: ClientWatcher;
  readonly #hooks: DialsHooks;
  readonly #dating: Dating;
  readonly #attempts = new AttemptBook();
  /** Each with its row once the kernel has given it a port. */
  readonly #underWay = new Map<Dial, { remote: Address; row: DialingRow | null }>();
  #addresses: readonly Address[] = [];
  #server: Address;
  #toDial = 0;
  #gaveUp = 0;
  #firstError: Problem | null = null;

  /**
   * @param server as asked for: its address may be a name
   * @param connectTimeoutMs for each address, in milliseconds
   * @param watcher told of clients that are on their way, and no more
   */
  constructor(
    server: Address,
    connectTimeoutMs: number,
    context: EndpointContext,
    descriptors: DescriptorBudget,
    watcher: ClientWatcher,
    hooks: DialsHooks,
  ) {
    this.#server = server;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#context = context;
    this.#descriptors = descriptors;
    this.#watcher = watcher;
    this.#hooks = hooks;
    this.#dating = new Dating(context.world.clock);
  }

  /** The address that answered last; before that the first to be tried, or the one asked for. */
  get server(): Address {
    return this.#server;
  }

  /** Clients on their way, and those still to be dialled. */
  get underWay(): number {
    return this.#underWay.size + this.#toDial;
  }

  /** Clients that found no address that answers. */
  get gaveUp(): number {
    return this.#gaveUp;
  }

  /** What went wrong first; null: nothing yet. */
  get firstError(): Problem | null {
    return this.#firstError;
  }

  /** What became of the attempts, by address in the order they were given. */
  attempts(): readonly Attempts[] {
    return this.#attempts.list();
  }

  /** Of one that is on its way. */
  detail(key: string): ConnectionDetail | null {
    for (const { row } of this.#underWay.values()) {
      if (row?.key === key) return detailOfWaiting(row.row());
    }
    return null;
  }

  /** The life of one that is on its way. @param until milliseconds since the epoch */
  timeline(key: string, until: number): Timeline | null {
    for (const [dial, { row }] of this.#underWay) {
      if (row?.key === key) return diallingTimeline(dial.attempts, until);
    }
    return null;
  }

  /** What went wrong before is over. */
  forget(): void {
    this.#firstError = null;
    this.#gaveUp = 0;
  }

  /** Dials so many clients, each the addresses in this order. */
  begin(addresses: readonly Address[], clients: number): void {
    this.#addresses = addresses;
    this.#attempts.begin(addresses);
    this.#server = addresses[0] ?? this.#server;
    this.#toDial = clients;
  }

  /** Dials some, and the others in the turns that follow. */
  run(): void {
    for (let dialled = 0; this.#toDial > 0 && dialled < DIALS_A_TURN; dialled += 1) {
      this.#toDial -= 1;
      this.#dial();
    }
    if (this.#toDial > 0) setImmediate(() => this.run());
  }

  /** Lets go of all; no hook is called any more. */
  cancel(): void {
    this.#toDial = 0;
    for (const [dial, { remote }] of this.#underWay) {
      this.#hide(dial);
      this.#attempts.cancelled(remote);
      dial.cancel();
      this.#descriptors.give();
    }
  }

  #dial(): void {
    if (this.#descriptors.free <= 0) {
      const server = formatAddress(this.#server);
      this.#firstError ??= messages.descriptorsShort(server, this.#descriptors.limit);
      this.#hasGivenUp();
      return;
    }
    this.#descriptors.take();
    const dial = new Dial(this.#addresses, this.#connectTimeoutMs, this.#context, {
      trying: (remote) => this.#trying(dial, remote),
      failed: (remote, error) => this.#failed(dial, remote, error),
      connected: (socket, local, remote) => {
        const formerKey = this.#hide(dial);
        this.#attempts.ended(remote, 'connected');
        this.#server = remote;
        this.#hooks.connected({ socket, local, remote, formerKey, attempts: dial.attempts });
      },
      gaveUp: () => {
        this.#underWay.delete(dial);
        this.#descriptors.give();
        this.#hasGivenUp();
      },
    });
    dial.next();
  }

  #trying(dial: Dial, remote: Address): void {
    const under = { remote, row: null };
    this.#underWay.set(dial, under);
    this.#attempts.trying(remote);
    // The kernel chooses the port when Node calls connect(2), which it does at the end of this turn. An
    // answer from nearby has come by then, and there is nothing to show.
    setImmediate(() => {
      if (this.#underWay.get(dial) === under) this.#show(dial);
    });
  }

  #failed(dial: Dial, remote: Address, error: NodeJS.ErrnoException): void {
    this.#hide(dial);
    // It is still under way, to the next address.
    this.#underWay.set(dial, { remote, row: null });
    this.#attempts.ended(remote, outcomeOf(error.code));
    const problem = messages.connectFailed(error, remote, this.#connectTimeoutMs);
    this.#firstError ??= problem;
    this.#context.changed();
    this.#context.emit({
      type: 'connection.failed',
      time: this.#context.world.clock.now(),
      endpoint: this.#context.id,
      remote,
      error: problem,
    });
  }

  #hasGivenUp(): void {
    this.#gaveUp += 1;
    this.#hooks.gaveUp();
  }

  #show(dial: Dial): void {
    const under = this.#underWay.get(dial);
    const { standing } = dial;
    if (under === undefined || standing === null) return;
    const { local, remote } = standing;
    const now = this.#context.world.clock.monotonic();
    under.row = new DialingRow(this.#context.id, local, remote, now, this.#dating);
    this.#watcher.moved(under.row);
    this.#context.changed();
  }

  /** @returns the key that its row had */
  #hide(dial: Dial): string | null {
    const row = this.#underWay.get(dial)?.row ?? null;
    this.#underWay.delete(dial);
    if (row === null) return null;
    row.left = true;
    this.#watcher.moved(row);
    return row.key;
  }
}
