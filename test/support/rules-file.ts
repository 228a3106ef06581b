// Rules files for tests: the examples, and those that a test makes itself.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The path of a ready rules file. */
export const exampleRules = (name: string): string =>
  fileURLToPath(new URL(`../../examples/rules/${name}.toml`, import.meta.url));

/** Writes a rules file and gives its path; gone when the test ends. */
export function rulesFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockscope-rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'rules.toml');
  writeFileSync(path, text);
  return path;
}
