import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { entryOf, PROJECT_FOLDER, SWC } from './cache.js';

// `node packages/relata/loader/fill-cache.js src/app.ts` compiles a file and all it imports, and theirs, as far as
// they are not in the cache. It is run by packages/relata/loader/compiled.js when a file is missing there.

/** Relative, and named as it would be once compiled. */
const OWN_IMPORT = /(["'])(\.{1,2}\/[^"'\n]+)\.js\1/g;
/** A door of the engine. */
const DOOR_IMPORT = /(["'])(relata(?:\/[\w-]+)?)\1/g;

const files = new Set(process.argv.slice(2).flatMap((name) => withNeighbours(resolve(name))));
// A set goes on with what is added while it is walked through.
for (const file of files) {
  const code = compile(file);
  for (const [, , path] of code.matchAll(OWN_IMPORT)) {
    add(`${resolve(dirname(file), path)}.ts`);
  }
  for (const [, , door] of code.matchAll(DOOR_IMPORT)) {
    add(doorOf(door));
  }
}

function add(file) {
  if (file.endsWith('.ts') && existsSync(file)) {
    files.add(file);
  }
}

/** The file of a door: this loader is in the package, which knows itself by name. */
function doorOf(door) {
  try {
    return fileURLToPath(import.meta.resolve(door));
  } catch {
    return '';
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
    transformSync(entry.source, {
      ...SWC,
      swcrc: false,
      filename,
      sourceMaps: true,
      inlineSourcesContent: false,
    }),
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
