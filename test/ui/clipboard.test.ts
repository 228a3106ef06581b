import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOST_CLIPBOARD_BYTES, makeClipboard } from '../../source/ui/clipboard.ts';

let folder = '';
let written: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockscope-clipboard-'));
  written = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clipboard = (tmux = false, at = folder) =>
  makeClipboard({ write: (sequence) => written.push(sequence), folder: at, tmux });

describe('the clipboard', () => {
  it('is the terminal: OSC 52, in base64', async () => {
    const text = 'größe\x1b]52;c;AAAA\x07';
    expect(await clipboard().copy(text, 'terminal')).toEqual({
      to: 'terminal',
      bytes: Buffer.byteLength(text),
      tmux: false,
    });
    expect(written).toEqual([`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await clipboard(true).copy('x', 'terminal')).toMatchObject({ tmux: true });
  });

  it('is a file that its owner alone can read, of a new name each time', async () => {
    for (const text of ['one', 'two']) {
      const copied = await clipboard().copy(text, 'file');
      if (copied.to !== 'file') throw new Error(copied.to);
      expect(copied).toMatchObject({ bytes: 3, tooMuch: false });
      expect(readFileSync(copied.path, 'utf8')).toBe(text);
      expect(statSync(copied.path).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(folder)).toHaveLength(2);
    expect(written).toEqual([]);
  });

  it('is a file for what is more than terminals take', async () => {
    const most = 'x'.repeat(MOST_CLIPBOARD_BYTES);
    expect(await clipboard().copy(most, 'terminal')).toMatchObject({ to: 'terminal' });
    expect(written[0]?.length).toBeLessThanOrEqual(100_000);
    expect(await clipboard().copy(`${most}x`, 'terminal')).toMatchObject({
      to: 'file',
      tooMuch: true,
    });
    expect(written).toHaveLength(1);
  });

  it('says why where it can be neither', async () => {
    const nowhere = join(folder, 'not', 'there');
    const copied = await clipboard(false, nowhere).copy('x', 'file');
    expect(copied).toMatchObject({ to: 'nowhere', reason: expect.stringContaining('ENOENT') });
  });
});
