import { requireNode } from '../node-version.js';

// `npm run print-schema` writes schema.graphql; with `--check` it only compares.
requireNode();
await import('reflect-metadata');
const { printSchemaFile } = await import('./schema-file.js');
process.exitCode = await printSchemaFile(process.argv.includes('--check'));
