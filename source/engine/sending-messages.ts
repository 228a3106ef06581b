// Why something can't be sent, or done to a connection, by hand: one sentence each, with a way out.

import { getSystemErrorMessage } from 'node:util';
import { formatSize } from '../endpoint-spec.ts';
import { type Address, formatAddress } from '../protocol/address.ts';
import type { Problem } from '../protocol/problem.ts';

const refused = (code: string, operation: string, message: string, at?: Address): Problem => ({
  code,
  operation,
  address: at === undefined ? null : formatAddress(at),
  message,
});

/** What errno's name means, as far as it is known. */
function meaning(error: unknown): { readonly code: string; readonly text: string } {
  const { code = 'EUNKNOWN', errno } = (error ?? {}) as NodeJS.ErrnoException;
  const known = errno !== undefined && errno !== 0;
  return { code, text: known ? `${getSystemErrorMessage(-Math.abs(errno))} (${code})` : code };
}

export const noConnection = (id: string): Problem =>
  refused(
    'ENOCONNECTION',
    'command',
    `There is no open connection ${id}. It may have ended just now.`,
  );

export const alreadyEnded = (id: string, operation: string): Problem =>
  refused(
    'EPIPE',
    operation,
    `Our direction of ${id} has ended (FIN): nothing more can be sent in it.`,
  );

export const notTaken = (id: string, unsent: number): Problem =>
  refused(
    'EAGAIN',
    'send',
    `${id} does not take what was sent before: ${formatSize(unsent)} still wait. Send more once it reads.`,
  );

export const serviceNotHere = (id: string, service: string): Problem =>
  refused(
    'ENOTHERE',
    'command',
    `${id} can't have the service ${service}: its endpoint was opened without it. Open one with service=${service}.`,
  );

/** A relay's connection has no service, and no replies of its own. */
export const relayAnswersNothing = (id: string): Problem =>
  refused(
    'ERELAYED',
    'command',
    `${id} is relayed: what answers it is its other side. Change the faults of its relay instead.`,
  );

export const fileUnderWay = (id: string, path: string): Problem =>
  refused('EBUSY', 'send', `${id} is still being sent ${path}. Send more once it has it.`);

export const fileFailed = (path: string, error: unknown): Problem => {
  const { code, text } = meaning(error);
  return refused(code, 'read', `${path} can't be read: ${text}.`);
};

export const notRegularFile = (path: string): Problem =>
  refused('EINVAL', 'read', `${path} is no regular file. Choose one that is.`);

export const fileShorter = (path: string): Problem =>
  refused('ETRUNCATED', 'read', `${path} became shorter while it was sent.`);

export const fileCutOff = (path: string): Problem =>
  refused('EPIPE', 'send', `The connection ended before ${path} was sent whole.`);

export const notAcknowledged = (path: string, block: number, tries: number): Problem =>
  refused(
    'ETIMEDOUT',
    'send',
    `Block ${block} of ${path} was sent ${tries} times and never acknowledged. Check that the receiver is there and speaks udp-ack.`,
  );

export const fileTooLong = (path: string, size: number, most: number): Problem =>
  refused(
    'EMSGSIZE',
    'send',
    `${path} has ${size} bytes, and one datagram holds at most ${most}. Choose a shorter file.`,
  );

export const datagramFailed = (to: Address, error: unknown): Problem => {
  const { code, text } = meaning(error);
  const size = code === 'EMSGSIZE' ? ' Send less in one datagram.' : '';
  return refused(
    code,
    'send',
    `The datagram to ${formatAddress(to)} was not sent: ${text}.${size}`,
    to,
  );
};

export const sendsTo = (id: string, remote: Address): Problem =>
  refused(
    'EISCONN',
    'send',
    `${id} sends to ${formatAddress(remote)} and nowhere else. Open another for other addresses.`,
    remote,
  );

export const sendsNoDatagrams = (id: string): Problem =>
  refused(
    'EKIND',
    'send',
    `${id} sends no datagrams. Select a udp, udp-client or multicast-sender endpoint, then try again.`,
  );

export const notOpenForSending = (id: string): Problem =>
  refused('ENOTOPEN', 'send', `${id} is not open, so it can't send. Open it again first.`);

export const nobodyNamed = (): Problem =>
  refused('ENOCONNECTION', 'command', 'No connection was named. Select a client, then try again.');

/** None of several; the first one's reason stands for them. */
export const noneOf = (count: number, first: Problem): Problem => ({
  ...first,
  message: `None of ${count}. ${first.message}`,
});
