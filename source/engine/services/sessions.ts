// The sessions of one TCP server, and what they share: the rules, the room.

import type { Problem } from '../../protocol/problem.ts';
import type { ServiceName, ServiceSpec } from '../../protocol/spec.ts';
import { FileSession } from '../transfers/file-session.ts';
import type { Receptions } from '../transfers/receptions.ts';
import type { Clock } from '../world.ts';
import { Room } from './broadcast/room.ts';
import { RespondSession } from './respond/respond-session.ts';
import type { RuleBook } from './respond/rule-book.ts';
import type { Client, Session } from './session.ts';

export class Sessions {
  readonly #book: RuleBook | null;
  readonly #room: Room | null;
  readonly #receptions: Receptions | null;
  readonly #tell: (problem: Problem) => void;
  readonly #clock: Clock;

  /**
   * @param book what `respond` answers by; null for other services
   * @param receptions where `file-receive` brings its files; null for other services
   * @param tell what a person should know
   */
  constructor(
    { service, nick }: ServiceSpec,
    book: RuleBook | null,
    receptions: Receptions | null,
    tell: (problem: Problem) => void,
    clock: Clock,
  ) {
    this.#book = book;
    this.#receptions = receptions;
    this.#room = service === 'broadcast' ? new Room(nick === 'on', tell) : null;
    this.#tell = tell;
    this.#clock = clock;
  }

  /** Null: this service keeps nothing, or this server has not what it needs. */
  of(service: ServiceName, client: Client): Session | null {
    if (service === 'broadcast') return this.#room?.enter(client) ?? null;
    if (service === 'file-receive') {
      return this.#receptions && new FileSession(client, this.#receptions);
    }
    if (service !== 'respond' || this.#book === null) return null;
    return new RespondSession(this.#book, client, this.#tell, this.#clock);
  }
}
