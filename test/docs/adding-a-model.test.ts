import { tablesOf } from 'relata/app';
import { application } from '../../src/app.js';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createOrm } from '../../packages/relata/src/database/orm.js';
import { withSession } from '../../packages/relata/src/request/session.js';
import { loadSettings } from '../../packages/relata/src/settings.js';
import { TestDatabase } from '../databases.js';
import { fencesOf, queriesOf, readText } from './markdown.js';
import { applyDiff, changes, copyProject, fence, textsIn } from './project-copy.js';
import { type Environment, runCommand } from './project-commands.js';
import { RunningServer } from './running-server.js';
import { LANE } from '../../packages/relata/src/testing/lane.js';

const GUIDE = readText('docs/adding-a-model.md');
const MODEL = 'src/models/comment.ts';
const REGISTRATION = 'src/models/index.ts';
const CREATE = 'npm run migration:create -- --name add_comment';
const UP = 'npx mikro-orm migration:up';
/** What the types of the new model depend on, and no more: other rooms are checked elsewhere. */
const TYPES = 'tsconfig.models.json';

/** One date in the words of each database, for users who were deleted. */
const DELETED = { sqlite: '1767225600000', postgresql: `'2026-01-01T00:00:00Z'` } as const;

/** Rows as somebody else would insert them: by SQL, without the columns that have defaults. */
const ROWS = (deletedAt: string): readonly string[] => [
  `insert into users (username, username_key, email, email_key, password_hash) values
    ('mira', 'mira', 'mira@example.com', 'mira@example.com', '-'),
    ('tomas', 'tomas', 'tomas@example.com', 'tomas@example.com', '-')`,
  `insert into users (username, username_key, email, email_key, password_hash, deleted_at) values
    ('harry', 'harry', 'harry@example.com', 'harry@example.com', '-', ${deletedAt})`,
  `insert into posts (title, content, status, author_id) values
    ('One query', 'Some text', 'PUBLISHED', 1), ('A draft', 'Some text', 'DRAFT', 2),
    ('Quiet', 'Some text', 'PUBLISHED', 2)`,
  `insert into comments (body, post_id, author_id) values
    ('Well said.', 1, 2), ('Thank you!', 1, 1), ('Hidden with its post', 2, 1),
    ('I thank you as well', 1, 3), ('Ärger', 3, 1)`,
];

/** What the guide promises besides its own examples, with the answer. */
const CHECKS: readonly { readonly query: string; readonly data: unknown }[] = [
  {
    query: '{ comments { totalCount nodes { id body author { username } } } }',
    data: {
      comments: {
        totalCount: 4,
        nodes: [
          { id: 'comment_1', body: 'Well said.', author: { username: 'tomas' } },
          { id: 'comment_2', body: 'Thank you!', author: { username: 'mira' } },
          { id: 'comment_4', body: 'I thank you as well', author: null },
          { id: 'comment_5', body: 'Ärger', author: { username: 'mira' } },
        ],
      },
    },
  },
  {
    query: `{ comments(where: { body: { contains: "THANK", mode: INSENSITIVE }, not: { author: { username: { eq: "mira" } } } }) {
      nodes { id } } }`,
    data: { comments: { nodes: [{ id: 'comment_4' }] } },
  },
  {
    query:
      '{ comments(orderBy: [{ body: DESC }], first: 2) { nodes { body } pageInfo { hasNextPage } } }',
    data: {
      comments: {
        nodes: [{ body: 'Ärger' }, { body: 'Well said.' }],
        pageInfo: { hasNextPage: true },
      },
    },
  },
  {
    query:
      '{ posts { nodes { title a: comments(last: 1) { totalCount nodes { body } } b: comments(where: { author: { username: { eq: "tomas" } } }) { totalCount } } } }',
    data: {
      posts: {
        nodes: [
          {
            title: 'One query',
            a: { totalCount: 3, nodes: [{ body: 'I thank you as well' }] },
            b: { totalCount: 1 },
          },
          {
            title: 'Quiet',
            a: { totalCount: 1, nodes: [{ body: 'Ärger' }] },
            b: { totalCount: 0 },
          },
        ],
      },
    },
  },
  {
    query:
      '{ users { nodes { username comments(orderBy: [{ post: { title: DESC } }]) { totalCount nodes { post { title } } } } } }',
    data: {
      users: {
        nodes: [
          {
            username: 'mira',
            comments: {
              totalCount: 2,
              nodes: [{ post: { title: 'Quiet' } }, { post: { title: 'One query' } }],
            },
          },
          {
            username: 'tomas',
            comments: { totalCount: 1, nodes: [{ post: { title: 'One query' } }] },
          },
        ],
      },
    },
  },
  {
    query:
      '{ one: comment(id: "comment_2") { body version } bare: comment(id: 2) { id } hidden: comment(id: 3) { id } node(id: "comment_3") { id } }',
    data: {
      one: { body: 'Thank you!', version: 1 },
      bare: { id: 'comment_2' },
      hidden: null,
      node: null,
    },
  },
  {
    query:
      '{ __type(name: "Comment") { description fields { name description } interfaces { name } } }',
    data: {
      __type: {
        description: 'What a user says about a post.',
        fields: expect.arrayContaining([
          { name: 'body', description: 'What it says.' },
          { name: 'post', description: 'The post it is about.' },
        ]) as unknown,
        interfaces: [{ name: 'Node' }],
      },
    },
  },
];

