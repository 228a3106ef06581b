// The parts of the bench, in the order they run and are told.

import type { Plan } from '../lib/compare.ts';
import { churn } from './churn.ts';
import { echo } from './echo.ts';
import { files } from './files.ts';
import { growth } from './growth.ts';
import { held } from './held.ts';
import { idle } from './idle.ts';
import { json } from './json.ts';
import { keys } from './keys.ts';
import { start } from './start.ts';
import { terminal } from './terminal.ts';
import { udp } from './udp.ts';
import { udpEcho } from './udp-echo.ts';

export interface Part {
  readonly name: string;
  readonly title: string;
  /** @throws NoCompiler where it needs one that is not there */
  plans(): readonly Plan[];
}

export const PARTS: readonly Part[] = [
  churn,
  echo,
  held,
  udp,
  udpEcho,
  json,
  files,
  growth,
  start,
  keys,
  terminal,
  idle,
];
