import Database from 'better-sqlite3';
import { TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';

/** Most files of the engine that a create is handed on through, from the route to its INSERT. */
const MAX_FILES = 15;

type Run = (this: { readonly source: string }, ...values: unknown[]) => unknown;

describe('a create', () => {
  const database = new TestDatabase('sqlite');
  const other = new Database(':memory:');
  const statements = Object.getPrototypeOf(other.prepare('select 1')) as { all: Run };
  const { all } = statements;
  const { stackTraceLimit } = Error;
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database);
  });
  afterAll(async () => {
    statements.all = all;
    Error.stackTraceLimit = stackTraceLimit;
    other.close();
    await database.close();
  });

  it('is handed on through few files', async () => {
    const document = 'mutation { createTag(input: { name: "$" }) { tag { id } } }';
    const viewer = { userId: 1, permissions: ['tag:create'] };
    // The ORM inserts the first itself.
    await api.data(document.replace('$', 'first'), { viewer });
    const files = new Set<string>();
    Error.stackTraceLimit = Infinity;
    statements.all = function (...values) {
      if (/^insert into .tags/.test(this.source)) {
        const { stack = '' } = new Error();
        for (const [, file = ''] of stack.matchAll(/relata\/src\/([\w/-]+)\.ts/g)) {
          files.add(file);
        }
      }
      return all.apply(this, values);
    };
    await api.data(document.replace('$', 'second'), { viewer });
    expect([...files].at(-1)).toBe('server/http/graphql-route');
    expect(files).toContain('writing/change/create-rows');
    expect([...files].slice(0, MAX_FILES)).toEqual([...files]);
  });
});
