import { requireNode } from '../node-version.js';

// `npm run create-admin -- --username ada --email ada@example.com`, or without flags on a terminal.
requireNode();
await import('reflect-metadata');
const { runCreateAdmin } = await import('./create-admin-command.js');
process.exitCode = await runCreateAdmin(process.argv.slice(2), process);
