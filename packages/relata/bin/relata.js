#!/usr/bin/env node
import { fileURLToPath } from 'node:url';

// The command `relata`. Its first lines run on any Node; what comes after is loaded once Node is known to bear it.

/**
 * How the heap of a server grows: Node takes this at its very start alone, so that the process becomes another
 * program, with the same id, before it has loaded anything. There is never a second one.
 */
const HEAP = ['--min-semi-space-size=6', '--max-semi-space-size=32', '--no-memory-reducer'];

const REGISTER = import.meta.resolve('relata/register');
const COMMANDS = import.meta.resolve('relata/cli/relata');

const [node, , ...args] = process.argv;
const canBecome = typeof process.execve === 'function' && process.platform !== 'win32';

if (args[0] === 'start' && canBecome) {
  process.execve(process.execPath, [
    node,
    ...process.execArgv,
    ...HEAP,
    '--import',
    REGISTER,
    fileURLToPath(COMMANDS),
    ...args,
  ]);
} else {
  await import(REGISTER);
  await import(COMMANDS);
}
