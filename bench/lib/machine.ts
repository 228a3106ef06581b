// What kind of machine it was: as much as a reader needs to tell whether a number may be compared.

import { cpus, release, totalmem } from 'node:os';

export const machine = {
  processor: cpus()[0]?.model ?? '--',
  cores: cpus().length,
  memoryBytes: totalmem(),
  kernel: release(),
  node: process.version,
} as const;
