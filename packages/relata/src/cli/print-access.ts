import { requireNode } from '../node-version.js';

// `npm run print-access` writes the matrix in docs/access.md; with `--check` it only compares.
requireNode();
await import('reflect-metadata');
const { printAccessFile } = await import('./access-file.js');
const { loadApplication } = await import('./load-application.js');
process.exitCode = await printAccessFile(await loadApplication(), process.argv.includes('--check'));
