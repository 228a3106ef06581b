// A TCP server: what listens (tcp-listening.ts), and a service that answers each client.

import type { Problem } from '../../protocol/problem.ts';
import type { TcpSpec } from '../../protocol/spec.ts';
import type { EndpointDetail } from '../../protocol/views.ts';
import { loadRules } from '../services/respond/load.ts';
import { Sessions } from '../services/sessions.ts';
import type { Serving } from '../tcp/answering.ts';
import { Connection, type ConnectionHooks, type Established } from '../tcp/connection.ts';
import { Receptions } from '../transfers/receptions.ts';
import { TcpListening } from './tcp-listening.ts';

export class TcpServer extends TcpListening<TcpSpec> {
  #serving: Serving = { ...this.spec, sessions: null };
  /** Of `file-receive`. */
  #receptions: Receptions | null = null;

  protected async prepare(): Promise<void> {
    const { spec } = this;
    const tell = (problem: Problem): void => this.tell(problem);
    const rules = await loadRules(spec, tell);
    this.#receptions = await Receptions.open(spec, this.context, tell);
    const { clock } = this.context.world;
    const sessions = new Sessions(spec, rules, this.#receptions, tell, clock);
    this.#serving = { ...spec, sessions };
  }

  protected async bound(): Promise<void> {}

  protected receive(established: Established, hooks: ConnectionHooks): Connection {
    return new Connection(established, this.#serving, this.context, hooks);
  }

  protected async closeOthers(): Promise<void> {
    await this.#receptions?.settled();
  }

  override sample(): void {
    super.sample();
    this.#receptions?.sample(this.context.world.clock.monotonic());
  }

  override detail(): EndpointDetail {
    const { delayMs, close } = this.spec;
    const transfers = this.#receptions?.list();
    return { ...super.detail(), delayMs, close, ...(transfers === undefined ? {} : { transfers }) };
  }
}
