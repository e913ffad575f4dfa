import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder of the application, which holds `node_modules`. */
export const PROJECT_FOLDER = process.cwd();

/** How TypeScript is compiled, in the tests too. */
export const SWC = JSON.parse(readFileSync(join(import.meta.dirname, '../swc.json'), 'utf8'));

/** Under `node_modules`: never committed, and gone with the compiler that filled it. */
const CACHE_FOLDER = join(PROJECT_FOLDER, 'node_modules/.cache/relata-compiled');

/** What the output depends on beside the source: other settings, other entries. */
const SETTINGS = sha256(
  JSON.stringify(SWC),
  readFileSync(join(import.meta.dirname, 'fill-cache.js'), 'utf8'),
  readFileSync(createRequire(import.meta.url).resolve('@swc/core/package.json'), 'utf8'),
);

/**
 * The place in the cache of a file as it is now. It is named by all it was made from, so what is in
 * it is never stale: a file that changes gets another place.
 * @param filename - absolute
 */
export function entryOf(filename) {
  const source = readFileSync(filename, 'utf8');
  const place = join(CACHE_FOLDER, sha256(SETTINGS, fromCache(filename), source).slice(0, 32));
  return {
    filename,
    source,
    /** @returns the code with the address of its map; null where it is missing or not whole */
    read: () => read(place),
    /**
     * Processes may do this at once: each file appears whole or not at all.
     * @throws when the place cannot be written to
     */
    write: ({ code, map }) => {
      const text = JSON.stringify({ ...JSON.parse(map), sources: [fromCache(filename)] });
      mkdirSync(CACHE_FOLDER, { recursive: true });
      replace(`${place}.map`, text);
      replace(`${place}.js`, `// ${sha256(code, text)}\n${code}`);
    },
  };
}

/** A crash of the machine can leave a file empty although it was renamed: the digest tells. */
function read(place) {
  try {
    const text = readFileSync(`${place}.js`, 'utf8');
    const end = text.indexOf('\n');
    const code = text.slice(end + 1);
    const isWhole = text.slice(3, end) === sha256(code, readFileSync(`${place}.map`, 'utf8'));
    // A path: Node takes a whole `file:` URL for none it knows.
    return isWhole
      ? `${code}\n//# sourceMappingURL=${pathToFileURL(`${place}.map`).pathname}`
      : null;
  } catch {
    return null;
  }
}

function replace(path, text) {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The way to a source, the same in every copy of the project: copies share what is compiled. */
function fromCache(filename) {
  return relative(CACHE_FOLDER, filename).replaceAll(sep, '/');
}

function sha256(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) {
    hash.update(text).update('\0');
  }
  return hash.digest('hex');
}
