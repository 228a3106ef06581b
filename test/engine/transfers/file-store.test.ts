import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileStore } from '../../../source/engine/transfers/file-store.ts';
import { ReceivedFile } from '../../../source/engine/transfers/received-file.ts';
import { bytes, folder, sha256 } from './harness.ts';

async function storeIn(path: string): Promise<FileStore> {
  return FileStore.open(path);
}

const file = (store: FileStore) => ReceivedFile.create(store, 'tcp-1', () => {});

describe('the directory', () => {
  it('is made where it is missing, and holds nothing by itself', async () => {
    const path = join(folder(), 'a', 'b');
    await storeIn(path);
    expect(readdirSync(path)).toEqual([]);
  });

  it('is refused where it is a file', async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, '');
    await expect(storeIn(path)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(storeIn(join(path, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('that was replaced by a link to another takes nothing more', async () => {
    const outer = folder();
    const path = join(outer, 'received');
    const store = await storeIn(path);
    const made = await file(store);
    made.write(Buffer.from('hello'));
    renameSync(path, join(outer, 'elsewhere'));
    mkdirSync(join(outer, 'precious'));
    symlinkSync(join(outer, 'precious'), path);
    await expect(file(store)).rejects.toMatchObject({ code: 'ESTALE' });
    await made.close(true);
    expect(made.error).toMatchObject({ code: 'ESTALE' });
    expect(readdirSync(join(outer, 'precious'))).toEqual([]);
  });
});

describe('a name', () => {
  it('is never one that is taken: by a file, a partial one, or a link', async () => {
    const path = folder();
    const store = await storeIn(path);
    const target = join(folder(), 'outside');
    writeFileSync(join(path, 'tcp-1-1'), 'mine');
    writeFileSync(join(path, 'tcp-1-2.partial'), 'mine too');
    symlinkSync(target, join(path, 'tcp-1-3.partial'));
    symlinkSync(target, join(path, 'tcp-1-4'));
    const made = await file(store);
    made.write(Buffer.from('theirs'));
    await made.close(true);
    expect(made.path).toBe(join(store.directory, 'tcp-1-5'));
    expect(readFileSync(made.path, 'latin1')).toBe('theirs');
    expect(readFileSync(join(path, 'tcp-1-1'), 'latin1')).toBe('mine');
    expect(existsSync(target)).toBe(false);
    expect(lstatSync(join(path, 'tcp-1-4')).isSymbolicLink()).toBe(true);
  });

  it('is of one file alone, though two programs make them at once', async () => {
    const path = folder();
    const stores = await Promise.all([storeIn(path), storeIn(path), storeIn(path)]);
    const made = await Promise.all(
      stores.flatMap((store) => Array.from({ length: 20 }, () => file(store))),
    );
    await Promise.all(
      made.map(async (each, i) => {
        each.write(Buffer.from(String(i)));
        await each.close(true);
      }),
    );
    expect(new Set(made.map((each) => each.path)).size).toBe(60);
    for (const [i, each] of made.entries()) expect(readFileSync(each.path, 'latin1')).toBe(`${i}`);
  });
});

describe('a file', () => {
  it('has its final name only when it is whole, and is for its owner alone', async () => {
    const store = await storeIn(folder());
    const made = await file(store);
    const data = bytes(5 << 20);
    for (let at = 0; at < data.length; at += 70_000) made.write(data.subarray(at, at + 70_000));
    expect(made.behind).toBe(true);
    expect(made.path).toMatch(/\.partial$/);
    expect(await made.close(true)).toBe(sha256(data));
    expect(readdirSync(store.directory)).toEqual(['tcp-1-1']);
    expect(readFileSync(made.path).equals(data)).toBe(true);
    expect(made.written).toBe(data.length);
    expect(statSync(made.path).mode & 0o777).toBe(0o600);
  });

  it('keeps its partial name otherwise, and goes where there is nothing in it', async () => {
    const store = await storeIn(folder());
    const [made, empty] = [await file(store), await file(store)];
    made.write(Buffer.from('half'));
    expect(await made.close(false)).toBe(sha256(Buffer.from('half')));
    await empty.close(false);
    expect(readdirSync(store.directory)).toEqual(['tcp-1-1.partial']);
  });

  it('can begin elsewhere than was thought, in both directions', async () => {
    const store = await storeIn(folder());
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat({ max: 100 }),
        fc.uint8Array({ maxLength: 20 }),
        async (array, asked, head) => {
          const data = Buffer.from(array);
          const before = Buffer.from(head);
          const cut = Math.min(asked, data.length);
          const made = await file(store);
          made.write(data);
          await made.beginAgain(cut, before);
          const expected = Buffer.concat([before, data.subarray(cut)]);
          expect(await made.close(true)).toBe(sha256(expected));
          expect(readFileSync(made.path).equals(expected)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('can do so where it is longer than what is moved at once', async () => {
    const store = await storeIn(folder());
    const data = bytes(2_500_000);
    for (const [cut, before] of [
      [7, Buffer.alloc(0)],
      [0, Buffer.from('1234567')],
    ] as const) {
      const made = await file(store);
      made.write(data);
      await made.beginAgain(cut, before);
      expect(await made.close(true)).toBe(sha256(Buffer.concat([before, data.subarray(cut)])));
    }
  });
});
