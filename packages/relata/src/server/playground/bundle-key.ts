import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PAGE_FOLDER, PROJECT_FOLDER } from '../../../../playground/build.js';

/** The packages that end up in the bundle or make it, as far as their versions change it. */
const PACKAGES = [
  '@graphiql/plugin-doc-explorer',
  '@graphiql/plugin-history',
  '@graphiql/react',
  '@graphiql/toolkit',
  'esbuild',
  'graphiql',
  'graphql',
  'monaco-editor',
  'monaco-graphql',
  'react',
  'react-dom',
] as const;

/** Sources outside of the page's folder that end up in the bundle. */
export const SHARED_SOURCES = [
  join(PROJECT_FOLDER, 'packages/relata/src/database/statements/sql-layout.ts'),
];

/**
 * What the bundle is known by: 16 hexadecimal digits that change with the page's sources, with how
 * they are built and with the versions of the packages in it.
 * @throws when a source or a package is missing
 */
export async function bundleKey(): Promise<string> {
  const hash = createHash('sha256');
  const sources = (await readdir(PAGE_FOLDER)).sort().map((name) => join(PAGE_FOLDER, name));
  for (const file of [
    join(import.meta.dirname, 'build-bundle.ts'),
    ...SHARED_SOURCES,
    ...sources,
  ]) {
    hash
      .update(file.slice(import.meta.dirname.length))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  const { resolve } = createRequire(import.meta.url);
  for (const name of PACKAGES) {
    hash.update(await readFile(resolve(`${name}/package.json`))).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
