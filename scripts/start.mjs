// `npm start -- args`: builds, then runs the built program in this very process, so that signals, the
// terminal and the exit status are the program's own.

import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { stop } from 'esbuild';
import { build } from './build.mjs';

try {
  await build();
} catch {
  process.exit(1);
}
await stop();
enableCompileCache();
const program = new URL('../dist/cli.js', import.meta.url);
process.argv[1] = fileURLToPath(program);
await import(program.href);
