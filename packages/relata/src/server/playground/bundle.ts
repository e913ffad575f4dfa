import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of the page, as it is kept and sent. */
export interface Asset {
  /** Its media type, `text/css; charset=utf-8`. */
  readonly type: string;
  /** Its content, compressed with gzip. */
  readonly gzip: Buffer;
}

/** The files of the page. */
export interface Bundle {
  /** Stands in their addresses, and changes with their content. */
  readonly key: string;
  /** By name: `page.js`, `page.css` and the editor's three workers. */
  readonly files: ReadonlyMap<string, Asset>;
}

/** Filled by `npm run build:playground` in the repository, and there in the package. */
const FOLDER = join(import.meta.dirname, '../../../playground');

/**
 * Reads what was built of the page.
 * @throws where it was not built
 */
export async function readBundle(folder = FOLDER): Promise<Bundle> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8');
  const { key, files } = JSON.parse(text) as { key: string; files: readonly string[] };
  const assets = files.map(
    async (name) => [name, assetOf(name, await readFile(join(folder, `${name}.gz`)))] as const,
  );
  return { key, files: new Map(await Promise.all(assets)) };
}

/** Makes an asset of a compressed file; its name tells its type. */
function assetOf(name: string, gzip: Buffer): Asset {
  return { type: `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`, gzip };
}
