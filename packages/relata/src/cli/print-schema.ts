import { requireNode } from '../node-version.js';

// `npm run print-schema` writes schema.graphql; with `--check` it only compares.
requireNode();
await import('reflect-metadata');
const { printSchemaFile } = await import('./schema-file.js');
const { loadApplication } = await import('./load-application.js');
process.exitCode = await printSchemaFile(await loadApplication(), process.argv.includes('--check'));
