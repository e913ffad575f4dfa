import type { NamedRow, RoleRow } from './rows.js';

/** What the policies of the models asked for at first, and what it allows. */
const FIRST_PERMISSIONS: readonly NamedRow[] = [
  { name: 'post:read', description: 'Read drafts and archived posts of others' },
  { name: 'post:create', description: 'Create posts in the name of others' },
  { name: 'post:update', description: 'Change posts of others' },
  { name: 'post:delete', description: 'Delete posts of others' },
  { name: 'user:read-email', description: 'Read e-mail addresses and contacts' },
  { name: 'user:read-deleted', description: 'See users that were deleted' },
  { name: 'user:create', description: 'Create users' },
  { name: 'user:update', description: 'Change other users' },
  { name: 'user:delete', description: 'Delete other users' },
  { name: 'role:create', description: 'Create roles and permissions' },
  { name: 'role:update', description: 'Change roles and permissions' },
  { name: 'role:delete', description: 'Delete roles and permissions' },
  { name: 'tag:update', description: 'Rename tags' },
  { name: 'tag:delete', description: 'Delete tags' },
];

/** What they came to ask for later. */
const LATER_PERMISSIONS: readonly NamedRow[] = [
  { name: 'user:purge', description: 'Delete for good users that were deleted' },
];

/** What the policies of the models ask for. */
export const POLICY_PERMISSIONS: readonly NamedRow[] = [...FIRST_PERMISSIONS, ...LATER_PERMISSIONS];

/** The permissions there are from the start: beside those of the policies, what the server asks for. */
export const SEEDED_PERMISSIONS: readonly NamedRow[] = [
  ...FIRST_PERMISSIONS,
  { name: 'plan:read', description: 'See how operations are answered, with their SQL' },
  ...LATER_PERMISSIONS,
];

/** Names an application of this size would have besides; nobody asks for them. */
const FURTHER_NAMES = [
  ...['feature', 'pin', 'lock', 'translate', 'export'].map((action) => `post:${action}`),
  ...['suspend', 'export'].map((action) => `user:${action}`),
  ...['feature', 'verify', 'export'].map((action) => `profile:${action}`),
  ...['feature', 'merge', 'export'].map((action) => `tag:${action}`),
  ...['read', 'create', 'export'].map((action) => `report:${action}`),
  ...['read', 'upload', 'delete'].map((action) => `media:${action}`),
  ...['read', 'export'].map((action) => `audit:${action}`),
  'setting:update',
  ...['read', 'send'].map((action) => `newsletter:${action}`),
] as const;

/** The 40 permissions of generated data. */
export const PERMISSIONS: readonly NamedRow[] = [
  ...SEEDED_PERMISSIONS,
  ...FURTHER_NAMES.map((name) => ({ name, description: null })),
];

const allOf = (
  permissions: readonly NamedRow[],
  ...resources: readonly string[]
): readonly string[] =>
  permissions
    .map(({ name }) => name)
    .filter((name) => resources.includes('*') || resources.includes(name.split(':', 1)[0] ?? ''));

/** Roles over a set of permissions: the names of the roles are those of every data set. */
function rolesOver(permissions: readonly NamedRow[]): readonly RoleRow[] {
  return [
    {
      name: 'admin',
      description: 'May do everything',
      permissions: allOf(permissions, '*'),
    },
    {
      name: 'editor',
      description: 'Looks after what others write',
      permissions: allOf(permissions, 'post', 'tag', 'media'),
    },
    {
      name: 'author',
      description: 'Writes, and keeps the tags tidy',
      permissions: ['tag:update', 'media:upload'].filter((name) =>
        permissions.some((permission) => permission.name === name),
      ),
    },
    { name: 'reader', description: null, permissions: [] },
  ];
}

/** The four roles of the sample data. */
export const SAMPLE_ROLES = rolesOver(SEEDED_PERMISSIONS);

/** The five roles of generated data. */
export const ROLES: readonly RoleRow[] = [
  ...rolesOver(PERMISSIONS).map((role) =>
    role.name === 'reader' ? { ...role, permissions: ['report:read', 'newsletter:read'] } : role,
  ),
  {
    name: 'moderator',
    description: 'Keeps the peace',
    permissions: [
      ...allOf(PERMISSIONS, 'user', 'profile'),
      'post:read',
      'post:lock',
      'post:delete',
    ],
  },
];
