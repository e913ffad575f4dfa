import { readFileSync } from 'node:fs';

interface PackageFile {
  readonly scripts: { readonly start: string };
}

const { scripts } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as PackageFile;

/** What `npm start` tells V8: Relata is measured as people run it. */
export const FLAGS_OF_START: readonly string[] = scripts.start
  .split(' ')
  .filter((word) => word.startsWith('--') && word !== '--import');
