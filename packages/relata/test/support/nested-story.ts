import { models } from '../blog/models/index.js';
import { TestApi, type TestViewer } from './api.js';
import type { TestDatabase } from './databases.js';
import { fillUsers } from './fixtures.js';
import { Remark } from './models/remark.js';
import { ADMIN, CHEAP_PASSWORDS, ERRORS, faultsOf, type Payload } from './writing.js';

/** The blog, with remarks. */
export const MODELS = [...models, Remark] as const;

/** May write everything, remarks as well. */
export const CRITIC: TestViewer = {
  ...ADMIN,
  permissions: [...(ADMIN.permissions ?? []), 'remark:update', 'remark:read-note'],
};

/** Writes posts and remarks of its own, and is no admin. */
export const WRITER: TestViewer = { userId: 2, permissions: [] };

const TABLES = ['users', 'profiles', 'posts', 'tags', 'remarks', 'post_tags'];

/** What stands before each test: user n has the posts 2n - 1 and 2n, post 1 the tags 1 and 2. */
const ROWS = [
  'delete from remarks',
  `insert into remarks (id, body, ticket, ticket_key, post_id, author_id) values
    (101, 'one', 'one', 'one', 1, 1), (102, 'two', 'two', 'two', 1, 2), (103, 'three', 'three', 'three', 2, 1)`,
  `update posts set title = 'title', version = 1, author_id = (id + 1) / 2, status = 'PUBLISHED'`,
  'update users set version = 1',
  'update profiles set version = 1',
  'delete from post_tags where post_id = 1',
  'insert into post_tags (post_id, tag_id) values (1, 1), (1, 2)',
  `update tags set name = 'tag' || id, name_key = 'tag' || id, version = 1 where id < 4`,
];

/** Rows on rows that are updated through each other. */
export class NestedStory {
  readonly api: TestApi;
  readonly #database: TestDatabase;

  private constructor(api: TestApi, database: TestDatabase) {
    this.api = api;
    this.#database = database;
  }

  static async start(database: TestDatabase): Promise<NestedStory> {
    const api = await TestApi.start(database, { env: CHEAP_PASSWORDS, models: MODELS });
    await fillUsers(api.app.orm, { users: 3, posts: 2 });
    return new NestedStory(api, database);
  }

  /** Puts the rows back. */
  async reset(): Promise<void> {
    for (const statement of ROWS) {
      await this.sql(statement);
    }
  }

  /** Runs a statement past the application. */
  async sql(statement: string): Promise<readonly Record<string, unknown>[]> {
    return await this.#database.orm.em.fork().execute(statement);
  }

  /** `id body ticket post version` of each remark. */
  async remarks(): Promise<readonly string[]> {
    const rows = await this.sql(
      'select id, body, ticket, post_id, version from remarks order by id',
    );
    return rows.map((row) => Object.values(row).join(' '));
  }

  async version(table: string, id: number): Promise<number> {
    const [row] = await this.sql(`select version from ${table} where id = ${String(id)}`);
    return Number(row?.['version']);
  }

  /** What one root field of a mutation answers. */
  async update(
    field: string,
    { viewer = CRITIC, told = ERRORS }: { viewer?: TestViewer; told?: string } = {},
  ): Promise<Payload> {
    const document = `mutation { updated: ${field} { ${told} } }`;
    const { updated } = await this.api.data<{ updated: Payload }>(document, { viewer });
    return updated;
  }

  /** `[code, path]` of what is wrong with an update, which writes nothing. */
  async faults(field: string, viewer = CRITIC): Promise<unknown> {
    const before = await this.#contents();
    const found = faultsOf(await this.update(field, { viewer }));
    expect(await this.#contents()).toEqual(before);
    return found;
  }

  async #contents(): Promise<unknown> {
    return await Promise.all(
      TABLES.map((table) => this.sql(`select * from ${table} order by 1, 2`)),
    );
  }
}

/** Changes of the remarks of a post. */
export function ofPost(remarks: string, id = 1): string {
  return `updatePost(id: ${String(id)}, input: { remarks: { ${remarks} } })`;
}
