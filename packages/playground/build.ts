import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { BuildOptions, OutputFile } from 'esbuild';
import { assetOf, type Bundle } from '../relata/src/server/playground/bundle.js';

/** Where the sources of the page are. */
export const PAGE_FOLDER = join(import.meta.dirname, 'page');

/** The folder that holds `node_modules`. */
export const PROJECT_FOLDER = resolve(import.meta.dirname, '../..');

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

const worker = (name: string, module: string): BuildOptions => ({
  format: 'iife',
  entryPoints: { [`${name}.worker`]: module },
});

const PARTS: readonly BuildOptions[] = [
  // Monaco's modules each import their style sheet; GraphiQL's holds them all.
  {
    format: 'esm',
    entryPoints: { page: join(PAGE_FOLDER, 'page.tsx') },
    loader: { '.css': 'empty' },
    // See there.
    alias: { 'framer-motion': join(PAGE_FOLDER, 'tab-list.tsx') },
    tsconfig: join(PAGE_FOLDER, 'tsconfig.json'),
  },
  { entryPoints: { page: join(PAGE_FOLDER, 'page.css') } },
  worker('editor', 'monaco-editor/esm/vs/editor/editor.worker.js'),
  worker('json', 'monaco-editor/esm/vs/language/json/json.worker.js'),
  worker('graphql', 'monaco-graphql/esm/graphql.worker.js'),
];

const compress = promisify(gzip);

/** How much of a bundle is there: parts of it, which are files. */
export interface BuildProgress {
  readonly built: number;
  readonly of: number;
}

/**
 * Bundles the page from its sources and from `node_modules`, without the network; it takes seconds.
 * The bundler works in a process of its own, and requests are answered meanwhile. It is loaded here
 * and not with the module, because most starts find the bundle of an earlier one.
 * @param onProgress - called at the beginning and after each part
 * @throws what the bundler throws when a source or a package is broken or missing
 */
export async function buildBundle(
  onProgress: (progress: BuildProgress) => void = () => undefined,
): Promise<Bundle> {
  let built = 0;
  const tell = (): void => {
    onProgress({ built, of: PARTS.length });
  };
  tell();
  const { build, stop } = await import('esbuild');
  try {
    const parts = await Promise.all(
      PARTS.map(async (part) => {
        const { outputFiles } = await build({ ...COMMON, ...part, write: false });
        const assets = await Promise.all(outputFiles.map(assetEntry));
        built += 1;
        tell();
        return assets;
      }),
    );
    return new Map(parts.flat());
  } finally {
    // Otherwise the bundler's own process stays as long as the server.
    await stop();
  }
}

async function assetEntry({ path, contents }: OutputFile) {
  const name = basename(path);
  return [name, assetOf(name, await compress(contents))] as const;
}