let folder: string;

beforeAll(() => {
  folder = copyProject();
  writeFileSync(
    join(folder, TYPES),
    JSON.stringify({ extends: './tsconfig.json', include: [], files: [REGISTRATION] }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('the guide makes a model on both databases, touching two files', async () => {
  const postgresql = new TestDatabase('postgresql', { migrated: false });
  const before = textsIn(join(folder, 'src'));
  writeFileSync(join(folder, MODEL), fence(GUIDE, 'ts', 'class Comment '));
  applyRegistration();
  const commands = fencesOf(GUIDE)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'));
  expect(commands).toEqual([
    CREATE,
    UP,
    'npm run print-schema',
    'npm run print-clients',
    'npm run migration:check',
    'npm start',
  ]);

  await postgresql.open();
  try {
    const environments: Readonly<Record<'sqlite' | 'postgresql', Environment>> = {
      sqlite: { DATABASE_URL: undefined },
      postgresql: { DATABASE_URL: postgresql.url },
    };
    await runCommand(folder, CREATE, environments.sqlite);
    for (const dialect of ['sqlite', 'postgresql']) {
      const files = readdirSync(join(folder, 'migrations', dialect)).filter((name) =>
        name.endsWith('_add_comment.ts'),
      );
      expect(files).toHaveLength(1);
    }
    await Promise.all([
      runCommand(folder, UP, environments.sqlite),
      runCommand(folder, UP, environments.postgresql),
      runCommand(folder, `npx tsc --noEmit --project ${TYPES}`, environments.sqlite),
    ]);
    await fill(`sqlite:${join(folder, 'data/relata.sqlite3')}`, 'sqlite');
    await fill(postgresql.url, 'postgresql');
    const answers = [
      await answersOf(environments.sqlite),
      await answersOf(environments.postgresql),
    ];
    expect(answers[1]).toEqual(answers[0]);

    const drift = await runCommand(folder, 'npm run migration:check', environments.sqlite);
    expect(drift.stdout).toContain('lead to the models');
    await runCommand(folder, 'npm run print-schema', environments.sqlite);
    await runCommand(folder, 'npm run print-clients', environments.sqlite);
    expect(readFileSync(join(folder, 'clients/possible-types.json'), 'utf8')).toContain(
      '"Comment"',
    );
    expect(readFileSync(join(folder, 'schema.graphql'), 'utf8')).toContain(
      'type CommentConnection',
    );
  } finally {
    await postgresql.close();
  }
  expect(changes(before, textsIn(join(folder, 'src')))).toEqual([
    relative('src', MODEL),
    relative('src', REGISTRATION),
  ]);
});

it('the guide changes a model', async () => {
  const snippets = fencesOf(GUIDE).filter(
    ({ language, text }) => language === 'ts' && text.startsWith('  @'),
  );
  expect(snippets).toHaveLength(7);
  const path = join(folder, MODEL);
  const imports = [
    `import { Collection, type Opt } from '@mikro-orm/core';`,
    `import { GraphQLDateTime } from 'graphql-scalars';`,
    `import { Int } from 'type-graphql';`,
    `import { BeforeCreate, BeforeUpdate, Check, Unique } from '@mikro-orm/decorators/legacy';`,
    `import { Max, Min } from 'class-validator';`,
    `import { BelongsToMany, Computed, RuleError } from 'relata';`,
    `import { Tag } from './tag.js';`,
  ];
  const [rules, others] = [true, false].map((isRule) =>
    snippets.filter(({ text }) => /@Check|@BeforeCreate/.test(text) === isRule),
  );
  writeFileSync(path, `${imports.join('\n')}\n${readFileSync(path, 'utf8')}`);
  extendClass(path, others ?? []);

  const env: Environment = { DATABASE_URL: undefined };
  const { stdout } = await runCommand(
    folder,
    'npm run migration:create -- --name what_it_does',
    env,
  );
  expect(stdout.match(/^migrations\/\w+\/\w+_what_it_does\.ts$/gm)).toHaveLength(2);
  await Promise.all([
    // The table has rows: a required column without a default would fail here.
    runCommand(folder, UP, env),
    runCommand(folder, 'npm run print-schema', env),
  ]);
  // On SQLite a CHECK makes the table anew, rows and all: by a migration of its own, as the guide says.
  const [{ text: unique } = { text: '' }] = fencesOf(GUIDE).filter(({ text }) =>
    text.startsWith('@Unique({ properties'),
  );
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace('export class', () => `${unique}export class`),
  );
  extendClass(path, rules ?? []);
  await runCommand(folder, 'npm run migration:create -- --name add_rules', env);
  await runCommand(folder, UP, env);
  await runCommand(folder, `npx tsc --noEmit --project ${TYPES}`, env);
  const schema = readFileSync(join(folder, 'schema.graphql'), 'utf8');
  expect(schema).toContain('commentByLegacyNumber(');
  expect(schema).toMatch(
    /type Comment implements Node \{.*?excerpt: String!.*?likes: Int!.*?\n\}/s,
  );
});

/** Puts members at the end of the class in a file. */
function extendClass(path: string, members: readonly { readonly text: string }[]): void {
  const body = readFileSync(path, 'utf8').replace(/\}\s*$/, '');
  writeFileSync(path, [body, ...members.map(({ text }) => text), '}\n'].join('\n'));
}

it('the guide reads from a view, on both databases', async () => {
  writeFileSync(join(folder, 'src/models/author-stat.ts'), fence(GUIDE, 'ts', 'class AuthorStat '));
  const path = join(folder, REGISTRATION);
  const registered = readFileSync(path, 'utf8').replace('] as const', ', AuthorStat] as const');
  writeFileSync(path, `import { AuthorStat } from './author-stat.js';\n${registered}`);
  const postgresql = new TestDatabase('postgresql', { migrated: false });
  await postgresql.open();
  try {
    const environments: readonly Environment[] = [
      { DATABASE_URL: undefined },
      { DATABASE_URL: postgresql.url },
    ];
    await runCommand(folder, 'npm run migration:create -- --name add_view', {});
    await Promise.all(environments.map((env) => runCommand(folder, UP, env)));
    await runCommand(folder, `npx tsc --noEmit --project ${TYPES}`, {});
    await fill(postgresql.url, 'postgresql');
    for (const env of environments) {
      const server = await RunningServer.start(folder, { ...env, SAMPLE_DATA: 'off' });
      try {
        const query = `{ authorStats(where: { posts: { gt: 0 } }, orderBy: [{ posts: DESC }]) {
          totalCount nodes { id posts author { username } } aggregate { sum { posts } } } }`;
        expect(JSON.parse(await server.ask({ query, variables: {} }))).toEqual({
          data: {
            authorStats: {
              totalCount: 2,
              nodes: [
                { id: 'authorStat_2', posts: 2, author: { username: 'tomas' } },
                { id: 'authorStat_1', posts: 1, author: { username: 'mira' } },
              ],
              aggregate: { sum: { posts: '3' } },
            },
          },
        });
      } finally {
        await server.stop();
      }
    }
    const drift = await runCommand(folder, 'npm run migration:check', {});
    expect(drift.stdout).toContain('lead to the models');
    await runCommand(folder, 'npm run print-schema', {});
    const schema = readFileSync(join(folder, 'schema.graphql'), 'utf8');
    expect(schema).toContain('type AuthorStatConnection');
    expect(schema).not.toContain('AuthorStatCreateInput');
  } finally {
    await postgresql.close();
  }
});

/** Edits the list of models as the guide's diffs say, each of which must fit in exactly one place. */
function applyRegistration(): void {
  for (const { text } of fencesOf(GUIDE).filter(({ language }) => language === 'diff')) {
    applyDiff(join(folder, REGISTRATION), text);
  }
}

async function fill(url: string, dialect: 'sqlite' | 'postgresql'): Promise<void> {
  const orm = await createOrm(
    loadSettings({ ...LANE, DATABASE_URL: url }).database,
    tablesOf(application),
  );
  try {
    await withSession({ orm }, async (em) => {
      for (const statement of ROWS(DELETED[dialect])) {
        await em.execute(statement);
      }
      const roles = await em.execute<readonly { readonly name: string }[]>(
        `select r.name from rbac_roles r join rbac_role_permission on role_id = r.id
         join rbac_permissions p on p.id = permission_id where p.name = 'comment:delete'`,
      );
      expect(roles).toEqual([{ name: 'admin' }]);
    });
  } finally {
    await orm.close(true);
  }
}

/** Starts the server of the folder, asks it everything, and stops it. @returns the bodies of the answers */
async function answersOf(env: Environment): Promise<readonly string[]> {
  // One secret for both, so that cursors can be compared.
  const secret = 'a secret of the tests, thirty-two bytes';
  const server = await RunningServer.start(folder, { ...env, SECRET: secret, SAMPLE_DATA: 'off' });
  try {
    const answers: string[] = [];
    for (const { query, variables } of queriesOf(GUIDE)) {
      const text = await server.ask({ query, variables });
      expect(text).not.toContain('"errors"');
      expect(text).not.toContain('"nodes":[]');
      answers.push(text);
    }
    for (const { query, data } of CHECKS) {
      const text = await server.ask({ query, variables: {} });
      expect(JSON.parse(text)).toEqual({ data });
      answers.push(text);
    }
    return [...answers, ...(await walk(server))];
  } finally {
    await server.stop();
  }
}

/** Walks the comments of a post one by one; each is met once. */
async function walk(server: RunningServer): Promise<readonly string[]> {
  const query = `query Walk($after: String) { post(id: 1) {
    comments(first: 1, after: $after, orderBy: [{ body: ASC }]) { edges { cursor node { body } } } } }`;
  const answers: string[] = [];
  const bodies: string[] = [];
  for (let after: string | null | undefined = null; after !== undefined;) {
    const text: string = await server.ask({ query, variables: { after } });
    const { data } = JSON.parse(text) as {
      data: { post: { comments: { edges: { cursor: string; node: { body: string } }[] } } };
    };
    const [edge] = data.post.comments.edges;
    answers.push(text);
    bodies.push(...(edge === undefined ? [] : [edge.node.body]));
    after = edge?.cursor;
  }
  expect(bodies).toEqual(['I thank you as well', 'Thank you!', 'Well said.']);
  return answers;
}
