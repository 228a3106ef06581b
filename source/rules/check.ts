// The rules files that a command line names, looked at before anything is opened.

import type { EndpointSpec } from '../protocol/spec.ts';
import { readRulesFile } from './file.ts';

/** @returns what is wrong with the first one that is, in one line; null: nothing */
export async function checkRules(specs: readonly EndpointSpec[]): Promise<string | null> {
  for (const spec of specs) {
    const path = 'rules' in spec ? spec.rules : null;
    const file = path === null ? null : await readRulesFile(path);
    if (file?.ok === false) return file.problem.message;
  }
  return null;
}
