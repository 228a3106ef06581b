// A step of a timeline as people read it: its line, and what it means.

import type { ConnectionDetail, EndpointDetail, TimelineStep } from '../../../protocol/views.ts';
import { previewText, printable } from '../../text/escape.ts';
import { bytes, duration, rtt, UNKNOWN } from '../../text/format.ts';
import type { Meaning, Theme } from '../../theme.ts';
import { details } from '../details-messages.ts';
import { timeline as messages } from '../timeline-messages.ts';

/** Whose timeline it is. */
export type Subject = EndpointDetail | ConnectionDetail;

type Call = Extract<TimelineStep['event'], { of: 'call' }>;

/** `recv(24) = 12`, safe to print. */
export function stepText({ event, after }: TimelineStep, { ascii }: Theme): string {
  switch (event.of) {
    case 'call':
      return printable(callText(event), ascii);
    case 'queued':
      return messages.queued(bytes(event.bytes));
    case 'handshake':
    case 'lost':
    case 'fin':
      return messages[event.of];
    case 'time-wait':
      return after === 'TIME_WAIT' ? messages.left(duration(event.leftMs)) : messages.leftOver;
    case 'forgotten':
      return messages.forgotten(event.count === null ? UNKNOWN : String(event.count));
  }
}

function callText({ call, arguments: args, answer, error }: Call): string {
  const said = args.map((each) => each ?? UNKNOWN).join(', ');
  const answered = answer === null ? '' : messages.answered(answer);
  return messages.call(call, said, error === null ? answered : messages.failed(error));
}

/** The first bytes of what a call carried; empty where it carried none. */
export function carriedText({ event }: TimelineStep, { ascii }: Theme): string {
  return event.of === 'call' ? previewText(event.preview ?? '', ascii) : '';
}

export function stepMeaning({ event }: TimelineStep): Meaning {
  switch (event.of) {
    case 'call':
      return callMeaning(event);
    case 'queued':
    case 'handshake':
      return 'waiting';
    case 'lost':
      return 'failed';
    case 'fin':
    case 'time-wait':
      return 'closing';
    case 'forgotten':
      return 'dim';
  }
}

function callMeaning({ call, answer, error }: Call): Meaning {
  if (error !== null) return 'failed';
  if (answer === null) return 'waiting';
  if (call.startsWith('recv')) return 'incoming';
  return call.startsWith('send') ? 'outgoing' : 'normal';
}

const SECOND_MICROS = 1_000_000;

/** `0.045 ms`, `3.2 s`; `--` where nobody measured. */
export function tookText({ tookMicros, event }: TimelineStep): string {
  if (event.of === 'forgotten') return '';
  if (tookMicros === null || tookMicros < SECOND_MICROS) return rtt(tookMicros);
  return duration(tookMicros / 1000);
}

/** What it means, and what follows; empty where there is no more to say. */
export function stepSentence(step: TimelineStep, subject: Subject): string {
  const { event, after } = step;
  const { about } = messages;
  switch (event.of) {
    case 'call':
      return event.error === null ? callSentence(event, subject) : errorSentence(event, subject);
    case 'time-wait':
      return after === 'TIME_WAIT' ? about.left : about.leftOver;
    default:
      return about[event.of];
  }
}

function errorSentence({ error }: Call, { row, of }: Subject): string {
  // The endpoint's own sentence names who is in the way, and the way out.
  if (of === 'endpoint' && row.problem?.code === error) return row.problem.message;
  return messages.errors.get(error ?? '') ?? '';
}

function callSentence(event: Call, subject: Subject): string {
  const { about } = messages;
  const { call, answer, arguments: args } = event;
  switch (call) {
    case 'getaddrinfo':
    case 'socket':
    case 'recvfrom':
    case 'sendto':
      return about[call];
    case 'recv':
      return isTcp(subject) ? about.recv : about.recvConnected;
    case 'send':
      return isTcp(subject) ? about.send : about.sendto;
    case 'setsockopt':
      return optionSentence(args[2] ?? '');
    case 'bind':
    case 'socket.bind':
      return isTcp(subject) ? about.bind : about.bindDatagrams;
    case 'listen':
    case 'server.listen':
      return about.listen(mostWaiting(args.at(-1)));
    case 'accept':
      return about.accept(String(subject.row.local.port));
    case 'connect':
    case 'socket.connect':
      return connectSentence(event, subject);
    case 'shutdown':
      return answer === null ? about.shutdownWaits : about.shutdown;
    case 'close':
      return closeSentence(subject);
    default:
      return call.startsWith('socket.add') ? about.join : '';
  }
}

function optionSentence(option: string): string {
  if (option.startsWith('MCAST_JOIN')) return messages.about.join;
  if (option.startsWith('MCAST_LEAVE')) return messages.about.leave;
  return messages.options.get(option) ?? '';
}

/** Linux lets one more wait than listen() was told. */
const mostWaiting = (backlog: string | null | undefined): string => String(Number(backlog) + 1);

function connectSentence({ answer }: Call, subject: Subject): string {
  const { about } = messages;
  if (!isTcp(subject)) return about.toldPeer;
  if (answer === null) return about.dialling;
  if (subject.of === 'endpoint') return about.connectedToServer;
  const { local, remote } = subject.row;
  return about.connected(String(local.port), String(remote.port));
}

function closeSentence({ of, row }: Subject): string {
  const { about } = messages;
  if (of === 'endpoint') return about.closedUnopened;
  return about.closed(row.cause === null ? UNKNOWN : details.cause(row.cause));
}

const isTcp = ({ of, row }: Subject): boolean => of === 'connection' || row.transport === 'tcp';
