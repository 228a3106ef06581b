// What a long run must not do: grow, or lose something without a count.

import type { EndpointReport } from '../lib/dashboard.ts';
import { type Bounds, growth } from './growth.ts';
import { type Generated, TALKERS } from './load.ts';
import type { ProbeSample, ProcessSample } from './samples.ts';

const MEBIBYTE = 1024 * 1024;

/** What may not grow, and how much of it is noise. */
const BOUNDS = {
  'resident memory': { share: 0.05, slack: 16 * MEBIBYTE },
  "live heap, screen's thread": { share: 0.05, slack: 2 * MEBIBYTE },
  "live heap, engine's thread": { share: 0.05, slack: 4 * MEBIBYTE },
  // Connections come and go while they are counted.
  'open descriptors': { share: 0, slack: 48 },
} satisfies Record<string, Bounds>;

export type Bounded = keyof typeof BOUNDS;

export function boundedSeries(
  samples: readonly ProcessSample[],
  probes: readonly ProbeSample[],
): Readonly<Record<Bounded, readonly number[]>> {
  const heaps = (thread: ProbeSample['thread']) =>
    probes.filter((probe) => probe.thread === thread).map(({ heap }) => heap);
  return {
    'resident memory': samples.map(({ resident }) => resident),
    "live heap, screen's thread": heaps('screen'),
    "live heap, engine's thread": heaps('engine'),
    'open descriptors': samples.map(({ descriptors }) => descriptors),
  };
}

/** A sentence for each that grew, or was seen too seldom to tell. */
export function grown(series: ReturnType<typeof boundedSeries>): readonly string[] {
  return (Object.keys(BOUNDS) as Bounded[]).flatMap((name) => {
    const numbers = series[name];
    if (numbers.length < 3) return [`${name}: too few samples (${numbers.length})`];
    const { middle, last, grew } = growth(numbers, BOUNDS[name]);
    return grew ? [`${name} grew from ${Math.round(middle)} to ${Math.round(last)}`] : [];
  });
}

/** A sentence for each count of a generator that the closing report doesn't bear out. */
export function unaccounted(
  generated: Generated,
  [open, oneByOne, talk, udp, group]: readonly EndpointReport[],
): readonly string[] {
  const complaints: string[] = [];
  for (const [name, said, counted] of [
    ['clients at once', generated.open, open],
    ['clients one by one', generated.oneByOne, oneByOne],
  ] as const) {
    // Those under way when the time was over were accepted and not answered to the end.
    if ((counted?.served ?? 0) < said.served) {
      complaints.push(`${name}: ${said.served} answered, ${counted?.served} counted`);
    }
    if (said.failed > 0) complaints.push(`${name}: ${said.failed} failed`);
  }
  if (talk?.served !== TALKERS || generated.talk.lost > 0) {
    complaints.push(`of ${TALKERS} connections that stay ${generated.talk.lost} were lost`);
  }
  for (const [name, { sent }, counted] of [
    ['udp', generated.udp, udp],
    ['multicast', generated.group, group],
  ] as const) {
    const received = counted?.datagramsIn ?? 0;
    const dropped = counted?.kernelDrops ?? 0;
    if (received + dropped !== sent) {
      complaints.push(`${name}: ${sent} sent, ${received} received and ${dropped} dropped`);
    }
  }
  return complaints;
}
