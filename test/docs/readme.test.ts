import { application } from '../../src/app.js';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { type App, createApp } from '../../packages/relata/src/create-app.js';
import { loadSettings } from '../../packages/relata/src/settings.js';
import { SAMPLE_PASSWORD } from '../../src/sample-data/sample-accounts.js';
import { type Answered, Conversation } from './conversation.js';
import { MADE_BY_READER } from './made-by-reader.js';
import { anchorsOf, documentationFiles, queriesOf, readText, ROOT } from './markdown.js';
import { childEnvironment, COMMANDS, mikroOrmCli, scriptsOf } from './project-commands.js';
import { LANE } from '../../packages/relata/src/testing/lane.js';

const FILES = documentationFiles();
const ENGINE = 'packages/relata/src';

describe('the examples', () => {
  const queries = queriesOf(readText('README.md'));
  const more = queriesOf(readText('docs/queries.md'));
  const signIn = queries.find(({ query }) => query.includes('signIn('));
  let app: App;
  let url: string;
  let reader: Conversation;
  let second: Conversation;
  beforeAll(async () => {
    app = await createApp(
      application,
      loadSettings({
        ...LANE,
        NODE_ENV: 'test',
        DATABASE_URL: 'sqlite::memory:',
        SAMPLE_DATA: 'auto',
        SECRET: 'a secret of the tests, thirty-two bytes',
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'silent',
      }),
    );
    url = await app.start();
    reader = new Conversation(url);
    second = new Conversation(url);
  });
  afterAll(() => app.stop());

  it('of the README begin with the first query', () => {
    expect(queries[0]?.query.trim()).toBe(
      '{ posts(first: 3) { totalCount nodes { id title author { username profile { firstName } } tags { nodes { name } } } } }',
    );
    expect(queries.length).toBeGreaterThan(5);
    expect(more.length).toBeGreaterThan(14);
  });

  // In order: those after the one that signs in are sent with its token.
  it.each(queries)('of the README answer from the sample data: $query', async (request) => {
    expectFilled(await reader.ask(request));
  });

  it.each(more)('of docs/queries.md answer those who begin there: $query', async (request) => {
    expectFilled(await second.ask(request));
  });

  it('of docs/access.md answer whoever is signed in', async () => {
    const admin = new Conversation(url);
    const variables = { login: 'mira', password: SAMPLE_PASSWORD };
    expectFilled(await admin.ask({ query: signIn?.query ?? '', variables }));
    const documented = queriesOf(readText('docs/access.md'));
    expect(documented).not.toHaveLength(0);
    for (const request of documented) {
      expectFilled(await admin.ask(request));
    }
  });
});

function expectFilled({ status, data, errors }: Answered): void {
  expect(errors).toBeUndefined();
  expect(status).toBe(200);
  expect(Object.values(data)).not.toHaveLength(0);
  for (const field of Object.values(data)) {
    expect(isFilled(field)).toBe(true);
  }
}

/** Whether there is something in a root field: a row, a list and its page with rows, or a success. */
function isFilled(field: unknown): boolean {
  if (Array.isArray(field)) {
    return field.length > 0 && field.every((item) => item !== null);
  }
  if (typeof field !== 'object' || field === null) {
    return field === true;
  }
  const {
    nodes = [{}],
    edges = [{}],
    errors = [],
  } = field as { nodes?: unknown[]; edges?: unknown[]; errors?: unknown[] };
  return nodes.length > 0 && edges.length > 0 && errors.length === 0;
}

describe.each(FILES)('%s', (file) => {
  const text = readText(file);

  it('names only commands that there are', async () => {
    const scripts = Object.keys(scriptsOf(ROOT));
    expect(scripts).toEqual(expect.arrayContaining(matches(text, /\bnpm run ([\w:-]+)/g)));
    expect(scripts).toEqual(expect.arrayContaining(matches(text, /\bnpm (test|start)\b/g)));
    const ofOrm = matches(text, /\bnpx mikro-orm ([\w:-]+)/g);
    expect(await mikroOrmCommands()).toEqual(expect.arrayContaining(ofOrm));
    expect(COMMANDS).toEqual(expect.arrayContaining(matches(text, /\bnpx ([\w-]+)/g)));
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

  it('names only folders and files of the engine that are there', () => {
    const rooms = readdirSync(join(ROOT, ENGINE), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const paths = matches(text, new RegExp(`\`((?:${rooms.join('|')})/[\\w./-]*)\``, 'g'));
    const roots = ['', ENGINE, 'packages/relata/test'];
    const missing = paths.filter(
      (path) => !roots.some((root) => existsSync(join(ROOT, root, path))),
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
