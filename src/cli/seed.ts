import { requireNode } from 'relata/node-version';

// `npm run seed -- --users 100 --posts 1000`. The rest is loaded once Node is known to bear it.
requireNode();
await import('reflect-metadata');
const { runSeed } = await import('./seed-command.js');
process.exitCode = await runSeed(process.argv.slice(2), process);
