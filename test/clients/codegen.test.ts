import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fencesOf, readText, ROOT } from '../docs/markdown.js';
import { runCommand } from '../docs/project-commands.js';
import { describeEachDatabase } from '../databases.js';
import { ClientServer } from './client-server.js';
import { TYPED_PAGE } from './codegen-documents.js';

const TYPES = {
  compilerOptions: {
    target: 'es2023',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2024', 'dom'],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['src'],
};
/** What the guide says about forms. */
const FORM = fencesOf(readText('docs/clients.md')).find(({ text }) => text.includes('postFilter'));

const folder = mkdtempSync(join(tmpdir(), 'relata-codegen-'));
beforeAll(() => {
  mkdirSync(join(folder, 'src'));
  for (const name of ['clients', 'schema.graphql', 'package.json']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TYPES));
  writeFileSync(join(folder, 'src/page.ts'), TYPED_PAGE);
  writeFileSync(join(folder, 'src/post-filter.ts'), FORM?.text ?? '');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('GraphQL Code Generator', () => {
  it('makes types that hold in strict TypeScript, and know what is wrong', async () => {
    await runCommand(folder, 'npx graphql-codegen --config clients/codegen.config.ts', {});
    await expect(runCommand(folder, 'npx tsc --project tsconfig.json', {})).resolves.toBeDefined();
  });
});

interface Post {
  readonly title: string;
  readonly content: string;
  readonly status: string;
  readonly publishedAt: string | null;
  readonly author: { readonly username: string } | null;
  readonly tags: { readonly nodes: readonly { readonly name: string }[] };
}

const EMPTY = { text: '', status: null, author: '', tags: [], from: null, isTagged: null };
const FROM = new Date('2025-03-01T00:00:00Z');
/** Forms, and which posts they are for. */
const FORMS: readonly (readonly [object, (post: Post) => boolean])[] = [
  [{}, () => true],
  [{ text: '  ' }, () => true],
  [{ text: ' One ' }, ({ title, content }) => /one/i.test(title) || /one/i.test(content)],
  [{ status: 'PUBLISHED' }, ({ status }) => status === 'PUBLISHED'],
  [{ author: 'mira' }, ({ author }) => author?.username === 'mira'],
  [{ tags: ['travel', 'books'] }, isAbout('travel', 'books')],
  [{ from: FROM }, ({ publishedAt }) => publishedAt !== null && new Date(publishedAt) >= FROM],
  [{ isTagged: true }, ({ tags }) => tags.nodes.length > 0],
  [{ isTagged: false }, ({ tags }) => tags.nodes.length === 0],
  [
    { status: 'PUBLISHED', author: 'mira', tags: ['databases'], isTagged: true },
    (post) => post.author?.username === 'mira' && isAbout('databases')(post),
  ],
];

describeEachDatabase('the filter from a form', (database) => {
  let server: ClientServer;
  beforeAll(async () => {
    server = await ClientServer.start(database);
    // All posts of the sample data are about something.
    await server.app.orm.em.fork().execute('delete from post_tags where post_id = 3');
  });
  afterAll(() => server.stop());

  it('has a condition for each field that is not empty', async () => {
    const { postFilter } = (await import(join(folder, 'src/post-filter.ts'))) as {
      readonly postFilter: (form: object) => object;
    };
    const all = await posts(null);
    for (const [fields, isWanted] of FORMS) {
      const expected = all.filter(isWanted);
      expect(expected).not.toHaveLength(0);
      expect(await posts(postFilter({ ...EMPTY, ...fields }))).toEqual(expected);
    }
  });

  async function posts(where: object | null): Promise<readonly Post[]> {
    const query = `query ($where: PostWhere) { posts(first: 100, where: $where) {
      nodes { title content status publishedAt author { username } tags { nodes { name } } } } }`;
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { where } }),
    });
    const { data } = (await response.json()) as { data: { posts: { nodes: readonly Post[] } } };
    return data.posts.nodes;
  }
});

function isAbout(...names: readonly string[]): (post: Post) => boolean {
  return ({ tags }) => tags.nodes.some(({ name }) => names.includes(name));
}
