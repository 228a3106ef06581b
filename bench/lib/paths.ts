import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built program, as it is installed. */
export const PROGRAM = join(root, 'bin', 'sockscope.cjs');
