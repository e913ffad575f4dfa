import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { BuildOptions, OutputFile } from 'esbuild';
import { assetOf, type Bundle } from './bundle.js';

/** Where the sources of the page are. */
export const PAGE_FOLDER = join(import.meta.dirname, 'page');

/** The folder that holds `node_modules`. */
export const PROJECT_FOLDER = resolve(import.meta.dirname, '../../..');

const COMMON = {
  absWorkingDir: PROJECT_FOLDER,
  outdir: 'playground',
  write: false,
  bundle: true,
  minify: true,
  target: 'es2022',
  logLevel: 'silent',
  define: { 'process.env.NODE_ENV': '"production"' },
} as const satisfies BuildOptions;

const PARTS: readonly BuildOptions[] = [
  // Monaco's modules each import their style sheet; GraphiQL's holds them all.
  {
    format: 'esm',
    entryPoints: { page: join(PAGE_FOLDER, 'page.tsx') },
    loader: { '.css': 'empty' },
    tsconfig: join(PAGE_FOLDER, 'tsconfig.json'),
  },
  { entryPoints: { page: join(PAGE_FOLDER, 'page.css') } },
  {
    format: 'iife',
    entryPoints: {
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    },
  },
];

const compress = promisify(gzip);

/**
 * Bundles the page from its sources and from `node_modules`, without the network; it takes a second
 * or two. The bundler is loaded here and not with the module, because most starts find the bundle
 * of an earlier one.
 * @throws what the bundler throws when a source or a package is broken or missing
 */
export async function buildBundle(): Promise<Bundle> {
  const { build, stop } = await import('esbuild');
  try {
    const parts = await Promise.all(
      PARTS.map((part) => build({ ...COMMON, ...part, write: false })),
    );
    return new Map(
      await Promise.all(parts.flatMap(({ outputFiles }) => outputFiles).map(assetEntry)),
    );
  } finally {
    // Otherwise the bundler's own process stays as long as the server.
    await stop();
  }
}

async function assetEntry({ path, contents }: OutputFile) {
  const name = basename(path);
  return [name, assetOf(name, await compress(contents))] as const;
}
