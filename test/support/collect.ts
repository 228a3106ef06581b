// The garbage collector, at a test's command.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Collects at once: the young objects alone, or all. */
export const collect = runInNewContext('gc') as (options: { type: 'minor' | 'major' }) => void;
