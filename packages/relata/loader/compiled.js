import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { entryOf, SWC } from './cache.js';

const FILL = join(import.meta.dirname, 'fill-cache.js');
/** Far more than it takes; a compiler that hangs must not keep a server from starting for ever. */
const FILL_MS = 60_000;

const state = {
  /** Not once a run left the file it was for uncompiled: the next would as well. */
  canFill: true,
};

/**
 * The JavaScript of a TypeScript file: what an earlier start left, else compiled by a process that
 * ends when it is done. The compiler is 60 MB that this one would never give back. Only where
 * nothing can be left for later does it compile by itself.
 * @param filename - absolute
 * @throws what the compiler throws
 */
export function compiled(filename) {
  const entry = entryOf(filename);
  return entry.read() ?? fill(entry) ?? compileHere(entry);
}

/** All that the file imports is compiled with it: one process for a start, not one a file. */
function fill(entry) {
  if (!state.canFill) {
    return null;
  }
  spawnSync(process.execPath, [FILL, entry.filename], {
    // What this process is told, to listen for a debugger say, is not meant for that one.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: 'ignore',
    timeout: FILL_MS,
  });
  const code = entry.read();
  state.canFill = code !== null;
  return code;
}

function compileHere({ filename, source }) {
  const { transformSync } = createRequire(import.meta.url)('@swc/core');
  return transformSync(source, { ...SWC, swcrc: false, filename }).code;
}
