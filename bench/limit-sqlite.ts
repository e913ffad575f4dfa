import Database, { type Statement } from 'better-sqlite3';
import {
  type LimitRequest,
  type NewPost,
  newPostOf,
  type ReadStatements,
  readValues,
} from './limit-request.js';
import type { LimitDatabase } from './limit-server.js';

const moment = (column: string): string =>
  `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`;

/** @param rows - a statement with one column `j`, JSON text */
const list = (rows: string): string => `(select json_group_array(json(j)) from (${rows}))`;
const nodes = (rows: string): string => `json_object('nodes', ${list(rows)})`;
const answer = (field: string, value: string): string =>
  `select json_object('data', json_object('${field}', ${value})) as j`;

// A cross join keeps the order in which the tables are read: links first.
const TAGS = nodes(`select json_object('id', 'tag_' || g.id, 'name', g.name) as j
  from post_tags l cross join tags g on g.id = l.tag_id where l.post_id = t.id order by g.id limit 20`);
const PERMISSIONS = nodes(`select json_object('id', 'permission_' || p.id, 'name', p.name) as j
  from rbac_role_permission l cross join rbac_permissions p on p.id = l.permission_id
  where l.role_id = r.id order by p.id limit 20`);
const ROLES =
  nodes(`select json_object('id', 'role_' || r.id, 'name', r.name, 'permissions', ${PERMISSIONS}) as j
  from user_roles l cross join rbac_roles r on r.id = l.role_id where l.user_id = u.id order by r.id limit 20`);
const profile = (fields: string): string =>
  `(select json_object(${fields}) from profiles p where p.user_id = u.id)`;

/** @param isUser - whether the viewer's key is one more parameter */
function readStatements(isUser: boolean): ReadStatements {
  // The plus keeps SQLite from the index on status, which is in another order than asked for.
  const visible = (parameter: number): string =>
    isUser
      ? `(+t.status = 'PUBLISHED' or +t.author_id = ?${String(parameter)})`
      : `+t.status = 'PUBLISHED'`;
  const newest = 'order by t.created_at desc, t.id desc';
  const found = `${visible(2)} and instr(t.title, ?1) > 0`;
  const head = `'id', 'post_' || t.id, 'title', t.title`;
  const created = `'createdAt', ${moment('t.created_at')}`;
  return {
    Q1: answer(
      'posts',
      nodes(`select json_object(${head}, 'status', t.status, ${created}, 'publishedAt', ${moment('t.published_at')}) as j
        from posts t where ${visible(2)} ${newest} limit ?1`),
    ),
    Q2: answer(
      'posts',
      nodes(`select json_object(${head}, ${created},
        'author', (select json_object('id', 'user_' || u.id, 'username', u.username,
          'profile', ${profile(`'firstName', p.first_name, 'bio', p.bio`)})
          from users u where u.id = t.author_id and u.deleted_at is null),
        'tags', ${TAGS}) as j from posts t where ${visible(2)} ${newest} limit ?1`),
    ),
    Q3: answer(
      'userByUsername',
      `(select json_object('id', 'user_' || u.id, 'username', u.username, 'createdAt', ${moment('u.created_at')},
        'profile', ${profile(`'firstName', p.first_name, 'lastName', p.last_name, 'profession', p.profession, 'bio', p.bio`)},
        'posts', ${nodes(`select json_object(${head}, 'status', t.status, ${created}, 'tags', ${TAGS}) as j
          from posts t where t.author_id = u.id and ${visible(2)} ${newest} limit 10`)},
        'roles', ${isUser ? ROLES : `json('{"nodes":[]}')`})
        from users u where u.username_key = ?1 and u.deleted_at is null)`,
    ),
    Q4: answer(
      'posts',
      `json_object('totalCount', (select count(*) from posts t where ${found}), 'nodes',
        ${list(`select json_object(${head}, 'status', t.status, ${created}) as j
          from posts t where ${found} ${newest} limit 20`)})`,
    ),
    Q5: answer(
      'users',
      nodes(`select json_object('id', 'user_' || u.id, 'username', u.username, 'posts',
        ${nodes(`select json_object(${head}, ${created}) as j
          from posts t where t.author_id = u.id and ${visible(3)} ${newest} limit 5`)}) as j
        from users u where +u.deleted_at is null order by u.id limit ?1 offset ?2`),
    ),
  };
}

const INSERT_POST = `insert into posts (created_at, updated_at, version, title, content, status, author_id)
  values (?1, ?1, 1, ?2, ?3, 'DRAFT', ?4) returning id, json_object('id', 'post_' || id, 'title', title,
  'status', status, 'createdAt', ${moment('created_at')}, 'author', json_object('id', 'user_' || author_id)) as j`;
const INSERT_TAG = `insert into tags (created_at, updated_at, version, name, name_key)
  values (?1, ?1, 1, ?2, ?3) returning id`;
const INSERT_LINKS = 'insert into post_tags (post_id, tag_id) select ?1, value from json_each(?2)';
const READ_TAGS = `select json_group_array(json(j)) as j from (
  select json_object('id', 'tag_' || id, 'name', name) as j from tags
  where id in (select value from json_each(?1)) order by id)`;

interface Row {
  readonly id: number;
  readonly j: string;
}

/** The limit over a SQLite file: one connection, statements prepared once, pragmas as Relata's. */
export class SqliteLimit implements LimitDatabase {
  readonly #database: Database.Database;
  readonly #anybody = readStatements(false);
  readonly #users = readStatements(true);
  readonly #prepared = new Map<string, Statement>();
  statements = 0;

  constructor(file: string) {
    this.#database = new Database(file, { timeout: 5000 });
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = FULL');
    this.#database.pragma('foreign_keys = ON');
  }

  answer(request: LimitRequest): string {
    const { operation } = request;
    if (operation === 'M1' || operation === 'M2') {
      return this.#create(newPostOf(request));
    }
    const texts = request.viewer === null ? this.#anybody : this.#users;
    return this.#get(texts[operation], readValues(operation, request)).j;
  }

  #create(post: NewPost): string {
    this.#run('begin immediate');
    const text = this.#insert(post);
    this.#run('commit');
    return `{"data":{"createPost":{"post":${text},"errors":[]}}}`;
  }

  #insert({ title, content, author, tags, newTag }: NewPost): string {
    const now = Date.now();
    const post = this.#get(INSERT_POST, [now, title, content, author]);
    if (newTag === null) {
      return post.j;
    }
    const made = this.#get(INSERT_TAG, [now, newTag, newTag.toLowerCase()]);
    const ids = JSON.stringify([...tags, made.id]);
    this.#run(INSERT_LINKS, [post.id, ids]);
    return `${post.j.slice(0, -1)},"tags":{"nodes":${this.#get(READ_TAGS, [ids]).j}}}`;
  }

  #get(text: string, values: readonly unknown[]): Row {
    return this.#prepare(text).get(numbered(values)) as Row;
  }

  #run(text: string, values: readonly unknown[] = []): void {
    this.#prepare(text).run(numbered(values));
  }

  #prepare(text: string): Statement {
    this.statements += 1;
    const known = this.#prepared.get(text);
    const statement = known ?? this.#database.prepare(text);
    this.#prepared.set(text, statement);
    return statement;
  }
}

/** The library takes `?1` for a name. */
function numbered(values: readonly unknown[]): Readonly<Record<number, unknown>> {
  const named: Record<number, unknown> = {};
  for (const [index, value] of values.entries()) {
    named[index + 1] = value;
  }
  return named;
}
