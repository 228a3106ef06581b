// Before any test: the program as it would be published, for the tests that run it.

import { stop } from 'esbuild';

export default async function setup(): Promise<void> {
  // Not typed: a build script is plain JavaScript.
  const script = new URL('../../scripts/build.mjs', import.meta.url).href;
  const { build } = (await import(script)) as { build: () => Promise<void> };
  await build();
  await stop();
}
