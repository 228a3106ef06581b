// The long run as a table: the median of each third, and the highest.

import { quantile } from '../lib/compare.ts';
import type { EndpointReport } from '../lib/dashboard.ts';
import type { Generated } from './load.ts';
import type { ProbeSample, ProcessSample } from './samples.ts';
import type { boundedSeries } from './verdict.ts';

type Text = (value: number) => string;
const mebibytes: Text = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const ms: Text = (value) => `${value.toFixed(1)} ms`;
const whole: Text = (value) => Math.round(value).toLocaleString('en-US');

export function table(
  series: ReturnType<typeof boundedSeries>,
  samples: readonly ProcessSample[],
  probes: readonly ProbeSample[],
): string {
  const engine = probes.filter(({ thread }) => thread === 'engine');
  const screen = probes.filter(({ thread }) => thread === 'screen');
  const rows: readonly (readonly [string, readonly number[], Text])[] = [
    ...Object.entries(series).map(
      ([name, numbers]) =>
        [name, numbers, name === 'open descriptors' ? whole : mebibytes] as const,
    ),
    ["engine's loop late, p50", engine.map(({ lateMs }) => lateMs.p50), ms],
    ["engine's loop late, p99", engine.map(({ lateMs }) => lateMs.p99), ms],
    ["screen's loop late, p50", screen.map(({ lateMs }) => lateMs.p50), ms],
    ["screen's loop late, p99", screen.map(({ lateMs }) => lateMs.p99), ms],
    ['views a second', engine.map(({ viewsPerSecond }) => viewsPerSecond), (v) => v.toFixed(1)],
    ['bytes to the terminal a second', samples.map((s) => s.terminalBytesPerSecond), whole],
    ['processor, of one core', samples.map((s) => s.processor * 100), (v) => `${whole(v)} %`],
  ];
  return [
    '| median of | first third | middle third | last third | highest |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(([title, numbers, text]) => `| ${title} | ${thirds(numbers, text)} |`),
  ].join('\n');
}

export function counts(
  { open, oneByOne, talk, udp, group }: Generated,
  reports: readonly EndpointReport[],
): string {
  const sent = (name: string, count: number, report: EndpointReport | undefined): string =>
    `${whole(count)} ${name}, ${whole(report?.datagramsIn ?? Number.NaN)} received and ` +
    `${whole(report?.kernelDrops ?? Number.NaN)} dropped by the kernel`;
  return [
    `Clients served: ${whole(open.served)} 32 at once, ${whole(oneByOne.served)} one by one.`,
    `Lines answered to 50 clients that stayed: ${whole(talk.lines)}.`,
    `Datagrams: ${sent('sent by UDP', udp.sent, reports[3])};`,
    `${sent('sent to the group', group.sent, reports[4])}.`,
  ].join('\n');
}

function thirds(numbers: readonly number[], text: Text): string {
  const third = Math.floor(numbers.length / 3);
  const parts = [numbers.slice(0, third), numbers.slice(third, -third), numbers.slice(-third)];
  const median = (part: readonly number[]): string =>
    part.length === 0
      ? '--'
      : text(
          quantile(
            part.toSorted((a, b) => a - b),
            0.5,
          ),
        );
  return [...parts.map(median), numbers.length === 0 ? '--' : text(Math.max(...numbers))].join(
    ' | ',
  );
}
