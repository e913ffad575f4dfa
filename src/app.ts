import { fileURLToPath } from 'node:url';
import type { Application } from 'relata';
import { passwords } from 'relata/auth';
import { ADMIN_ROLE, lastAdmin } from './invariants/last-admin.js';
import { models, User } from './models/index.js';
import { operations } from './operations/index.js';

/** What this repository serves. */
export const application: Application = {
  models,
  operations,
  auth: passwords({
    user: User,
    permissions: 'roles.permissions.name',
    signUp: {
      roles: 'roles.name',
      role: 'author',
      permissions: ['user:create', 'user:update', 'role:update'],
    },
    adminRole: ADMIN_ROLE,
  }),
  migrations: fileURLToPath(new URL('../migrations/', import.meta.url)),
  invariants: [lastAdmin],
  sampleData: async () => (await import('./sample-data/index.js')).sampleData,
  examples: async () => (await import('./sample-data/playground-examples.js')).playgroundExamples,
};
