// Which programs of others are on this machine.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Those of the commands that are not on the PATH. */
export function missing(commands: readonly string[]): readonly string[] {
  return commands.filter((command) => !found(command));
}

function found(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
