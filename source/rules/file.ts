// Reads a rules file: by its path to Rules, or to a problem that says where it is wrong. The command line
// asks before anything is opened, the engine when it opens an endpoint.

import { constants, open } from 'node:fs/promises';
import { formatSize } from '../endpoint-spec/amounts.ts';
import { visible } from '../endpoint-spec/visible.ts';
import type { Problem } from '../protocol/problem.ts';
import * as messages from './messages.ts';
import { parseRules } from './parse.ts';
import type { Rules } from './rule.ts';

/** A hundred rules are a few thousand bytes. */
const LONGEST_FILE = 64 << 10;

export type RulesFile =
  | { readonly ok: true; readonly rules: Rules }
  /** `EBADRULES`; its message begins with path, line and column, where it could be read. */
  | { readonly ok: false; readonly problem: Problem };

/** @param path as it was written; a relative one begins at the working directory */
export async function readRulesFile(path: string): Promise<RulesFile> {
  const text = await readText(path);
  if (!text.ok) return refused(path, messages.unreadable(visible(path), text.reason));
  const parsed = parseRules(text.text);
  if (parsed.ok) return parsed;
  const { line, column, message } = parsed;
  return refused(path, messages.atPlace(visible(path), line, column, message));
}

function refused(path: string, message: string): RulesFile {
  const problem = { code: 'EBADRULES', operation: 'read', address: visible(path), message };
  return { ok: false, problem };
}

async function readText(
  path: string,
): Promise<{ ok: true; text: string } | { ok: false; reason: string }> {
  try {
    // A FIFO that nobody writes to would not be opened otherwise, but waited for.
    await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = await handle.stat();
    if (!facts.isFile()) return { ok: false, reason: messages.noFile };
    if (facts.size > LONGEST_FILE) {
      return { ok: false, reason: messages.tooLong(formatSize(LONGEST_FILE)) };
    }
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_FILE), 0, LONGEST_FILE, 0);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return { ok: true, text: decoder.decode(buffer.subarray(0, bytesRead)) };
  } catch (error) {
    const { code, errno } = error as NodeJS.ErrnoException;
    const noUtf8 = code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    return { ok: false, reason: noUtf8 ? messages.noUtf8 : messages.system(code, errno) };
  }
}
