// The closing report: a few lines on the main screen that say what the run came to.

import { report } from './messages.ts';
import type { Problem } from './protocol/problem.ts';
import { isOutgoing } from './protocol/spec.ts';
import type { EndpointSummary, Summary } from './protocol/summary.ts';

/**
 * @param summary the engine's totals; null when it died or did not answer
 * @param death why it died, if it did
 * @returns whole lines, each ending in a newline
 */
export function closingReport(summary: Summary | null, death: Problem | null): string {
  return `${lines(summary, death).join('\n')}\n`;
}

function lines(summary: Summary | null, death: Problem | null): readonly string[] {
  if (summary === null) return [death === null ? report.unanswered() : report.lost(death)];
  const { endpoints, durationMs } = summary;
  const head = report.ran(readableDuration(durationMs));
  if (endpoints.length === 0) return [head, report.nothing()];
  const width = Math.max(...endpoints.map(({ endpoint }) => endpoint.length));
  const indent = ' '.repeat(width + 4);
  return [
    head,
    ...endpoints.flatMap((of) => [
      `  ${of.endpoint.padEnd(width)}  ${of.spec}`,
      ...folded(facts(of), indent),
    ]),
  ];
}

/** A terminal of 80 columns would break longer lines anywhere. */
const COLUMNS = 80;

/** The facts on as few lines as fit, none broken in itself. */
function folded(facts: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    const longer = last === undefined ? null : `${last}; ${fact}`;
    if (longer !== null && longer.length <= COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${fact}`);
  }
  return lines;
}

function facts(of: EndpointSummary): readonly string[] {
  if (of.failed !== undefined) return [report.failed(of.failed)];
  const bytes = report.bytes(of.bytesReceived, of.bytesSent);
  if (of.transport === 'tcp' && !isOutgoing(of.kind)) return [report.served(of.served ?? 0), bytes];
  if (of.kind === 'tcp-client') return [report.connected(of.connected ?? 0), bytes];
  const drops = [report.kernelDrops(of.kernelDrops ?? null)];
  if (of.engineDrops > 0) drops.push(report.engineDrops(of.engineDrops));
  if (of.gaps !== undefined) drops.push(report.gaps(of.gaps));
  const datagrams = report.datagrams(of.datagramsReceived ?? 0, of.datagramsSent ?? 0);
  return [datagrams, bytes, drops.join(', ')];
}

/** `0.8 s`, `42 s`, `5 min 3 s`, `2 h 0 min`. */
function readableDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
