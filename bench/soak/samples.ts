// What is looked at while it runs: from outside, and by the probe in both of the program's threads.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Dashboard } from '../lib/dashboard.ts';
import { root } from '../lib/paths.ts';
import { descriptors, pause, processorSeconds, residentBytes } from '../lib/processes.ts';

const SAMPLE_MS = 5000;

export interface ProcessSample {
  /** Bytes. */
  readonly resident: number;
  readonly descriptors: number;
  /** Of one core, since the sample before: 1 is all of it. */
  readonly processor: number;
  readonly terminalBytesPerSecond: number;
}

/** What bench/soak/probe.mjs writes. */
export interface ProbeSample {
  readonly thread: 'screen' | 'engine';
  /** Live after a collection, in bytes. */
  readonly heap: number;
  readonly external: number;
  /** How late the thread's loop ran. */
  readonly lateMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly viewsPerSecond: number;
}

/** The environment that brings the probe into the program. */
export function probing(file: string): NodeJS.ProcessEnv {
  const probe = pathToFileURL(join(root, 'bench', 'soak', 'probe.mjs'));
  return { SOCKSCOPE_PROBE: file, NODE_OPTIONS: `--import ${probe}` };
}

export function readProbes(file: string): readonly ProbeSample[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/**
 * Looks at the process every few seconds for so long.
 * @param each called after each look
 * @throws when it ends by itself
 */
export async function watch(
  dashboard: Dashboard,
  seconds: number,
  each: () => void,
): Promise<readonly ProcessSample[]> {
  const look = () => ({
    at: performance.now(),
    processor: processorSeconds(dashboard.pid),
    written: dashboard.written,
  });
  const samples: ProcessSample[] = [];
  let before = look();
  const end = before.at + seconds * 1000;
  while (performance.now() < end) {
    await pause(Math.min(SAMPLE_MS, Math.max(0, end - performance.now())));
    if (!dashboard.running) {
      throw new Error(`the program ended by itself:\n${dashboard.screen.slice(-2000)}`);
    }
    const now = look();
    const took = (now.at - before.at) / 1000;
    samples.push({
      resident: residentBytes(dashboard.pid),
      descriptors: descriptors(dashboard.pid),
      processor: (now.processor - before.processor) / took,
      terminalBytesPerSecond: (now.written - before.written) / took,
    });
    before = now;
    each();
  }
  return samples;
}
