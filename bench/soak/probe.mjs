// Preloaded into the program that is watched (`NODE_OPTIONS=--import`), in both its threads: says every
// few seconds what the thread's live heap is after a forced collection, how late its loop ran, and how
// many views it sent. A line of JSON each, appended to the file that SOCKSCOPE_PROBE names.

import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, parentPort } from 'node:worker_threads';

const file = process.env.SOCKSCOPE_PROBE;
const SAMPLE_MS = 5000;
/** The delay is measured by a timer of so many milliseconds, which are in what it says. */
const RESOLUTION_MS = 5;
const NANOSECONDS = 1e6;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const late = (nanoseconds) => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS);

let views = 0;
if (parentPort !== null) {
  const post = parentPort.postMessage.bind(parentPort);
  parentPort.postMessage = (message, transfer) => {
    if (message?.type === 'view') views += 1;
    post(message, transfer);
  };
}

let since = performance.now();
delay.enable();
setInterval(() => {
  const viewsPerSecond = (views * 1000) / (performance.now() - since);
  const lateMs = {
    p50: late(delay.percentile(50)),
    p99: late(delay.percentile(99)),
    max: late(delay.max),
  };
  delay.disable();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const thread = isMainThread ? 'screen' : 'engine';
  const sample = { thread, heap: heapUsed, external, lateMs, viewsPerSecond };
  appendFileSync(file, `${JSON.stringify(sample)}\n`);
  views = 0;
  // The collection was the probe's own doing: not counted.
  delay.reset();
  delay.enable();
  since = performance.now();
}, SAMPLE_MS).unref();
