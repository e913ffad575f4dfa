import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { ANONYMOUS, type Viewer } from '../../src/access/viewer.js';
import { type App, createApp } from '../../src/app.js';
import { loadSettings } from '../../src/settings.js';
import { CHEAP_PASSWORDS } from '../support/viewers.js';
import {
  anchorsOf,
  type DocumentedQuery,
  documentationFiles,
  queriesOf,
  readText,
  ROOT,
} from './markdown.js';
import { childEnvironment, mikroOrmCli, scriptsOf } from './project-commands.js';

const FILES = documentationFiles();
/** What a reader of the guide makes. */
const MADE_BY_READER: ReadonlySet<string> = new Set([
  'src/models/comment.ts',
  'src/resolvers/tag-resolver.ts',
]);

describe('the examples of the README', () => {
  const documents = queriesOf(readText('README.md'));
  const queries = documents.filter(({ query }) => !isMutation(query));
  const mutations = documents.filter(({ query }) => isMutation(query));
  let app: App;
  let url: string;
  beforeAll(async () => {
    app = await createApp(
      loadSettings({
        NODE_ENV: 'test',
        DATABASE_URL: 'sqlite::memory:',
        SAMPLE_DATA: 'auto',
        SECRET: 'a secret of the tests, thirty-two bytes',
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'silent',
        ...CHEAP_PASSWORDS,
      }),
      { resolveViewer: ({ headers }) => (headers['x-editor'] === undefined ? ANONYMOUS : EDITOR) },
    );
    url = await app.start();
  });
  afterAll(() => app.stop());

  it('begin with the first query', () => {
    expect(queries[0]?.query.trim()).toBe(
      '{ posts(first: 3) { totalCount nodes { id title author { username profile { firstName } } tags { nodes { name } } } } }',
    );
    expect(queries.length).toBeGreaterThan(6);
  });

  const send = async (
    request: DocumentedQuery,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ response: Response; body: Answer }> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(request),
    });
    return { response, body: (await response.json()) as Answer };
  };

  it.each(queries)('answer from the sample data: $query', async (request) => {
    const { response, body } = await send(request);
    expect(body.errors).toBeUndefined();
    expect(response.status).toBe(200);
    expect(Object.values(body.data ?? {})).not.toHaveLength(0);
    for (const field of Object.values(body.data ?? {})) {
      expect(isFilled(field)).toBe(true);
    }
  });

  it('change nothing for anonymous clients, and say so', async () => {
    expect(mutations.length).toBeGreaterThan(4);
    for (const request of mutations) {
      const { body } = await send(request);
      expect(body.errors).toBeUndefined();
      expect(JSON.stringify(body.data)).toContain('"code":"FORBIDDEN"');
    }
  });

  it.each(mutations)('change the sample data for whoever may: $query', async (request) => {
    const { body } = await send(request, { 'x-editor': 'yes' });
    expect(body.errors).toBeUndefined();
    expect(Object.values(body.data ?? {})).not.toHaveLength(0);
    for (const payload of Object.values(body.data ?? {})) {
      expect(payload).toMatchObject({ errors: [] });
      expect(Object.values(payload as object)).not.toContain(null);
      expect(payload).not.toMatchObject({ affectedCount: 0 });
    }
  });
});

interface Answer {
  readonly data?: Record<string, unknown>;
  readonly errors?: unknown;
}

/** Who sends the mutations of the README, once with leave to. */
const EDITOR: Viewer = {
  userId: 1,
  permissions: new Set([
    'user:create',
    'user:update',
    'role:update',
    'post:update',
    'post:delete',
    'post:read',
    'tag:update',
  ]),
};

function isMutation(query: string): boolean {
  return query.startsWith('mutation');
}

/** Whether there is something in a root field: a row, or a list and its page with rows. */
function isFilled(field: unknown): boolean {
  if (Array.isArray(field)) {
    return field.length > 0 && field.every((item) => item !== null);
  }
  if (typeof field !== 'object' || field === null) {
    return false;
  }
  const { nodes = [{}], edges = [{}] } = field as { nodes?: unknown[]; edges?: unknown[] };
  return nodes.length > 0 && edges.length > 0;
}

describe.each(FILES)('%s', (file) => {
  const text = readText(file);

  it('names only commands that there are', async () => {
    const scripts = Object.keys(scriptsOf(ROOT));
    expect(scripts).toEqual(expect.arrayContaining(matches(text, /\bnpm run ([\w:-]+)/g)));
    expect(scripts).toEqual(expect.arrayContaining(matches(text, /\bnpm (test|start)\b/g)));
    const ofOrm = matches(text, /\bnpx mikro-orm ([\w:-]+)/g);
    expect(await mikroOrmCommands()).toEqual(expect.arrayContaining(ofOrm));
    expect(matches(text, /\bnpx ([\w-]+)/g).filter((name) => name !== 'mikro-orm')).toEqual([]);
  });

  it('links only to what is there', () => {
    const links = matches(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^https?:/.test(link));
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#', 2);
      const target = path === '' ? file : join(dirname(file), path);
      return (
        !existsSync(join(ROOT, target)) ||
        (anchor !== undefined && !anchorsOf(readText(target)).has(anchor))
      );
    });
    expect(broken).toEqual([]);
  });

  it('names only files of the project that are there', () => {
    const paths = matches(text, /(?<![\w./-])((?:src|test|migrations|docs)\/[\w./-]*[\w/])/g);
    const missing = paths.filter(
      (path) => !existsSync(join(ROOT, path)) && !MADE_BY_READER.has(path),
    );
    expect(missing).toEqual([]);
  });

  it('gives settings the names and defaults they have', () => {
    const defaults = new Map(
      [...readText('.env.example').matchAll(/^#(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    for (const [, name = '', value = ''] of text.matchAll(
      /^\| `([A-Z][A-Z_]+)` +\| +(?:`([^`]*)`)? *\|/gm,
    )) {
      expect([name, defaults.get(name)]).toEqual([name, value]);
    }
  });
});

let commands: Promise<readonly string[]> | undefined;

/** The commands of MikroORM's command line, as it names them itself; asked for once. */
function mikroOrmCommands(): Promise<readonly string[]> {
  commands ??= promisify(execFile)(process.execPath, [mikroOrmCli(ROOT), '--help'], {
    cwd: ROOT,
    env: childEnvironment({}),
  }).then(({ stdout }) => matches(stdout, /^ +mikro-orm ([\w:-]+)/gm));
  return commands;
}

/** What the group of a pattern matches, each once. */
function matches(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))];
}
