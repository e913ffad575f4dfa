import type { LinkTable, ModelName, Row, Value, World } from './world.js';
import { caselessKey } from '../../../src/testing/rows/caseless-key.js';

/** Who asks. */
export interface Asker {
  readonly userId: number | null;
  readonly permissions: readonly string[];
}

/** A column clients set. */
interface ColumnRule {
  /** Most characters; columns without have the limit of long texts. */
  readonly most?: number;
  readonly nullable?: boolean;
  /** What a new row has when its input does not say. */
  readonly otherwise?: Value;
}

/** A relation inputs may speak of. */
export interface RelationRule {
  readonly name: string;
  readonly target: ModelName;
  readonly many: boolean;
  /** This row has the key, the other row has it, or a table between. */
  readonly join:
    | { readonly kind: 'holds' | 'held'; readonly key: string }
    | { readonly kind: 'link'; readonly table: LinkTable };
  /** Whether what is taken out is deleted. */
  readonly orphans: boolean;
}

type Test = (asker: Asker, row: Row, world: World) => boolean;

/** What is said of a model in its file, in plain words once more. */
export interface ModelRules {
  readonly columns: Readonly<Record<string, ColumnRule>>;
  /** Unique columns; true where case does not count. */
  readonly uniques: Readonly<Record<string, boolean>>;
  readonly relations: readonly RelationRule[];
  readonly read: Test;
  readonly create: Test;
  readonly update: Test;
  readonly remove: Test;
  /** Who may create some row at all. */
  readonly mayCreate: (asker: Asker) => boolean;
  /** Who may set some fields. */
  readonly fields: Readonly<Record<string, (asker: Asker) => boolean>>;
}

const can =
  (permission: string) =>
  ({ permissions }: Asker): boolean =>
    permissions.includes(permission);

const isSignedIn = ({ userId }: Asker): boolean => userId !== null;
const everyone = (): boolean => true;

/** The key of the asker's own row. */
export function keyOf({ userId }: Asker): string {
  return `User#${String(userId)}`;
}

const self: Test = (asker, row) => row.key === keyOf(asker);
const own =
  (column: string): Test =>
  (asker, row) =>
    asker.userId !== null && row.values[column] === keyOf(asker);
const either =
  (...tests: readonly Test[]): Test =>
  (asker, row, world) =>
    tests.some((test) => test(asker, row, world));

const tags = (table: LinkTable): RelationRule => ({
  name: 'tags',
  target: 'Tag',
  many: true,
  join: { kind: 'link', table },
  orphans: false,
});

export const RULES: Readonly<Record<ModelName, ModelRules>> = {
  User: {
    columns: {
      username: { most: 255 },
      email: { most: 320 },
      password: {},
      isActive: { otherwise: true },
    },
    uniques: { username: true, email: true },
    relations: [
      {
        name: 'profile',
        target: 'Profile',
        many: false,
        join: { kind: 'held', key: 'user' },
        orphans: true,
      },
      {
        name: 'posts',
        target: 'Post',
        many: true,
        join: { kind: 'held', key: 'author' },
        orphans: true,
      },
      {
        name: 'roles',
        target: 'Role',
        many: true,
        join: { kind: 'link', table: 'user_roles' },
        orphans: false,
      },
      tags('user_tags'),
    ],
    read: (_asker, { values }) => values['deletedAt'] !== true,
    create: can('user:create'),
    update: either(self, can('user:update')),
    remove: either(self, can('user:delete')),
    mayCreate: can('user:create'),
    fields: { isActive: can('user:update'), roles: can('role:update') },
  },
  Profile: {
    columns: {
      firstName: { most: 255 },
      age: { nullable: true, otherwise: null },
      gender: {},
      profession: { otherwise: 'DEVELOPER' },
    },
    uniques: {},
    relations: [
      {
        name: 'user',
        target: 'User',
        many: false,
        join: { kind: 'holds', key: 'user' },
        orphans: false,
      },
    ],
    read: (_asker, { values }, world) =>
      world.find(String(values['user']))?.values['deletedAt'] !== true,
    create: either(own('user'), can('user:update')),
    update: either(own('user'), can('user:update')),
    remove: either(own('user'), can('user:delete')),
    mayCreate: (asker) => isSignedIn(asker) || can('user:update')(asker),
    fields: {},
  },
  Post: {
    columns: { title: { most: 255 }, content: {} },
    uniques: {},
    relations: [tags('post_tags')],
    read: either(
      (_asker, { values }) => values['status'] === 'PUBLISHED',
      own('author'),
      can('post:read'),
    ),
    create: either(own('author'), can('post:create')),
    update: either(own('author'), can('post:update')),
    remove: either(own('author'), can('post:delete')),
    mayCreate: (asker) => isSignedIn(asker) || can('post:create')(asker),
    fields: {},
  },
  Tag: {
    columns: { name: { most: 255 } },
    uniques: { name: true },
    relations: [],
    read: everyone,
    create: isSignedIn,
    update: can('tag:update'),
    remove: can('tag:delete'),
    mayCreate: isSignedIn,
    fields: {},
  },
  Role: {
    columns: { name: { most: 255 }, description: { nullable: true, otherwise: null } },
    uniques: { name: false },
    relations: [],
    read: isSignedIn,
    create: can('role:create'),
    update: can('role:update'),
    remove: can('role:delete'),
    mayCreate: can('role:create'),
    fields: {},
  },
};

/** What a unique value is compared by. */
export function folded(model: ModelName, column: string, value: Value): string {
  const isCaseless = RULES[model].uniques[column] === true;
  return isCaseless ? caselessKey(String(value)) : String(value);
}
