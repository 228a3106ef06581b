// What arrived, here or elsewhere, and what was lost on its last steps.

import { formatAddress } from '../../../protocol/address.ts';
import type { Finding } from '../../../protocol/diagnosis.ts';
import type { GroupFacts, Heard, ServerFacts, Watch } from '../facts.ts';
import { ok, possible, trouble, unknown } from '../finding.ts';
import { othersHeard } from '../messages/interfaces.ts';
import * as messages from '../messages/traffic.ts';

const DATAGRAM = 'datagram';

/** Something does, or did. */
export function arriving({ row, watch }: GroupFacts | ServerFacts): readonly Finding[] {
  const tcp = row.transport === 'tcp';
  const total = (tcp ? row.served : row.received) + (watch?.received ?? 0);
  const what = tcp ? 'client' : DATAGRAM;
  if (total === 0) return [];
  const now = tcp ? row.clients > 0 : row.messagesPerSecond > 0 || (watch?.received ?? 0) > 0;
  if (now) return [ok('arriving', messages.arriving(total, what))];
  const last = row.lastSender === null ? null : formatAddress(row.lastSender);
  return [possible('arriving', messages.arrivedBefore(total, what, last))];
}

/** On interfaces where it is not joined. */
export function elsewhere({ watch }: GroupFacts): readonly Finding[] {
  if (watch === null) return [];
  const { ms, deaf } = watch;
  if (deaf !== null) return [unknown('elsewhere', messages.deaf[deaf])];
  if (watch.elsewhere.length === 0) return [ok('elsewhere', messages.noOther)];
  const quiet = watch.elsewhere.filter((heard) => 'count' in heard && heard.count === 0);
  return [
    ...watch.elsewhere.flatMap((heard): Finding[] => {
      if ('failed' in heard) {
        return [unknown('elsewhere', messages.couldNotListen(heard.interface, heard.failed))];
      }
      const { count } = heard;
      if (count === 0) return [];
      const told = messages.heardElsewhere(heard.interface, count, ms, senderOf(heard));
      return [trouble('elsewhere', told)];
    }),
    ...(quiet.length === 0
      ? []
      : [
          ok(
            'elsewhere',
            messages.quietElsewhere(
              quiet.map(({ interface: name }) => name),
              ms,
            ),
          ),
        ]),
  ];
}

/** From others than the one source that is let in. */
export function otherSources({ spec: { source }, watch }: GroupFacts): readonly Finding[] {
  return (watch?.unfiltered ?? []).flatMap((heard) => {
    if (source === null || !('count' in heard) || heard.count === 0) return [];
    return [trouble('source', othersHeard(source, heard.interface, heard.count, senderOf(heard)))];
  });
}

const senderOf = (heard: Heard): string =>
  'count' in heard && heard.from !== null ? formatAddress(heard.from) : '--';

/** What the host counted: it reached the host, but no socket. */
export function otherPorts({ row, watch }: GroupFacts | ServerFacts): readonly Finding[] {
  if (watch === null) return [];
  return row.kind === 'multicast' ? ignoredMulticast(watch) : nobodysPort(watch);
}

function ignoredMulticast({ ms, counters }: Watch): readonly Finding[] {
  const count = counters?.ignoredMulticast ?? null;
  if (count === null) return [unknown('other-ports', messages.countersUnknown)];
  return [
    count > 0
      ? possible('other-ports', messages.ignored(count, ms))
      : ok('other-ports', messages.noneIgnored(ms)),
  ];
}

function nobodysPort({ ms, counters }: Watch): readonly Finding[] {
  const count = counters?.noPort ?? null;
  if (count === null) return [unknown('other-ports', messages.countersUnknown)];
  return [
    count > 0
      ? possible('other-ports', messages.noPort(count, ms))
      : ok('other-ports', messages.allPorts(ms)),
  ];
}

/** The socket's own drops, and a buffer that is smaller than asked for. */
export function buffer({ row }: GroupFacts | ServerFacts): readonly Finding[] {
  if (row.transport === 'tcp') return [];
  const { kernelDrops, problem } = row;
  const small =
    problem?.code === 'ESMALLBUFFER' ? [possible('buffer', [problem.message] as const)] : [];
  if (kernelDrops === null) return [...small, unknown('buffer', messages.dropsUnknown)];
  return [
    ...small,
    kernelDrops > 0
      ? trouble('buffer', messages.dropped(kernelDrops))
      : ok('buffer', messages.noneDropped),
  ];
}

export const firewall = (): readonly Finding[] => [unknown('firewall', messages.firewall)];
