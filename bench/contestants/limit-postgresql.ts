import { Pool, type PoolClient } from 'pg';
import {
  type LimitRequest,
  newPostOf,
  type ReadName,
  type ReadStatements,
  readValues,
} from './limit-request.js';
import type { LimitDatabase } from './limit-server.js';

const moment = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Rows of a statement as a JSON list; `row_to_json` over a subselect is the fastest form there is. */
const list = (rows: string): string =>
  `array_to_json(array(select row_to_json(r) from (${rows}) r))`;

const answer = (field: string, value: string): string =>
  `select json_build_object('data', json_build_object('${field}', ${value}))::text as j`;

const nodes = (rows: string): string => `json_build_object('nodes', ${list(rows)})`;

// Without the limit the planner may read all tags for each post.
const TAGS = nodes(`select 'tag_' || g.id as id, g.name from post_tags l
  cross join lateral (select g.* from tags g where g.id = l.tag_id limit 1) g
  where l.post_id = t.id order by g.id limit 20`);

const PROFILE = (columns: string): string =>
  `(select row_to_json(p) from (select ${columns} from profiles p where p.user_id = u.id) p)`;

const PERMISSIONS = nodes(`select 'permission_' || p.id as id, p.name from rbac_role_permission l
  cross join lateral (select p.* from rbac_permissions p where p.id = l.permission_id limit 1) p
  where l.role_id = r.id order by p.id limit 20`);

const ROLES =
  nodes(`select 'role_' || r.id as id, r.name, ${PERMISSIONS} as permissions from user_roles l
  cross join lateral (select r.* from rbac_roles r where r.id = l.role_id limit 1) r
  where l.user_id = u.id order by r.id limit 20`);

/** @param isUser - whether the viewer's key is one more parameter */
function readStatements(isUser: boolean): ReadStatements {
  const visible = (parameter: number): string =>
    isUser
      ? `(t.status = 'PUBLISHED' or t.author_id = $${String(parameter)})`
      : `t.status = 'PUBLISHED'`;
  const newest = 'order by t.created_at desc, t.id desc';
  const found = `${visible(2)} and strpos(t.title, $1) > 0`;
  return {
    Q1: answer(
      'posts',
      nodes(`select 'post_' || t.id as id, t.title, t.status, ${moment('t.created_at')} as "createdAt",
        ${moment('t.published_at')} as "publishedAt" from posts t where ${visible(2)} ${newest} limit $1`),
    ),
    Q2: answer(
      'posts',
      nodes(`select 'post_' || t.id as id, t.title, ${moment('t.created_at')} as "createdAt",
        (select row_to_json(u) from (select 'user_' || u.id as id, u.username,
          ${PROFILE('p.first_name as "firstName", p.bio')} as profile
          from users u where u.id = t.author_id and u.deleted_at is null) u) as author,
        ${TAGS} as tags from posts t where ${visible(2)} ${newest} limit $1`),
    ),
    Q3: answer(
      'userByUsername',
      `(select row_to_json(u) from (select 'user_' || u.id as id, u.username,
        ${moment('u.created_at')} as "createdAt",
        ${PROFILE('p.first_name as "firstName", p.last_name as "lastName", p.profession, p.bio')} as profile,
        ${nodes(`select 'post_' || t.id as id, t.title, t.status, ${moment('t.created_at')} as "createdAt",
          ${TAGS} as tags from posts t where t.author_id = u.id and ${visible(2)} ${newest} limit 10`)} as posts,
        ${isUser ? ROLES : `json_build_object('nodes', json_build_array())`} as roles
        from users u where u.username_key = $1 and u.deleted_at is null) u)`,
    ),
    Q4: answer(
      'posts',
      `json_build_object('totalCount', (select count(*) from posts t where ${found}), 'nodes',
        ${list(`select 'post_' || t.id as id, t.title, t.status, ${moment('t.created_at')} as "createdAt"
          from posts t where ${found} ${newest} limit 20`)})`,
    ),
    // The page first: PostgreSQL would find the posts of users it skips, too.
    Q5: answer(
      'users',
      nodes(`select 'user_' || u.id as id, u.username,
        ${nodes(`select 'post_' || t.id as id, t.title, ${moment('t.created_at')} as "createdAt"
          from posts t where t.author_id = u.id and ${visible(3)} ${newest} limit 5`)} as posts
        from (select id, username from users where deleted_at is null order by id limit $1 offset $2) u`),
    ),
  };
}

const POST_COLUMNS = '(created_at, updated_at, version, title, content, status, author_id)';
const POST_VALUES = `(now(), now(), 1, $1, $2, 'DRAFT', $3)`;
const POST_FIELDS = `'id', 'post_' || t.id, 'title', t.title, 'status', t.status, 'createdAt', ${moment('t.created_at')},
  'author', json_build_object('id', 'user_' || t.author_id)`;
const payload = (fields: string): string =>
  answer(
    'createPost',
    `json_build_object('post', json_build_object(${fields}), 'errors', json_build_array())`,
  );

const CREATE_POST = `with t as (insert into posts ${POST_COLUMNS} values ${POST_VALUES} returning *)
  ${payload(POST_FIELDS)} from t`;
const CREATE_WITH_TAGS = `with t as (insert into posts ${POST_COLUMNS} values ${POST_VALUES} returning *),
  made as (insert into tags (created_at, updated_at, version, name, name_key)
    values (now(), now(), 1, $4, $5) returning id, name),
  g as (select id, name from tags where id = any($6::int[]) union all select id, name from made),
  links as (insert into post_tags (post_id, tag_id) select t.id, g.id from t, g)
  ${payload(`${POST_FIELDS}, 'tags', ${nodes(`select 'tag_' || g.id as id, g.name from g order by g.id`)}`)} from t`;

/** The limit over PostgreSQL: statements prepared once a connection, ten connections as Relata has. */
export class PostgresLimit implements LimitDatabase {
  readonly #pool: Pool;
  readonly #anybody = readStatements(false);
  readonly #users = readStatements(true);
  statements = 0;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: 10 });
  }

  async answer(request: LimitRequest): Promise<string> {
    const { operation } = request;
    return operation === 'M1' || operation === 'M2'
      ? await this.#create(request)
      : await this.#read(operation, request);
  }

  async #read(operation: ReadName, request: LimitRequest): Promise<string> {
    const isUser = request.viewer !== null;
    this.statements += 1;
    const { rows } = await this.#pool.query<{ readonly j: string }>({
      name: `${operation}${isUser ? 'u' : 'a'}`,
      text: (isUser ? this.#users : this.#anybody)[operation],
      values: [...readValues(operation, request)],
    });
    return rows[0]?.j ?? '';
  }

  async #create(request: LimitRequest): Promise<string> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      const text = await this.#insert(client, request);
      await client.query('commit');
      this.statements += 3;
      return text;
    } finally {
      client.release();
    }
  }

  async #insert(client: PoolClient, request: LimitRequest): Promise<string> {
    const { title, content, author, newTag, tags } = newPostOf(request);
    const values = [title, content, author];
    const { rows } = await client.query<{ readonly j: string }>(
      newTag === null
        ? { name: 'M1', text: CREATE_POST, values }
        : {
            name: 'M2',
            text: CREATE_WITH_TAGS,
            values: [...values, newTag, newTag.toLowerCase(), tags],
          },
    );
    return rows[0]?.j ?? '';
  }
}
