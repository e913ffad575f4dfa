import { requireNode } from '../../node-version.js';

// The process of an application that `relata dev` starts anew: it listens where only that asks, and tells it what becomes of it.
requireNode();
await import('reflect-metadata');
const { runApplication } = await import('./run-application.js');
await runApplication(process.argv[2]);
