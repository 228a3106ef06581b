// The least that Ink can show full-screen (bench/bare-ink.tsx), bundled: what a start is compared with.

import { join } from 'node:path';
import { BINARIES } from './compile.ts';
import { root } from './paths.ts';

interface Bundler {
  readonly BUNDLING: Readonly<Record<string, unknown>> & { readonly define: object };
}

/** Bundled as the dashboard is, with all that spares it time; the path of the bundle. */
export const bareInk = (): Promise<string> => bundled('bare-ink.mjs', (bundling) => bundling);

/** Bundled in production mode, as anybody would. */
export const unaidedInk = (): Promise<string> =>
  bundled('unaided-ink.mjs', ({ plugins, define, ...bundling }) => ({
    ...bundling,
    plugins: (plugins as { name: string }[]).filter(({ name }) => name === 'no-devtools'),
    define: { ...define, fetch: 'fetch' },
  }));

async function bundled(
  name: string,
  how: (bundling: Bundler['BUNDLING']) => object,
): Promise<string> {
  const esbuild = await import('esbuild');
  // Not typed: a build script is plain JavaScript.
  const script = new URL('../../scripts/build.mjs', import.meta.url).href;
  const { BUNDLING } = (await import(script)) as Bundler;
  const outfile = join(BINARIES, name);
  await esbuild.build({
    ...how(BUNDLING),
    entryPoints: [join(root, 'bench', 'bare-ink.tsx')],
    outfile,
  });
  await esbuild.stop();
  return outfile;
}
