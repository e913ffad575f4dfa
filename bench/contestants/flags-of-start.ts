import { readFileSync } from 'node:fs';

/** What `relata start` tells V8: Relata is measured as people run it. */
export const FLAGS_OF_START = JSON.parse(
  readFileSync(new URL('../../packages/relata/bin/heap.json', import.meta.url), 'utf8'),
) as readonly string[];
