import { requireNode } from '../node-version.js';

// The command `relata`, once TypeScript can be loaded: see bin/relata.js.
requireNode();
const { startSmall } = await import('../heap.js');
startSmall();
await import('reflect-metadata');
const { runCommand } = await import('./program.js');
process.exitCode = await runCommand(process.argv.slice(2), process);
