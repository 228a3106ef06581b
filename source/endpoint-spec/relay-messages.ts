// What a person reads when a relay can't be meant.

import { unlike } from './messages.ts';
import { quote } from './visible.ts';

export const noTarget = () =>
  'a relay needs its target: to=<host:port>, such as to=127.0.0.1:7000.';

export const targetPort = () => 'the port of the target is a whole number from 1 to 65535';

export const targetGroup = (host: string) =>
  `a relay passes on to one host: ${host} is a multicast group.`;

export const itself = (address: string) =>
  `${address} is the relay itself: what it passes on would come back for ever. Give another target, or another port.`;

export const percent = (what: string) => `${what} is 0% to 100%, such as 10% or 0.1%`;

export const bytesPerSecond = (text: string, near: string) =>
  unlike(
    text,
    'rate is bytes a second with B/s, kB/s, KiB/s, MB/s or MiB/s, such as 64kB/s, or off',
    near,
  );

export const directions = (what: string, text: string, example: string) =>
  `${what} is one value for both directions, or up: and down: joined by +, as in ${what}=up:${example}+down:${example}; ${quote(text)} is neither.`;

export const udpOnly = (what: string) =>
  `${what} is for datagrams: what TCP loses it sends again, so a stream arrives whole or not at all. Give transport=udp, or delay, rate, chunk or cut-after.`;

export const tcpOnly = (what: string) => `${what} is for TCP: with transport=udp leave it out.`;

export const bufferUdpOnly = () => 'buffer is for UDP: leave it out, or give transport=udp.';

export const halfCloseOfWhat = (direction: string) =>
  `half-close says how cut-after ends the direction ${direction}: give cut-after with it.`;
