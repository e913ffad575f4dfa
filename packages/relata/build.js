import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

// Makes the folder that is packed, `build/`: JavaScript, declarations, the playground, a package.json of its own.
// Inside the repository `exports` name the sources, so that nothing has to be built to work on them.

const HERE = import.meta.dirname;
const BUILD = join(HERE, 'build');
const SWC = JSON.parse(readFileSync(join(HERE, 'swc.json'), 'utf8'));
/** What goes along as it is. */
const COPIED = [
  'bin',
  'jest-preset.js',
  'loader',
  'register.js',
  'swc.json',
  'playground',
  '../../LICENSE',
];

rmSync(BUILD, { recursive: true, force: true });
for (const name of readdirSync(join(HERE, 'src'), { recursive: true })) {
  compile(name);
}
execFileSync(
  process.execPath,
  [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  { cwd: HERE, stdio: 'inherit' },
);
for (const name of COPIED) {
  cpSync(join(HERE, name), join(BUILD, name.split('/').at(-1)), { recursive: true });
}
writeFileSync(join(BUILD, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);

function compile(name) {
  const target = join(BUILD, 'dist', name.replace(/\.ts$/, '.js'));
  if (name.endsWith('.ts')) {
    write(target, transformSync(read(name), { ...SWC, swcrc: false, sourceMaps: false }).code);
  } else if (name.endsWith('.js')) {
    // Jest loads these by themselves, and they what is beside them.
    write(target, read(name).replaceAll(/(?<=['"]\.[^'"\n]*)\.ts(?=['"])/g, '.js'));
  }
}

function read(name) {
  return readFileSync(join(HERE, 'src', name), 'utf8');
}

function write(target, text) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** The package as it is published: its doors lead to what was built. */
function manifest() {
  const own = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
  const doors = Object.entries(own.exports).map(([door, file]) => [door, builtDoor(file)]);
  return { ...own, private: undefined, scripts: undefined, exports: Object.fromEntries(doors) };
}

function builtDoor(file) {
  return file.endsWith('.ts')
    ? { types: built(file).replace(/\.js$/, '.d.ts'), default: built(file) }
    : built(file);
}

function built(file) {
  return file.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '.js');
}
