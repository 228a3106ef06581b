// Imports run one way: cli → ui | json → bridge → protocol ← engine. The linter's rules are tried on
// files that break them, and on files that keep them.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const biome = join(root, 'node_modules', '.bin', 'biome');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockscope-lint-'));
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function refused(file: string, imported: string): boolean {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import * as all from '${imported}';\n\nconsole.log(all);\n`);
  const { status, stdout, stderr } = spawnSync(biome, ['lint', file], {
    cwd: folder,
    encoding: 'utf8',
  });
  const told = `${stdout}${stderr}`;
  rmSync(path);
  if (status === 0) return false;
  if (!told.includes('noRestrictedImports')) throw new Error(told);
  return true;
}

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
