import { requireNode } from '../node-version.js';

// `npm run print-clients` writes the files for clients; with `--check` it only compares.
requireNode();
await import('reflect-metadata');
const { printClientFolder } = await import('./client-folder.js');
const { loadApplication } = await import('./load-application.js');
process.exitCode = await printClientFolder(
  await loadApplication(),
  process.argv.includes('--check'),
);
