import { requireNode } from '../node-version.js';

// `npm run print-access` writes the matrix in docs/access.md; with `--check` it only compares.
requireNode();
await import('reflect-metadata');
const { printAccessFile } = await import('./access-file.js');
process.exitCode = await printAccessFile(process.argv.includes('--check'));
