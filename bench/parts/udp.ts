// Datagrams received without loss, by UDP and by multicast, small and as large as a frame of Ethernet
// takes. Loss is what the kernel dropped at the receiver's socket, looked up in its own table; whatever
// the receiver counts must add up with it to what was sent, or the measurement is void.

import type { Candidate, Measured, Plan, Target } from '../lib/compare.ts';
import { compiled } from '../lib/compile.ts';
import { highestLossless, type Trial } from '../lib/lossless.ts';
import { freePort, udpDrained, udpDrops } from '../lib/ports.ts';
import { onGeneratorCore, output } from '../lib/processes.ts';
import {
  GROUP,
  ncat,
  nodeDgram,
  recvfrom,
  recvmmsg,
  socat,
  sockscope,
  type UdpReceiver,
} from '../lib/udp-receivers.ts';
import type { Part } from './index.ts';

const FLOOD_SECONDS = 0.5;
/** Enough to compile what is compiled at run time. */
const WARM_UP = { rate: 50_000, seconds: 0.5 };

const UNICAST = [sockscope, recvmmsg, recvfrom, nodeDgram, socat, ncat];
const MULTICAST = [sockscope, recvmmsg, recvfrom, nodeDgram, socat];

export const udp: Part = {
  name: 'udp',
  title: 'datagrams received without loss',
  plans: () => [
    plan('UDP', '127.0.0.1', 64, UNICAST),
    plan('UDP', '127.0.0.1', 1400, UNICAST),
    plan('Multicast', GROUP, 64, MULTICAST),
    plan('Multicast', GROUP, 1400, MULTICAST),
  ],
};

function plan(
  what: string,
  address: string,
  size: number,
  receivers: readonly UdpReceiver[],
): Plan {
  const of = { figure: 'rate', of: sockscope.name, relation: 'at least' } as const;
  const targets: readonly Target[] = [
    { ...of, bound: 1.7, times: nodeDgram.name },
    { ...of, bound: 0.6, times: recvmmsg.name },
  ];
  return {
    title: `${what} without loss, ${size} B`,
    figures: [
      { key: 'rate', title: 'datagrams a second without loss', unit: '/s' },
      { key: 'flood', title: 'received a second of a flood', unit: '/s' },
    ],
    candidates: receivers.map((receiver) => candidate(receiver, address, size)),
    targets,
  };
}

function candidate(receiver: UdpReceiver, address: string, size: number): Candidate {
  const sender = compiled('load/udp-send.c');
  return {
    name: receiver.name,
    needs: receiver.needs,
    async measure(): Promise<Measured> {
      const [port, from] = [await freePort(), await freePort()];
      const running = await receiver.start({ address, port, size });
      let sent = 0;
      let dropped = 0;
      /** Without a rate as fast as it goes. */
      const trial = async (rate: number | null, seconds: number): Promise<Trial> => {
        // Always from the same port: ncat takes one sender alone.
        const words = [address, port, '-b', from, '-s', size, '-t', seconds];
        if (rate !== null) words.push('-r', Math.round(rate));
        const told = JSON.parse(await output(...onGeneratorCore(sender, words.map(String))));
        await udpDrained(port);
        sent += told.sent;
        const lost = udpDrops(port) - dropped;
        dropped += lost;
        return { rate: told.rate, lost };
      };
      let rate: number;
      let flood: number;
      let counted: Awaited<ReturnType<typeof running.stop>>;
      try {
        await trial(WARM_UP.rate, WARM_UP.seconds);
        const before = sent;
        const { lost } = await trial(null, FLOOD_SECONDS);
        flood = (sent - before - lost) / FLOOD_SECONDS;
        rate = await highestLossless(trial, flood);
      } finally {
        counted = await running.stop();
      }
      const { received, ownDrops } = counted;
      if (received + dropped + ownDrops !== sent) {
        throw new Error(
          `${sent} sent, but ${received} received, ${dropped} dropped by the kernel and ${ownDrops} by itself`,
        );
      }
      return { rate, flood };
    },
  };
}
