import type { TestViewer } from './api.js';

/** Every permission that decides about a write. */
const PERMISSIONS = [
  'user:create',
  'user:update',
  'user:delete',
  'user:read-email',
  'user:read-deleted',
  'post:create',
  'post:update',
  'post:delete',
  'post:read',
  'tag:update',
  'tag:delete',
  'role:create',
  'role:update',
  'role:delete',
];

/** The first user, who may do everything. */
export const ADMIN: TestViewer = { userId: 1, permissions: PERMISSIONS };

/** Settings that make the hashing of passwords cheap. */
export const CHEAP_PASSWORDS = { PASSWORD_MEMORY_KIB: '8', PASSWORD_PASSES: '1' };
