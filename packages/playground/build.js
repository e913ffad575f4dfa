import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

// Builds the page into files that the engine serves, compressed, with a list of them. Needs no network.

const PAGE = join(import.meta.dirname, 'page');
const REPOSITORY = resolve(import.meta.dirname, '../..');
const OUT = join(REPOSITORY, 'packages/relata/playground');

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: REPOSITORY,
  outdir: 'playground',
  write: false,
  bundle: true,
  minify: true,
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
};

const worker = (name, module) => ({
  format: 'iife',
  entryPoints: { [`${name}.worker`]: module },
});

const PARTS = [
  // Monaco's modules each import their style sheet; GraphiQL's holds them all.
  {
    format: 'esm',
    entryPoints: { page: join(PAGE, 'page.tsx') },
    loader: { '.css': 'empty' },
    // See there.
    alias: { 'framer-motion': join(PAGE, 'graphiql/tab-list.tsx') },
    tsconfig: join(PAGE, 'tsconfig.json'),
  },
  { entryPoints: { page: join(PAGE, 'page.css') } },
  worker('editor', 'monaco-editor/esm/vs/editor/editor.worker.js'),
  worker('json', 'monaco-editor/esm/vs/language/json/json.worker.js'),
  worker('graphql', 'monaco-graphql/esm/graphql.worker.js'),
];

const built = await Promise.all(PARTS.map((part) => build({ ...COMMON, ...part })));
const files = built
  .flatMap(({ outputFiles }) => outputFiles)
  .map(({ path, contents }) => ({ name: basename(path), contents }));

// Browsers keep what has this in its address for ever.
const hash = createHash('sha256');
for (const { name, contents } of files) {
  hash.update(`${name}\0`).update(contents);
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT);
for (const { name, contents } of files) {
  writeFileSync(join(OUT, `${name}.gz`), gzipSync(contents, { level: 9 }));
}
const manifest = { key: hash.digest('hex').slice(0, 16), files: files.map(({ name }) => name) };
writeFileSync(join(OUT, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
