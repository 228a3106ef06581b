// Imports run one way: cli → ui | json → bridge → protocol ← engine. The linter's rules are tried on
// files that break them, and on files that keep them.

import { describe, expect, test } from 'vitest';
import { refusedBy } from './linter.ts';

const refused = (file: string, imported: string): boolean =>
  refusedBy(
    'noRestrictedImports',
    file,
    `import * as all from '${imported}';\n\nconsole.log(all);\n`,
  );

describe('refused', () => {
  test.each([
    ['source/protocol/x.ts', '../engine/world.ts'],
    ['source/protocol/x.ts', 'node:net'],
    ['source/engine/x.ts', 'react'],
    ['source/engine/x.ts', 'ink'],
    ['source/engine/endpoints/x.ts', '../../ui/app.tsx'],
    ['source/engine/x.ts', '../bridge/engine-client.ts'],
    ['source/engine/x.ts', '../json/print-events.ts'],
    ['source/bridge/x.ts', '../engine/engine.ts'],
    ['source/bridge/x.ts', 'react'],
    ['source/json/x.ts', '../ui/app.tsx'],
    ['source/json/x.ts', '../engine/engine.ts'],
    ['source/json/x.ts', 'ink'],
    ['source/ui/x.tsx', '../engine/engine.ts'],
    ['source/ui/panes/x.tsx', '../../json/print-events.ts'],
    ['source/ui/x.tsx', '../../cli.tsx'],
    ['source/options.ts', './engine/engine.ts'],
    ['source/endpoint-spec/x.ts', '../ui/theme.ts'],
    ['source/filter/x.ts', '../engine/journal.ts'],
    ['source/filter.ts', './ui/theme.ts'],
    ['source/rules/x.ts', '../engine/journal.ts'],
  ])('%s importing %s', (file, imported) => {
    expect(refused(file, imported)).toBe(true);
  });
});

describe('taken', () => {
  test.each([
    ['source/protocol/x.ts', './spec.ts'],
    ['source/engine/x.ts', '../protocol/spec.ts'],
    ['source/engine/x.ts', '../endpoint-spec.ts'],
    ['source/engine/x.ts', '../filter.ts'],
    ['source/engine/services/x.ts', '../../rules/rule.ts'],
    ['source/ui/x.tsx', '../filter.ts'],
    ['source/filter/x.ts', '../protocol/spec.ts'],
    ['source/engine/x.ts', 'node:net'],
    ['source/bridge/x.ts', '../protocol/wire.ts'],
    ['source/json/x.ts', '../bridge/engine-client.ts'],
    ['source/ui/x.tsx', '../bridge/engine-handle.ts'],
    ['source/ui/x.tsx', 'react'],
    ['source/options.ts', './protocol/spec.ts'],
    ['cli.tsx', './source/json/print-events.ts'],
  ])('%s importing %s', (file, imported) => {
    expect(refused(file, imported)).toBe(false);
  });
});
