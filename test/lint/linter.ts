// The linter with this repository's rules, tried on a file that is not in it.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const biome = join(root, 'node_modules', '.bin', 'biome');

/**
 * Whether a rule refuses a file.
 * @param file where it would stand, from the root of the repository
 * @throws if it is refused for anything else
 */
export function refusedBy(rule: string, file: string, text: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'sockscope-lint-'));
  try {
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
    const { status, stdout, stderr } = spawnSync(biome, ['lint', file], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status === 0) return false;
    const told = `${stdout}${stderr}`;
    if (!told.includes(rule)) throw new Error(told);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
