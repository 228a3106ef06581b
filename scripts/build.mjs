// Bundles the program into dist/: cli.js, the dashboard in a chunk of its own (--json never loads it),
// and worker.js, the engine. React in production mode; names are kept, so that stack traces can be read.

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Ink loads React's developer tools where DEV is set: not installed, not wanted, not bundled. */
const noDevtools = {
  name: 'no-devtools',
  setup(build) {
    const filter = /^\.\/devtools\.js$/;
    build.onResolve({ filter }, () => ({ path: 'devtools', namespace: 'empty' }));
    build.onLoad({ filter: /./, namespace: 'empty' }, () => ({ contents: '' }));
  },
};

/**
 * meow can check a package.json, and prepares the tables of licences for it at every start, needed or
 * not. Here it is not: the options come from source/options.ts.
 */
const noLicenceTables = {
  name: 'no-licence-tables',
  setup(build) {
    build.onLoad({ filter: /meow\/build\/dependencies\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const prepares = 'var normalizeExports = requireNormalize();';
      if (!code.includes(prepares))
        return { errors: [{ text: `no "${prepares}" in it any more` }] };
      return { contents: code.replace(prepares, 'var normalizeExports = () => {};') };
    });
  },
};

/**
 * Text is measured and taken apart by source/ui/text/ wherever that is simple, and what Unicode's tables
 * are needed for is made when it is: 50 ms before the first frame.
 */
const quickText = {
  name: 'quick-text',
  setup(build) {
    const [columns, graphemes] = ['columns', 'graphemes'].map((name) =>
      join(root, `source/ui/text/${name}.ts`),
    );
    build.onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      importer === columns ? undefined : { path: columns },
    );
    build.onLoad({ filter: /\/node_modules\/.*\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      if (!code.includes('Intl.Segmenter')) return undefined;
      const imported = `import { Segmenter } from ${JSON.stringify(graphemes)};\n`;
      const lazy = code
        .replaceAll('Intl.Segmenter', 'Segmenter')
        // Making it takes 12 ms, needed or not, using it for the first time another 20.
        .replace(/= (\/\^\\p\{RGI_Emoji\}\$\/v);/, '= { test: (text) => $1.test(text) };');
      return { contents: imported + lazy };
    });
  },
};

/** Puts a function of source/ui/ink/ around what a file of Ink exports; those files tell why. */
const around = (build, file, exported, name, wrapper, from) =>
  build.onLoad({ filter: new RegExp(`/ink/build/${file}\\.js$`) }, async ({ path }) => {
    const code = await readFile(path, 'utf8');
    if (!code.includes(exported)) return { errors: [{ text: `no "${exported}" in it any more` }] };
    const contents = `import { ${wrapper} } from ${JSON.stringify(join(root, 'source/ui/ink', from))};
      ${code.replace(exported, exported.replace(/^export default (class )?/, '$1'))}
      export default ${wrapper}(${name});`;
    return { contents };
  });

/** Text that is painted and clean already stays as it is: most of a frame's time. */
const paintedText = {
  name: 'painted-text',
  setup(build) {
    around(
      build,
      'output',
      'export default class Output',
      'Output',
      'paintedRows',
      'painted-rows.ts',
    );
    around(
      build,
      'sanitize-ansi',
      'export default sanitizeAnsi',
      'sanitizeAnsi',
      'passSimple',
      'simple-text.ts',
    );
  },
};

/** How everything is bundled; the measurements bundle what they compare with in the same way. */
export const BUNDLING = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  external: ['koffi'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    SOCKSCOPE_BUNDLED: 'true',
    // Yoga asks whether there is a fetch, which it then has no use for; in Node asking alone loads the
    // whole HTTP client, some 40 ms before the first frame.
    fetch: 'undefined',
  },
  banner: {
    js: "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);",
  },
  plugins: [noDevtools, noLicenceTables, quickText, paintedText],
};

/** Rejects, with the errors printed (`logLevel`), when something can't be bundled. */
export async function build({ logLevel = 'warning' } = {}) {
  const { outputFiles } = await esbuild.build({
    ...BUNDLING,
    entryPoints: { cli: 'cli.tsx', worker: 'source/engine/worker.ts' },
    outdir: 'dist',
    // Flat: the bridge finds worker.js beside whatever chunk it stands in.
    chunkNames: '[name]-[hash]',
    splitting: true,
    logLevel,
    write: false,
  });
  await replace(join(root, 'dist'), outputFiles);
}

/** Each file appears whole, and none that is the same is touched: a running program keeps its files. */
async function replace(folder, files) {
  await mkdir(folder, { recursive: true });
  for (const { path, contents } of files) {
    const old = await readFile(path).catch(() => null);
    if (old?.equals(contents)) continue;
    const temporary = `${path}.${process.pid}`;
    await writeFile(temporary, contents);
    await rename(temporary, path);
  }
  const wanted = new Set(files.map(({ path }) => basename(path)));
  for (const name of await readdir(folder)) {
    if (!wanted.has(name) && name.endsWith('.js')) await rm(join(folder, name), { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build().then(
    () => esbuild.stop(),
    () => process.exit(1),
  );
}
