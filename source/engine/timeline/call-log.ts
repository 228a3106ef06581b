// The calls that opened an endpoint's sockets, in their order, a bounded number of them. They are few, and
// noted as they return; what is read and written stands in the journal.

import type { SocketCall, SocketState } from '../../protocol/views.ts';
import type { CallListener, MadeCall } from '../kernel/layer.ts';
import type { Clock } from '../world.ts';
import { forgotten, type Happening } from './timeline.ts';

/** Opening takes some ten; beyond are clients of ours by the hundred, and interfaces that come and go. */
export const CALLS_KEPT = 256;

interface Noted {
  readonly number: number;
  readonly time: number;
  readonly made: MadeCall;
}

export class CallLog implements CallListener {
  readonly #clock: Clock;
  readonly #calls: Noted[] = [];
  #made = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A call has returned. Bound, so that it can be handed on.
   * @param begun when it began, in milliseconds since the epoch; as long ago as it took when left out
   */
  readonly called = (made: MadeCall, begun?: number): void => {
    const time = begun ?? Math.floor(this.#clock.now() - (made.tookMicros ?? 0) / 1000);
    this.#calls.push({ number: this.#made, time, made });
    this.#made += 1;
    if (this.#calls.length > CALLS_KEPT) this.#calls.shift();
  };

  /** @param until milliseconds since the epoch: what was later is left out */
  happenings(until = Number.POSITIVE_INFINITY): readonly Happening[] {
    const states = new SocketStates();
    const lost = this.#made - this.#calls.length;
    const kept = this.#calls
      .filter(({ time }) => time <= until)
      .map(({ number, time, made }): Happening => {
        const { tookMicros, ...call } = made;
        return {
          key: `call ${number}`,
          time,
          tookMicros,
          event: { of: 'call', preview: null, ...call },
          ...states.across(call),
          entriesBefore: 0,
        };
      });
    return lost === 0 ? kept : [forgotten('forgotten calls', lost, null), ...kept];
  }
}

/** What calls make of sockets, each known by its descriptor. */
class SocketStates {
  readonly #sockets = new Map<string | null, { state: SocketState; memberships: number }>();

  /** Before a call and after it; one that failed changes nothing. */
  across(call: SocketCall): { before: SocketState | null; after: SocketState | null } {
    const made = call.call === 'socket';
    const first = call.arguments[0] ?? null;
    // Node's own calls, such as `server.listen`, name no descriptor.
    const descriptor = made ? call.answer : call.call.includes('.') ? null : first;
    const socket = made ? undefined : this.#sockets.get(descriptor);
    const before = socket?.state ?? null;
    if (call.error !== null) return { before, after: before };
    const memberships = (socket?.memberships ?? 0) + membershipsMade(call);
    const after = stateAfter(call, memberships) ?? before;
    if (after !== null) this.#sockets.set(descriptor, { state: after, memberships });
    return { before, after };
  }
}

const STATE_AFTER: { readonly [call: string]: SocketState } = {
  socket: 'CLOSED',
  bind: 'BOUND',
  listen: 'LISTEN',
  connect: 'CONNECTED',
  'server.listen': 'LISTEN',
  'socket.bind': 'BOUND',
  'socket.connect': 'CONNECTED',
  close: 'CLOSED',
};

function stateAfter(call: SocketCall, memberships: number): SocketState | null {
  if (membershipsMade(call) !== 0) return memberships > 0 ? 'JOINED' : 'BOUND';
  return STATE_AFTER[call.call] ?? null;
}

function membershipsMade({ call, arguments: [, , option = ''] }: SocketCall): number {
  if (call.startsWith('socket.add')) return 1;
  if (call.startsWith('socket.drop')) return -1;
  if (call !== 'setsockopt' || option === null) return 0;
  if (option.startsWith('MCAST_JOIN')) return 1;
  return option.startsWith('MCAST_LEAVE') ? -1 : 0;
}
