// The C programs of the bench, compiled when they are first needed with the system's own compiler.

import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { missing } from './commands.ts';
import { root } from './paths.ts';

/** Not under version control; in the tree, so that a second run finds them. */
export const BINARIES = join(root, 'bench', '.bin');

export class NoCompiler extends Error {
  constructor() {
    super(
      'no C compiler: the load generators need `cc` (on Debian: apt-get install gcc libc6-dev)',
    );
  }
}

/**
 * The path of the program compiled from `bench/<source>`, as `load/tcp-clients.c`.
 * @throws NoCompiler
 */
export function compiled(source: string): string {
  const from = join(root, 'bench', source);
  const to = join(BINARIES, basename(source, '.c'));
  if (age(to) > age(from)) return to;
  if (missing(['cc']).length > 0) throw new NoCompiler();
  mkdirSync(BINARIES, { recursive: true });
  const { status, stderr } = spawnSync(
    'cc',
    ['-O2', '-Wall', '-Wextra', '-o', to, from, '-lm', '-lutil'],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${source} does not compile:\n${stderr}`);
  return to;
}

/** When it was last changed; 0 if it is not there. */
function age(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
