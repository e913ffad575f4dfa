import { folded } from '../model/rules.js';
import {
  LINK_TABLES,
  type LinkTable,
  MODEL_NAMES,
  type ModelName,
  type Row,
  type Value,
  type World,
} from '../model/world.js';
import type { Names } from './names.js';
import type { RawRow, Store } from './store.js';

const TABLES: Readonly<Record<ModelName, string>> = {
  User: 'users',
  Profile: 'profiles',
  Post: 'posts',
  Tag: 'tags',
  Role: 'rbac_roles',
};

const LINK_COLUMNS: Readonly<Record<LinkTable, readonly [string, ModelName, string, ModelName]>> = {
  post_tags: ['post_id', 'Post', 'tag_id', 'Tag'],
  user_tags: ['user_id', 'User', 'tag_id', 'Tag'],
  user_roles: ['user_id', 'User', 'role_id', 'Role'],
};

/** Times are only told apart from null, hashes only from texts. */
const QUERIES = [
  `select id, version, username, username_key, email, email_key, is_active as "isActive",
    deleted_at is not null as "deletedAt", password_hash like '$argon2id$%' as hashed from users`,
  `select id, version, first_name as "firstName", age, gender, profession, user_id as "user" from profiles`,
  `select id, version, title, content, status, published_at is not null as "publishedAt",
    author_id as author from posts`,
  'select id, version, name, name_key from tags',
  'select id, version, name, description from rbac_roles',
  ...LINK_TABLES.map((table) => {
    const [source, , target] = LINK_COLUMNS[table];
    return `select ${source} as source, ${target} as target from ${table}`;
  }),
];

const BOOLEANS = ['isActive', 'deletedAt', 'publishedAt', 'hashed'];
const KEYS: Readonly<Record<string, ModelName>> = { user: 'User', author: 'User' };
/** What tells rows of a model apart whatever their id. */
const NATURAL: Readonly<Record<ModelName, string>> = {
  User: 'username',
  Profile: 'user',
  Post: 'content',
  Tag: 'name',
  Role: 'name',
};

/** All tables as sorted lines, rows named as the model names them. */
export type TableLines = Readonly<Record<string, readonly string[]>>;

/** Empties the tables and puts a world in. */
export async function replaceTables(store: Store, world: World, dialect: string): Promise<void> {
  const isSqlite = dialect === 'sqlite';
  const now = isSqlite ? '1767225600000' : `timestamptz '2026-01-01'`;
  const literal = (value: Value): string => {
    if (typeof value === 'boolean') {
      return isSqlite ? String(Number(value)) : String(value);
    }
    return typeof value === 'string' ? `'${value}'` : String(value);
  };
  const inserts = MODEL_NAMES.flatMap((model) =>
    world.rows(model).map((row) => {
      const columns = Object.entries(columnsOf(row)).map(([name, value]) => {
        const isTime = (name === 'deleted_at' || name === 'published_at') && value === true;
        return [name, isTime ? now : literal(value)] as const;
      });
      const names = columns.map(([name]) => name).join(', ');
      return `insert into ${TABLES[model]} (${names}) values (${columns.map(([, value]) => value).join(', ')})`;
    }),
  );
  const links = LINK_TABLES.flatMap((table) => {
    const [source, , target] = LINK_COLUMNS[table];
    const pairs = [...world.links(table)].map(
      (pair) => `(${pair.split('|').map(numberOf).join(', ')})`,
    );
    return pairs.length === 0
      ? []
      : [`insert into ${table} (${source}, ${target}) values ${pairs.join(', ')}`];
  });
  const emptied = [...LINK_TABLES, 'profiles', 'posts', 'tags', 'rbac_roles', 'users'];
  await store.run([...emptied.map((table) => `delete from ${table}`), ...inserts, ...links]);
}

/** Lets new ids begin where they cannot meet those of the base world. */
export async function reserveIds(store: Store, dialect: string): Promise<void> {
  await store.run(
    dialect === 'sqlite'
      ? []
      : Object.values(TABLES).map((table) => `select setval('${table}_id_seq', 1000)`),
  );
}

