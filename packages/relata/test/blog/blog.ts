import type { Application } from 'relata';
import { passwords } from 'relata/auth';
import { ADMIN_ROLE, lastAdmin } from './last-admin.js';
import { models, User } from './models/index.js';
import { operations } from './operations/index.js';

/** The application that the tests of the engine serve: theirs, so that they say what it is. */
export const blog: Application = {
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
  invariants: [lastAdmin],
};
