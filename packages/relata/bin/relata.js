#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The command `relata`. Its first lines run on any Node; what comes after is loaded once Node is known to bear it.

/** How the heap of a server grows: Node takes this at its very start alone. */
const HEAP = () => JSON.parse(readFileSync(new URL('heap.json', import.meta.url), 'utf8'));

const REGISTER = import.meta.resolve('relata/register');
const COMMANDS = import.meta.resolve('relata/cli/relata');

const [node, , ...args] = process.argv;
const canBecome = typeof process.execve === 'function' && process.platform !== 'win32';

if (args[0] === 'start' && canBecome) {
  // The process becomes another program, with the same id, before it has loaded anything: there is never a second one.
  process.execve(process.execPath, [
    node,
    ...process.execArgv,
    ...HEAP(),
    '--import',
    REGISTER,
    fileURLToPath(COMMANDS),
    ...args,
  ]);
} else {
  await import(REGISTER);
  await import(COMMANDS);
}
