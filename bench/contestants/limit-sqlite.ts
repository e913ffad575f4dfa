import Database, { type Statement } from 'better-sqlite3';
import {
  type LimitRequest,
  type NewPost,
  newPostOf,
  type ReadStatements,
  readValues,
} from './limit-request.js';
import type { LimitDatabase } from './limit-server.js';

const string = (column: string): string => `json_quote(${column})`;
const key = (type: string, column: string): string => `'"${type}_' || ${column} || '"'`;
const moment = (column: string): string =>
  `strftime('"%Y-%m-%dT%H:%M:%fZ"', ${column} / 1000.0, 'unixepoch')`;
const orNull = (value: string): string => `coalesce(${value}, 'null')`;

/** JSON put together as text: SQLite parses what its own JSON functions are given. */
function object(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(
    ([name, value], index) => `'${index === 0 ? '{' : ','}"${name}":', ${value}`,
  );
  return `concat(${parts.join(', ')}, '}')`;
}

/** @param from - what follows the columns of a statement with a row for each item */
const list = (item: string, from: string): string =>
  `concat('[', (select group_concat(j, ',') from (select ${item} as j ${from})), ']')`;
const nodes = (item: string, from: string): string => object({ nodes: list(item, from) });
const answer = (field: string, value: string): string =>
  `select ${object({ data: object({ [field]: value }) })} as j`;

// A cross join keeps the order in which the tables are read: links first.
const TAGS = nodes(
  object({ id: key('tag', 'g.id'), name: string('g.name') }),
  `from post_tags l cross join tags g on g.id = l.tag_id where l.post_id = t.id order by l.tag_id limit 20`,
);
const PERMISSIONS = nodes(
  object({ id: key('permission', 'p.id'), name: string('p.name') }),
  `from rbac_role_permission l cross join rbac_permissions p on p.id = l.permission_id
  where l.role_id = r.id order by l.permission_id limit 20`,
);
const ROLES = nodes(
  object({ id: key('role', 'r.id'), name: string('r.name'), permissions: PERMISSIONS }),
  `from user_roles l cross join rbac_roles r on r.id = l.role_id
  where l.user_id = u.id order by l.role_id limit 20`,
);
const profile = (fields: Readonly<Record<string, string>>): string =>
  orNull(`(select ${object(fields)} from profiles p where p.user_id = u.id)`);

const HEAD = { id: key('post', 't.id'), title: string('t.title') };
const STATUS = { status: string('t.status') };
const CREATED = { createdAt: moment('t.created_at') };
const USER = { id: key('user', 'u.id'), username: string('u.username') };

/** @param isUser - whether the viewer's key is one more parameter */
function readStatements(isUser: boolean): ReadStatements {
  // The plus keeps SQLite from the index on status, which is in another order than asked for.
  const visible = (parameter: number): string =>
    isUser
      ? `(+t.status = 'PUBLISHED' or +t.author_id = ?${String(parameter)})`
      : `+t.status = 'PUBLISHED'`;
  const newest = (where: string, most: string): string =>
    `from posts t where ${where} order by t.created_at desc, t.id desc limit ${most}`;
  const ofUser = (parameter: number): string => `t.author_id = u.id and ${visible(parameter)}`;
  const found = `${visible(2)} and instr(t.title, ?1) > 0`;
  const published = { publishedAt: orNull(moment('t.published_at')) };
  const author = object({
    ...USER,
    profile: profile({ firstName: string('p.first_name'), bio: string('p.bio') }),
  });
  const page = object({
    ...USER,
    createdAt: moment('u.created_at'),
    profile: profile({
      firstName: string('p.first_name'),
      lastName: string('p.last_name'),
      profession: string('p.profession'),
      bio: string('p.bio'),
    }),
    posts: nodes(object({ ...HEAD, ...STATUS, ...CREATED, tags: TAGS }), newest(ofUser(2), '10')),
    roles: isUser ? ROLES : `'{"nodes":[]}'`,
  });
  return {
    Q1: answer(
      'posts',
      nodes(object({ ...HEAD, ...STATUS, ...CREATED, ...published }), newest(visible(2), '?1')),
    ),
    Q2: answer(
      'posts',
      nodes(
        object({
          ...HEAD,
          ...CREATED,
          author: orNull(
            `(select ${author} from users u where u.id = t.author_id and u.deleted_at is null)`,
          ),
          tags: TAGS,
        }),
        newest(visible(2), '?1'),
      ),
    ),
    Q3: answer(
      'userByUsername',
      orNull(`(select ${page} from users u where u.username_key = ?1 and u.deleted_at is null)`),
    ),
    Q4: answer(
      'posts',
      object({
        totalCount: `(select count(*) from posts t where ${found})`,
        nodes: list(object({ ...HEAD, ...STATUS, ...CREATED }), newest(found, '20')),
      }),
    ),
    Q5: answer(
      'users',
      nodes(
        object({ ...USER, posts: nodes(object({ ...HEAD, ...CREATED }), newest(ofUser(3), '5')) }),
        `from users u where +u.deleted_at is null order by u.id limit ?1 offset ?2`,
      ),
    ),
  };
}

const INSERT_POST = `insert into posts (created_at, updated_at, version, title, content, status, author_id)
  values (?1, ?1, 1, ?2, ?3, 'DRAFT', ?4) returning id, ${object({
    id: key('post', 'id'),
    title: string('title'),
    status: string('status'),
    createdAt: moment('created_at'),
    author: object({ id: key('user', 'author_id') }),
  })} as j`;
const INSERT_TAG = `insert into tags (created_at, updated_at, version, name, name_key)
  values (?1, ?1, 1, ?2, ?3) returning id`;
const INSERT_LINKS = 'insert into post_tags (post_id, tag_id) select ?1, value from json_each(?2)';
const READ_TAGS = `select ${nodes(
  object({ id: key('tag', 'g.id'), name: string('g.name') }),
  `from tags g where g.id in (select value from json_each(?1)) order by g.id`,
)} as j`;

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
    return `${post.j.slice(0, -1)},"tags":${this.#get(READ_TAGS, [ids]).j}}`;
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
