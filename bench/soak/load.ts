// The mixed load of the long run: clients that come and go, some one by one, some that stay and talk, and
// datagrams to a server and to a group. And somebody at the keyboard who plays with it all.

import { join } from 'node:path';
import { compiled } from '../lib/compile.ts';
import { root } from '../lib/paths.ts';
import { bound, freePort, listening } from '../lib/ports.ts';
import { onGeneratorCore, output } from '../lib/processes.ts';

const DATAGRAMS_A_SECOND = 20_000;
const GROUP = '239.255.77.1';
export const TALKERS = 50;

export interface Ports {
  readonly open: number;
  readonly oneByOne: number;
  readonly talk: number;
  readonly udp: number;
  readonly group: number;
}

export async function somePorts(): Promise<Ports> {
  return {
    open: await freePort(),
    oneByOne: await freePort(),
    talk: await freePort(),
    udp: await freePort(),
    group: await freePort(),
  };
}

/** The endpoints that the load is for; the closing report counts them in this order. */
export function endpoints(ports: Ports): readonly string[] {
  return [
    `tcp:${ports.open},backlog=512`,
    `tcp:${ports.oneByOne},mode=sequential,service=upper`,
    `tcp:${ports.talk}`,
    `udp:${ports.udp}`,
    `multicast:${GROUP}:${ports.group},interface=loopback`,
  ];
}

/** Resolves when somebody stands at each of them. */
export async function ready(ports: Ports): Promise<void> {
  await Promise.all([ports.open, ports.oneByOne, ports.talk].map(listening));
  await Promise.all([ports.udp, ports.group].map(bound));
}

export interface Generated {
  readonly open: Churned;
  readonly oneByOne: Churned;
  readonly talk: { readonly lines: number; readonly lost: number };
  readonly udp: { readonly sent: number };
  readonly group: { readonly sent: number };
}

interface Churned {
  readonly served: number;
  readonly failed: number;
}

/** Runs every generator for so long. @returns what each says that it did */
export async function generate(ports: Ports, seconds: number): Promise<Generated> {
  const run = async (command: string, ...words: readonly (string | number)[]) =>
    JSON.parse(await output(command, words.map(String), (seconds + 60) * 1000));
  const onOneCore = (source: string, ...words: readonly (string | number)[]) => {
    const [command, all] = onGeneratorCore(compiled(source), words.map(String));
    return run(command, ...all);
  };
  const send = (to: string, port: number, bytes: number) =>
    onOneCore('load/udp-send.c', to, port, '-s', bytes, '-r', DATAGRAMS_A_SECOND, '-t', seconds);
  const [open, oneByOne, talk, udp, group] = await Promise.all([
    onOneCore('load/tcp-churn.c', ports.open, 32, seconds),
    onOneCore('load/tcp-churn.c', ports.oneByOne, 8, seconds, 'upper'),
    run(
      process.execPath,
      join(root, 'bench', 'load', 'tcp-talk.mjs'),
      ports.talk,
      TALKERS,
      2,
      seconds,
    ),
    send('127.0.0.1', ports.udp, 64),
    send(GROUP, ports.group, 1400),
  ]);
  return { open, oneByOne, talk, udp, group };
}

/** What one does who looks at everything and changes nothing: keys, each after some time. */
const GESTURES: readonly (readonly string[])[] = [
  ...['\t', '1', '2', '3', '4', 'j', 'k', 'g', 'G', 's', 'S'].map((key) => [key]),
  ['z', 'z'],
  ['p', 'p'],
  ['/5\r', '\u001b'],
  ['\r', '\u001b'],
  ['?', '\u001b'],
  [':', '\u001b'],
];

/**
 * The keys of somebody who plays with it, one gesture after another.
 * @param draw numbers from 0 to 1
 */
export function* playing(draw: () => number): Generator<string, never> {
  for (;;) yield* GESTURES[Math.floor(draw() * GESTURES.length)] as readonly string[];
}
