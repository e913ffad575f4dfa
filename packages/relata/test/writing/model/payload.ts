import type { ModelFault } from './fault.js';
import type { Result } from './create.js';
import type { Operation } from './operation.js';
import { keyOf, RULES } from './rules.js';
import type { Scene } from './targets.js';
import type { LinkTable, ModelName, Row } from './world.js';

/** What a root field answers, ids being keys of the model and lists without order sorted. */
export type ModelAnswer = Readonly<Record<string, unknown>>;

/** What a root field answers. @param scene - the world right after it */
export function payload(scene: Scene, operation: Operation, result: Result): ModelAnswer {
  const { kind, model } = operation;
  const { keys, deleted, affected } = result;
  const errors = comparableFaults(result.faults);
  const name = model.toLowerCase();
  const seen = (key: string | null | undefined): unknown =>
    key === null || key === undefined ? null : rowSeen(scene, model, key);
  switch (kind) {
    case 'createMany':
      return { [`${name}s`]: keys.map(seen), affectedCount: affected, errors };
    case 'updateMany':
      return { [`${name}s`]: sorted(keys.map(seen)), affectedCount: affected, errors };
    case 'delete':
      return { deletedId: deleted[0] ?? null, errors };
    case 'deleteMany':
      return { deletedIds: sorted(deleted), affectedCount: affected, errors };
    default:
      return { [name]: seen(keys[0]), errors };
  }
}

/** Sorted, each once: which faults are told matters, not how often or in which order. */
export function comparableFaults(faults: readonly ModelFault[]): readonly string[] {
  const lines = faults.map(({ code, path, fields = [] }) =>
    [code, path.join('.'), ...[...fields].sort()].join(' ').trim(),
  );
  return [...new Set(lines)].sort();
}

/** Sorted by what rows say, their ids last: those may not be known yet. */
export function sorted(rows: readonly unknown[]): readonly unknown[] {
  const place = (row: unknown): string =>
    typeof row === 'object' && row !== null && 'id' in row
      ? JSON.stringify([{ ...row, id: '' }, row.id])
      : JSON.stringify(row);
  return [...rows].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

function rowSeen(scene: Scene, model: ModelName, key: string): unknown {
  const row = seenRow(scene, key);
  return row === null ? null : SELECTED[model](scene, row);
}

/** The fields tests select of each model. */
const SELECTED: Readonly<Record<ModelName, (scene: Scene, row: Row) => unknown>> = {
  User: (scene, row) => {
    const { asker, world } = scene;
    const isOpen = row.key === keyOf(asker) || asker.permissions.includes('user:read-email');
    const { username, email, isActive } = row.values;
    const held = (model: ModelName, column: string): Row[] =>
      world
        .rows(model)
        .filter((each) => each.values[column] === row.key && seenRow(scene, each.key) !== null);
    const [profile] = held('Profile', 'user');
    const { firstName } = profile?.values ?? {};
    return {
      id: row.key,
      version: row.version,
      username,
      email: isOpen ? email : null,
      isActive,
      profile:
        profile === undefined ? null : { id: profile.key, version: profile.version, firstName },
      posts: sorted(
        held('Post', 'author').map(({ key, version, values: { title } }) => ({
          id: key,
          version,
          title,
        })),
      ),
      roles: linked(scene, 'user_roles', row),
      tags: linked(scene, 'user_tags', row),
    };
  },
  Profile: (scene, { key, version, values: { firstName, age, gender, profession, user } }) => ({
    id: key,
    version,
    firstName,
    age,
    gender,
    profession,
    user: userSeen(scene, user),
  }),
  Post: (scene, row) => {
    const { title, content, status, author } = row.values;
    return {
      id: row.key,
      version: row.version,
      title,
      content,
      status,
      author: userSeen(scene, author),
      tags: linked(scene, 'post_tags', row),
    };
  },
  Tag: (_scene, { key, version, values: { name } }) => ({ id: key, version, name }),
  Role: (_scene, { key, version, values: { name, description } }) => ({
    id: key,
    version,
    name,
    description,
  }),
};

function linked(scene: Scene, table: LinkTable, { key }: Row): readonly unknown[] {
  return sorted(
    scene.world.targets(table, key).flatMap((target) => {
      const row = seenRow(scene, target);
      return row === null ? [] : [{ id: row.key, name: row.values['name'] }];
    }),
  );
}

function userSeen(scene: Scene, key: unknown): unknown {
  const user = seenRow(scene, String(key));
  return user === null ? null : { id: user.key, username: user.values['username'] };
}

function seenRow({ world, asker }: Scene, key: string): Row | null {
  const row = world.find(key);
  return row !== undefined && RULES[row.model].read(asker, row, world) ? row : null;
}
