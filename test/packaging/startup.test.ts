// What the first frame waits for: one bundled file, and nothing of Node that it has no use for.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const dashboard = readdirSync(dist).filter((name) => /^start-\w+\.js$/.test(name));

test('the dashboard is one chunk that only a dashboard loads', () => {
  expect(dashboard).toHaveLength(1);
  const cli = readFileSync(`${dist}cli.js`, 'utf8');
  expect(cli).toContain(`import("./${dashboard[0]}")`);
  expect(cli).not.toMatch(/\bfrom ?"\.\/start-/);
});

test('loading it does not load an HTTP client', () => {
  const script = `import(${JSON.stringify(`${dist}${dashboard[0]}`)}).then(() =>
    console.log(process.moduleLoadList.filter((name) => name.includes('undici')).join()))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '\n', stderr: '' });
});

test('the command line without options is read without meow, and with them without its licence tables', () => {
  const cli = readFileSync(`${dist}cli.js`, 'utf8');
  expect(cli).toMatch(/import\("\.\/build-\w+\.js"\)/);
  expect(cli.length).toBeLessThan(30_000);
  for (const name of readdirSync(dist)) {
    expect(readFileSync(`${dist}${name}`, 'utf8'), name).not.toMatch(/spdx|AGPL/i);
  }
});

// One other character makes V8 keep 800 KB in two bytes each, and Node decode them.
test('what is loaded is ASCII', () => {
  for (const name of readdirSync(dist)) {
    expect(readFileSync(`${dist}${name}`, 'latin1'), name).not.toMatch(/[^\0-\x7f]/);
  }
});

test("nothing makes a segmenter or Unicode's table of emoji but when it is needed", () => {
  const script = `
    const { Segmenter } = Intl;
    let made = 0;
    Intl.Segmenter = class extends Segmenter { constructor(...given) { super(...given); made += 1; } };
    globalThis.RegExp = new Proxy(RegExp, { construct(target, given) {
      if (String(given[0]).includes('RGI_Emoji')) made += 1;
      return Reflect.construct(target, given);
    } });
    import(${JSON.stringify(`${dist}${dashboard[0]}`)}).then(() => console.log(String(made)))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
});
