// Tests wait for conditions: only the module that polls, and the one that sets the pace of a load, may wait
// for a time.

import { expect, test } from 'vitest';
import { refusedBy } from './linter.ts';

const GLOBAL = 'setTimeout(() => {}, 50);\n';
const REPEATED = 'setInterval(() => {}, 50);\n';
const PROMISED =
  "import { setTimeout as later } from 'node:timers/promises';\n\nawait later(50);\n";

test.each([
  ['noRestrictedGlobals', 'test/engine/x.test.ts', GLOBAL],
  ['noRestrictedGlobals', 'test/support/x.ts', REPEATED],
  ['noRestrictedImports', 'test/ui/x.test.tsx', PROMISED],
])('%s refuses a wait for a time in %s', (rule, file, text) => {
  expect(refusedBy(rule, file, text)).toBe(true);
});

test.each([
  'test/support/wait.ts',
  'test/support/faults.ts',
  'source/engine/x.ts',
])('it is taken in %s', (file) => {
  expect(refusedBy('noRestrictedGlobals', file, GLOBAL)).toBe(false);
});
