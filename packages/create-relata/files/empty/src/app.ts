import { fileURLToPath } from 'node:url';
import type { Application } from 'relata';
import { models } from './models/index.js';

/** What is served. */
export const application: Application = {
  models,
  migrations: fileURLToPath(new URL('../migrations/', import.meta.url)),
};
