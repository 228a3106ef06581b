// `service=broadcast` over TCP: what one client sends, all the others get. Whole lines go on, so that two
// who talk at once are not torn into each other. Who does not read is dropped once too much waits for him:
// nobody waits for him, and no memory grows.

import { formatSize } from '../../../endpoint-spec.ts';
import { formatAddress } from '../../../protocol/address.ts';
import type { Problem } from '../../../protocol/problem.ts';
import { LONGEST_LINE } from '../../../rules/rule.ts';
import { Framing } from '../framing.ts';
import { lineTooLong, slowReader } from '../messages.ts';
import type { Client, Session } from '../session.ts';
import { nickOf } from './nick.ts';

/** What may wait for one client that does not read: bytes, and pieces, since each costs more than its bytes. */
export const MOST_WAITING_BYTES = 1 << 20;
export const MOST_WAITING_PIECES = 4096;

const LINE_END = Buffer.from('\n');

export class Room {
  readonly #nicks: boolean;
  readonly #tell: (problem: Problem) => void;
  readonly #members = new Set<Member>();

  /**
   * @param nicks a client's first line is its name, and stands before what it says
   * @param tell what a person should know
   */
  constructor(nicks: boolean, tell: (problem: Problem) => void) {
    this.#nicks = nicks;
    this.#tell = tell;
  }

  enter(client: Client): Session {
    const member = new Member(client, this.#nicks, this);
    this.#members.add(member);
    return member;
  }

  /** To all but who said it. */
  pass(from: Member, said: Buffer): void {
    for (const member of this.#members) if (member !== from) member.hear(said);
  }

  tell(problem: Problem): void {
    this.#tell(problem);
  }

  leave(member: Member): void {
    this.#members.delete(member);
  }
}

class Member implements Session {
  readonly busy = false;
  readonly #client: Client;
  readonly #room: Room;
  readonly #framing = new Framing('line', LONGEST_LINE, true);
  /** Null: it has not said its name yet; empty: it needs none. */
  #prefix: Buffer | null;
  #waitingBytes = 0;
  #waitingPieces = 0;
  #over = false;

  constructor(client: Client, hasNick: boolean, room: Room) {
    this.#client = client;
    this.#prefix = hasNick ? null : Buffer.alloc(0);
    this.#room = room;
  }

  /** What others said. */
  hear(said: Buffer): void {
    this.#waitingBytes += said.length;
    this.#waitingPieces += 1;
    const { id } = this.#client;
    if (this.#waitingBytes > MOST_WAITING_BYTES || this.#waitingPieces > MOST_WAITING_PIECES) {
      this.#room.leave(this);
      this.#room.tell(slowReader(id, formatSize(this.#waitingBytes - said.length)));
      this.#client.drop('slow');
      return;
    }
    this.#client.send(said, () => {
      this.#waitingBytes -= said.length;
      this.#waitingPieces -= 1;
    });
  }

  opened(): void {}

  received(bytes: Buffer): void {
    this.#framing.push(bytes);
    this.#say();
  }

  drained(): void {}

  ended(): void {
    this.#framing.end();
    this.#say();
  }

  over(): void {
    this.#over = true;
    this.#room.leave(this);
  }

  /** All whole lines that came together go on together: one write for each of the others. */
  #say(): void {
    const said: Buffer[] = [];
    for (let line = this.#framing.next(); line !== null; line = this.#framing.next()) {
      if (this.#prefix === null) this.#prefix = this.#prefixOf(line);
      else said.push(this.#prefix, line, ...(line.at(-1) === LINE_END[0] ? [] : [LINE_END]));
    }
    if (said.length > 0) this.#room.pass(this, Buffer.concat(said));
    if (!this.#framing.tooLong || this.#over) return;
    this.#room.tell(lineTooLong(this.#client.id, LONGEST_LINE));
    this.#client.drop('rules');
  }

  #prefixOf(line: Buffer): Buffer {
    return Buffer.from(`${nickOf(line, formatAddress(this.#client.remote))}: `);
  }
}
