import { requireNode } from '../src/node-version.js';

// `npm run bench`. The rest is loaded once Node is known to bear it.
requireNode();
await import('reflect-metadata');
const { runBench } = await import('./run-bench.js');
process.exitCode = await runBench(process.argv.slice(2));
