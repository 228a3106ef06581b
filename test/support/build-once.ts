// Before any test: the program as it would be published, for the tests that run it. When it can't be
// built there is none, so those tests fail; the others run.

import { rm } from 'node:fs/promises';
import { stop } from 'esbuild';

export default async function setup(): Promise<void> {
  // Not typed: a build script is plain JavaScript.
  const script = new URL('../../scripts/build.mjs', import.meta.url).href;
  const { build } = (await import(script)) as {
    build: (options: { logLevel: 'silent' }) => Promise<void>;
  };
  await build({ logLevel: 'silent' }).catch(async (error: unknown) => {
    await rm(new URL('../../dist', import.meta.url), { recursive: true, force: true });
    console.error(`The program can't be built: ${error instanceof Error ? error.message : error}`);
  });
  await stop();
}
