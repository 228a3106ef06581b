// The life of one TCP connection: how it came to be, what it read and wrote, how it ended. All of it is
// known already, to the connection and the journal; here it is told in the socket API's words.

import { type Address, formatAddress } from '../../protocol/address.ts';
import type { CloseCause } from '../../protocol/events.ts';
import type { SocketCall, SocketState, TimelineEvent } from '../../protocol/views.ts';
import type { Entry } from '../journal.ts';
import { Carried, type Share } from './carried.ts';
import { type Attempt, callsOf, type Life } from './life.ts';
import { type Happening, Timeline } from './timeline.ts';

/** A connection's part of a journal. */
export interface StreamShare extends Share {
  /** How many entries there were when the last one went out, and when: milliseconds since the epoch. */
  readonly lastOut: { readonly number: number; readonly time: number };
}

export interface Lived {
  readonly direction: 'in' | 'out';
  readonly remote: Address;
  readonly descriptor: number | null;
  readonly life: Life;
  /** Our FIN has left, with all before it. */
  readonly finSent: boolean;
  readonly cause: CloseCause | null;
  readonly record: { readonly share: StreamShare };
}

/** What is known of it elsewhere. */
export interface Beside {
  /** The listening socket's descriptor, of one that was accepted. */
  readonly listener: number | null;
  /** What the kernel still has of it once it is closed. */
  readonly left: { readonly state: SocketState; readonly timeWaitMs: number | null } | null;
}

/** @param until milliseconds since the epoch: what was later is left out */
export function connectionTimeline(lived: Lived, beside: Beside, until: number): Timeline {
  const carried = new Carried(lived.record.share, until, (entry) =>
    streamCall(entry, lived.descriptor),
  );
  const told = [...beginning(lived, beside.listener), ...ending(lived, beside.left)];
  return new Timeline(chained(told.filter(({ time }) => time === null || time <= until)), carried);
}

/** Of one who waits in the accept queue, or whose handshake is still under way. */
export function waitingTimeline(seen: {
  /** First seen, in milliseconds since the epoch; and how long by now, in milliseconds. */
  readonly since: number;
  readonly ms: number;
  readonly bytes: number | null;
  readonly halfOpen: boolean;
}): Timeline {
  const { since, ms, bytes, halfOpen } = seen;
  // Whole seconds: what differs at every look would be drawn at every look.
  const seconds = Math.floor(ms / 1000);
  const tookMicros = seconds === 0 ? null : seconds * 1_000_000;
  const told: Told = halfOpen
    ? { key: 'queued', time: since, tookMicros, event: { of: 'handshake' }, after: 'SYN_RECV' }
    : { key: 'queued', time: since, tookMicros, event: { of: 'queued', bytes }, after: 'QUEUED' };
  return new Timeline(chained([told]));
}

/** Of one of ours that no server has answered yet. */
export function diallingTimeline(attempts: readonly Attempt[], until: number): Timeline {
  return new Timeline(
    chained(dialled(attempts).filter(({ time }) => time === null || time <= until)),
  );
}

/**
 * accept(2), as the timeline of the server and that of the connection have it. Of the listening socket our
 * own descriptor is named; Node accepts through duplicates of it.
 */
export function acceptStep({ life, remote, descriptor }: Lived, listener: number | null): Told {
  return {
    key: 'accept',
    time: life.openedAt,
    tookMicros: null,
    event: called('accept', [named(listener), formatAddress(remote)], named(descriptor)),
    after: 'ESTABLISHED',
  };
}

/** recv(2) and send(2) stand for whichever of their family the socket is served by. */
function streamCall({ direction, bytes }: Entry, descriptor: number | null): SocketCall {
  const fd = named(descriptor);
  return direction === 'in'
    ? { call: 'recv', arguments: [fd], answer: String(bytes), error: null }
    : { call: 'send', arguments: [fd, String(bytes)], answer: String(bytes), error: null };
}

