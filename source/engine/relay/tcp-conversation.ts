// A client of a TCP relay, the relay's own connection to the target, and what passes between them. FINs
// pass as FINs and resets as resets, each after what was sent before it.

import type { CloseCause } from '../../protocol/events.ts';
import type { DirectionFaults, PerDirection, RelayDirection } from '../../protocol/faults.ts';
import type { Relayed } from '../../protocol/views.ts';
import type { Connection, PassOn } from '../tcp/connection.ts';
import type { Clock } from '../world.ts';
import { AnswerTime } from './answer-time.ts';
import type { FaultTally } from './fault-tally.ts';
import type { StreamEnd, StreamFaults } from './stream-faults.ts';
import { StreamPipe } from './stream-pipe.ts';

type Side = 'client' | 'target';

const OTHER = { client: 'target', target: 'client' } as const;
/** Who sends in that direction. */
const SENDER: PerDirection<Side> = { up: 'client', down: 'target' };
const DIRECTION: { readonly [From in Side]: RelayDirection } = { client: 'up', target: 'down' };

export class TcpConversation {
  readonly #clock: Clock;
  readonly #tally: PerDirection<FaultTally>;
  readonly #pipes: PerDirection<StreamPipe>;
  readonly #answers = { client: new AnswerTime('last'), target: new AnswerTime('last') };
  readonly #sides: { client: Connection | null; target: Connection | null } = {
    client: null,
    target: null,
  };
  #halfClose: PerDirection<boolean>;
  readonly #gone = { client: false, target: false };

  constructor(faults: PerDirection<StreamFaults>, tally: PerDirection<FaultTally>, clock: Clock) {
    this.#clock = clock;
    this.#tally = tally;
    this.#pipes = { up: this.#pipe('up', faults.up), down: this.#pipe('down', faults.down) };
    this.#halfClose = { up: isHalf(faults.up.faults), down: isHalf(faults.down.faults) };
  }

  /** Neither side is there any more. */
  get over(): boolean {
    return this.#gone.client && this.#sides.target === null;
  }

  /** For the connection of one side. */
  passOn(from: Side): PassOn {
    const pipe = this.#pipes[DIRECTION[from]];
    const gone = this.#gone;
    return {
      // What comes when nothing passes any more is read, and thrown away.
      get full() {
        return pipe.full && !pipe.over && !gone[OTHER[from]];
      },
      received: (data) => this.#received(from, data),
      ended: () => pipe.end('fin'),
      relayed: () => this.#relayed(from),
    };
  }

  /** The client is there, or the target. */
  opened(side: Side, connection: Connection): void {
    this.#sides[side] = connection;
    this.#pipes[DIRECTION[OTHER[side]]].open({
      write(bytes, taken) {
        // Its direction may have been ended by hand.
        if (connection.writable) connection.write(bytes, taken);
        else setImmediate(taken, false);
      },
    });
  }

  change(direction: RelayDirection, faults: DirectionFaults): void {
    this.#halfClose = { ...this.#halfClose, [direction]: isHalf(faults) };
    this.#pipes[direction].faults = faults;
  }

  /** No address of the target could be reached: the client is told by a reset. */
  unreachable(): void {
    this.#sides.client?.reset('target');
  }

  /** The connection of that side is closed: the other follows as it ended, after what came before it. */
  closed(side: Side, cause: CloseCause): void {
    this.#sides[side] = null;
    this.#gone[side] = true;
    const other = this.#sides[OTHER[side]];
    // What was on its way there can't arrive.
    this.#pipes[DIRECTION[OTHER[side]]].close();
    other?.readOn();
    switch (cause) {
      case 'reset':
      case 'aborted':
        this.#pipes[DIRECTION[side]].end('reset');
        break;
      case 'kicked':
      case 'shutdown':
        other?.end(cause);
        break;
      case 'idle':
        other?.finish(cause);
        break;
      case 'cut':
      case 'target':
      case 'relayed':
        break;
      default:
        this.#pipes[DIRECTION[side]].end('fin');
    }
  }

  #pipe(direction: RelayDirection, faults: StreamFaults): StreamPipe {
    const sender = SENDER[direction];
    return new StreamPipe(faults, this.#clock, {
      ended: (how) => this.#ended(OTHER[sender], how),
      cut: () => this.#cut(direction),
      passed: () => this.#passed(OTHER[sender]),
      roomAgain: () => this.#sides[sender]?.readOn(),
    });
  }

  #received(from: Side, data: Buffer): void {
    const now = this.#clock.monotonic();
    if (from === 'client') this.#answers.client.asked(now);
    else this.#answers.target.answered(now);
    const pipe = this.#pipes[DIRECTION[from]];
    if (pipe.over) this.#tally[DIRECTION[from]].dropped += data.length;
    else if (!this.#gone[OTHER[from]]) pipe.add(data);
  }

  #passed(to: Side): void {
    const now = this.#clock.monotonic();
    if (to === 'client') this.#answers.client.answered(now);
    else this.#answers.target.asked(now);
  }

  #ended(to: Side, how: StreamEnd): void {
    const connection = this.#sides[to];
    if (how === 'reset') connection?.reset('relayed');
    else connection?.endDirection();
  }

  #cut(direction: RelayDirection): void {
    const { client, target } = this.#sides;
    this.#tally[direction].cuts += 1;
    if (!this.#halfClose[direction]) {
      client?.reset('cut');
      target?.reset('cut');
      return;
    }
    this.#tally[direction].dropped += this.#pipes[direction].close();
    this.#sides[OTHER[SENDER[direction]]]?.endDirection();
    this.#sides[SENDER[direction]]?.readOn();
  }

  #relayed(side: Side): Relayed {
    const other = this.#sides[OTHER[side]];
    return {
      connection: other?.id ?? null,
      local: other?.local ?? null,
      remote: other?.remote ?? null,
      answerMs: this.#answers[side].lastMs,
    };
  }
}

const isHalf = ({ halfClose }: DirectionFaults): boolean => halfClose === 'on';
