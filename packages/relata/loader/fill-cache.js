import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { transformSync } from '@swc/core';
import { entryOf, PROJECT_FOLDER } from './cache.js';

// `node packages/relata/loader/fill-cache.js src/main.ts` compiles a file and all it imports, and theirs, as far as
// they are not in the cache. It is run by packages/relata/loader/compiled.js when a file is missing there.

/** Relative, and named as it would be once compiled. */
const OWN_IMPORT = /(["'])(\.{1,2}\/[^"'\n]+)\.js\1/g;

const files = new Set(process.argv.slice(2).flatMap((name) => withNeighbours(resolve(name))));
// A set goes on with what is added while it is walked through.
for (const file of files) {
  for (const [, , path] of compile(file).matchAll(OWN_IMPORT)) {
    const imported = `${resolve(dirname(file), path)}.ts`;
    if (existsSync(imported)) {
      files.add(imported);
    }
  }
}

/** Migrations are loaded by the names in their folder: nothing imports them. */
function withNeighbours(file) {
  const folder = dirname(file);
  const neighbours = relative(PROJECT_FOLDER, folder).startsWith('..') ? [] : readdirSync(folder);
  const sources = neighbours.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  return [file, ...sources.map((name) => join(folder, name))];
}

/** @returns the code, or nothing where there is a fault in the source: whoever loads it is told */
function compile(filename) {
  const entry = entryOf(filename);
  const known = entry.read();
  if (known !== null) {
    return known;
  }
  const output = attempt(() =>
    // The sources of its lines are beside it, and need not be in the map once more.
    transformSync(entry.source, { filename, sourceMaps: true, inlineSourcesContent: false }),
  );
  if (output === null) {
    return '';
  }
  entry.write(output);
  return output.code;
}

function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}
