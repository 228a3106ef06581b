import { spawnSync } from 'node:child_process';

/** Whether a program of the system can be run, so that a test can say what it misses. */
export function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}