/** The tables as lines. New rows are recognized by what tells them apart. */
export async function linesOfStore(store: Store, world: World, names: Names): Promise<TableLines> {
  const results = await store.read(QUERIES);
  const lines: Record<string, readonly string[]> = {};
  MODEL_NAMES.forEach((model, at) => {
    const rows = (results[at] ?? []).map((raw) => normalized(raw, names));
    for (const row of rows) {
      recognize(model, row, { world, names });
    }
    lines[TABLES[model]] = rows
      .map(({ id, ...row }) =>
        line({ id: names.keyOf(`${model.toLowerCase()}_${String(id)}`), ...row }),
      )
      .sort();
  });
  LINK_TABLES.forEach((table, at) => {
    const [, source, , target] = LINK_COLUMNS[table];
    const keyOf = (model: ModelName, id: unknown): string =>
      names.keyOf(`${model.toLowerCase()}_${String(id)}`);
    lines[table] = (results[MODEL_NAMES.length + at] ?? [])
      .map((row) => `${keyOf(source, row['source'])}|${keyOf(target, row['target'])}`)
      .sort();
  });
  return lines;
}

/** What the tables must be. */
export function linesOfWorld(world: World): TableLines {
  const lines: Record<string, readonly string[]> = {};
  for (const model of MODEL_NAMES) {
    lines[TABLES[model]] = world
      .rows(model)
      .map((row) => line(expectedOf(row)))
      .sort();
  }
  for (const table of LINK_TABLES) {
    lines[table] = [...world.links(table)].sort();
  }
  return lines;
}

function recognize(
  model: ModelName,
  row: RawRow,
  { world, names }: { readonly world: World; readonly names: Names },
): void {
  const id = `${model.toLowerCase()}_${String(row['id'])}`;
  const column = NATURAL[model];
  const match = names.keyOf(id).startsWith('?')
    ? world
        .rows(model)
        .find(({ key, values }) => !names.hasKey(key) && values[column] === row[column])
    : undefined;
  if (match !== undefined) {
    names.learn(match.key, id);
  }
}

function normalized(raw: RawRow, names: Names): RawRow {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      const model = KEYS[name];
      if (model !== undefined) {
        return [name, names.keyOf(`${model.toLowerCase()}_${String(value)}`)];
      }
      return [name, BOOLEANS.includes(name) ? Boolean(value) : value];
    }),
  );
}

function expectedOf({ key, model, version, values }: Row): RawRow {
  const row: Record<string, unknown> = { id: key, version, ...values };
  if (model === 'User') {
    row['deletedAt'] = values['deletedAt'] === true;
    row['username_key'] = folded('User', 'username', values['username'] ?? null);
    row['email_key'] = folded('User', 'email', values['email'] ?? null);
    row['hashed'] = true;
  } else if (model === 'Post') {
    row['publishedAt'] = values['publishedAt'] === true;
  } else if (model === 'Tag') {
    row['name_key'] = folded('Tag', 'name', values['name'] ?? null);
  }
  return row;
}

/** Columns of a row that is put in as it stands. */
function columnsOf({ key, model, values }: Row): Record<string, Value> {
  const columns: Record<string, Value> = { id: numberOf(key) };
  for (const [name, value] of Object.entries(values)) {
    const isKey = KEYS[name] !== undefined;
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    columns[isKey ? `${snake}_id` : snake] = isKey ? numberOf(String(value)) : value;
  }
  if (model === 'User') {
    columns['username_key'] = folded('User', 'username', values['username'] ?? null);
    columns['email_key'] = folded('User', 'email', values['email'] ?? null);
    columns['password_hash'] = '$argon2id$none';
  } else if (model === 'Tag') {
    columns['name_key'] = folded('Tag', 'name', values['name'] ?? null);
  }
  return columns;
}

function numberOf(key: string): number {
  return Number(key.split('#')[1]);
}

function line(row: RawRow): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}