/** A happening but for the state before it, which is the one after the happening before. */
type Told = Omit<Happening, 'before' | 'entriesBefore'> & { readonly entriesBefore?: number };

function beginning(lived: Lived, listener: number | null): readonly Told[] {
  const { openedAt, birth } = lived.life;
  if (lived.direction === 'out') return dialled(birth.attempts);
  const accept = acceptStep(lived, listener);
  if (birth.queued === null) return [accept];
  const { ms, bytes } = birth.queued;
  const queued: Told = {
    key: 'queued',
    time: openedAt - ms,
    tookMicros: ms * 1000,
    event: { of: 'queued', bytes },
    after: 'QUEUED',
  };
  return [queued, accept];
}

function dialled(attempts: readonly Attempt[]): readonly Told[] {
  return attempts.flatMap((attempt, i) =>
    callsOf(attempt).map(({ tookMicros, ...call }): Told => {
      const open = call.answer !== null ? 'ESTABLISHED' : 'SYN_SENT';
      const failed = call.error !== null || call.call === 'socket';
      return {
        key: `${call.call} ${i}`,
        time: attempt.time,
        tookMicros,
        event: { of: 'call', preview: null, ...call },
        after: failed ? 'CLOSED' : open,
      };
    }),
  );
}

function ending(lived: Lived, left: Beside['left']): readonly Told[] {
  const { descriptor, life, finSent, cause } = lived;
  const fd = named(descriptor);
  const told: Told[] = [];
  let [weEnded, peerEnded] = [false, false];
  let state: SocketState | null = 'ESTABLISHED';
  for (const { what, time, entriesBefore } of marksOf(lived)) {
    let event: TimelineEvent;
    switch (what) {
      case 'fin':
        peerEnded = true;
        event = { of: 'fin' };
        state = weEnded ? 'TIME_WAIT' : 'CLOSE_WAIT';
        break;
      case 'shutdown':
        weEnded = finSent;
        event = called('shutdown', [fd, 'SHUT_WR'], finSent ? '0' : null);
        if (finSent) state = peerEnded ? 'LAST_ACK' : 'FIN_WAIT1';
        break;
      case 'failed':
        event = failureOf(life, fd);
        state = 'CLOSED';
        break;
      case 'closed':
        event = called('close', [fd], '0');
        if (cause === 'aborted') state = 'CLOSED';
        // What the kernel makes of an end that was not agreed on, FIN or RST, close(2) does not say.
        else if (!weEnded && state !== 'CLOSED') state = null;
    }
    told.push({ key: what, time, tookMicros: null, event, after: state, entriesBefore });
  }
  const closed = told.at(-1);
  if (cause === null || closed === undefined || left === null) return told;
  const event = { of: 'time-wait', leftMs: left.timeWaitMs } as const;
  return [...told, { ...closed, key: 'left', event, after: left.state }];
}

/** In the order of what was read and written: our FIN leaves after all that was still to be sent. */
function marksOf({ life, record }: Lived) {
  const { lastOut } = record.share;
  return life.marks
    .map((mark) =>
      mark.what === 'shutdown' && mark.entriesBefore < lastOut.number
        ? { ...mark, time: lastOut.time, entriesBefore: lastOut.number }
        : mark,
    )
    .toSorted((a, b) => a.entriesBefore - b.entriesBefore);
}

function failureOf({ failure }: Life, fd: string | null): TimelineEvent {
  return failure === null ? { of: 'lost' } : called(failure.call, [fd], null, failure.code);
}

function chained(told: readonly Told[]): readonly Happening[] {
  return told.map((step, i) => ({
    ...step,
    before: told[i - 1]?.after ?? null,
    entriesBefore: step.entriesBefore ?? 0,
  }));
}

const named = (descriptor: number | null): string | null =>
  descriptor === null ? null : String(descriptor);

function called(
  call: string,
  args: SocketCall['arguments'],
  answer: string | null,
  error: string | null = null,
): TimelineEvent {
  return { of: 'call', preview: null, call, arguments: args, answer, error };
}
