import { requireNode } from '../packages/relata/src/node-version.js';

// `npm run bench`. The rest is loaded once Node is known to bear it.
requireNode();
// To be told to stop must not leave an embedded PostgreSQL behind, which ends as this process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(130));
}
await import('reflect-metadata');
const { runBench } = await import('./run-bench.js');
process.exitCode = await runBench(process.argv.slice(2));
