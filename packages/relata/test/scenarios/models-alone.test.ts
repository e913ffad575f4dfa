import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Property } from '@mikro-orm/decorators/legacy';
import { printSchema } from 'graphql';
import { Access, everyone, Model, MutableModel, UniqueString } from 'relata';
import { type App, createApp, loadSettings } from 'relata/app';
import { Field, Int } from 'type-graphql';
import { LANE } from '../../src/testing/lane.js';

@Model({ description: 'A book on a shelf.' })
@Access<Shelved>({ read: everyone, create: everyone, update: everyone, delete: everyone })
class Shelved extends MutableModel {
  @UniqueString({ caseless: true })
  @Field({ description: 'What it is called.' })
  title!: string;

  /** What `title` is compared by. */
  titleKey!: string;

  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'How long it is.' })
  pages?: number | null;
}

const settings = (url: string) =>
  loadSettings({
    ...LANE,
    NODE_ENV: 'test',
    DATABASE_URL: url,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    SECRET: 'a secret of the tests, thirty-two bytes',
    PLAYGROUND: 'true',
  });

describe('an application of one model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relata-alone-'));
  let app: App;
  let url = '';
  beforeAll(async () => {
    app = await createApp({ models: [Shelved] }, settings(`sqlite:${join(folder, 'a.sqlite3')}`));
    url = await app.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = async (query: string): Promise<unknown> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return await response.json();
  };

  it('serves it, and nothing else', async () => {
    const { Query, Mutation } = app.schema.getTypeMap() as Record<string, never>;
    const names = [Query, Mutation].map((type) =>
      Object.keys((type as unknown as { getFields(): object }).getFields()),
    );
    expect(names).toEqual([
      ['node', 'nodes', 'shelved', 'shelvedByTitle', 'shelveds'],
      [
        'createShelved',
        'createShelveds',
        'deleteShelved',
        'deleteShelveds',
        'updateShelved',
        'updateShelveds',
        'upsertShelved',
      ],
    ]);
    const lines = printSchema(app.schema).split('\n');
    expect(
      lines.filter((line) =>
        /\buser(?! is unknown)|\bpost|\bviewer:|type Viewer |signIn|signUp|credentials|relataNoQuery/i.test(
          line,
        ),
      ),
    ).toEqual([]);
    expect(await ask('{ relataNoQuery }')).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
  });

  it('reads and writes it, as nobody', async () => {
    const created = await ask(
      'mutation { createShelved(input: { title: "Emma", pages: 474 }) { shelved { id } errors { code } } }',
    );
    expect(created).toEqual({
      data: { createShelved: { shelved: { id: 'shelved_1' }, errors: [] } },
    });
    expect(
      await ask(
        '{ shelveds(where: { title: { eq: "EMMA", mode: INSENSITIVE } }) { totalCount nodes { pages } } }',
      ),
    ).toEqual({ data: { shelveds: { totalCount: 1, nodes: [{ pages: 474 }] } } });
  });

  it('has the playground, and is well', async () => {
    const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const text = await page.text();
    expect(text).toContain('query Welcome { shelveds(first: 3) { nodes { title } } }');
    expect(text).not.toContain('posts');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('keeps only its rows and the answers of idempotent requests', async () => {
    const tables = await app.orm.em
      .fork()
      .execute<{ name: string }[]>(
        `select name from sqlite_schema where type = 'table' order by 1`,
      );
    expect(tables.map(({ name }) => name).filter((name) => !name.startsWith('sqlite_'))).toEqual([
      'idempotency_keys',
      'mikro_orm_migrations',
      'shelveds',
    ]);
  });
});

describe('the sample data of an application', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relata-samples-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is loaded for a file that is new, and where the playground asks, and by no other start', async () => {
    const done: string[] = [];
    const open = async (env: Readonly<Record<string, string>> = {}): Promise<App> => {
      const app = await createApp(
        {
          models: [Shelved],
          sampleData: () => {
            done.push('load');
            return Promise.resolve({
              fill: () => Promise.resolve(done.push('fill') > 0),
              accounts: () => Promise.resolve([]),
              refuse: () => Promise.resolve(void done.push('refuse')),
            });
          },
        },
        { ...settings(`sqlite:${join(folder, 'a.sqlite3')}`), ...(env as object) },
      );
      await app.prepare();
      return app;
    };
    const first = await open();
    expect(done.splice(0)).toEqual(['load', 'fill']);
    await first.stop();

    const second = await open();
    expect(done).toEqual([]);
    await second.fetch(new Request('http://x/graphql', { headers: { accept: 'text/html' } }));
    expect(done.splice(0)).toEqual(['load']);
    await second.stop();

    await (await open({ nodeEnv: 'production' })).stop();
    expect(done).toEqual(['load', 'refuse']);
  });
});

it('an application without models does not start, and says why', async () => {
  await expect(createApp({ models: [] }, settings('sqlite::memory:'))).rejects.toMatchObject({
    name: 'StartupError',
    message: 'There is nothing to serve: the application has no models',
  });
});
