import { application } from '../../src/app.js';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Policy, policyOf } from '../../packages/relata/src/access/access.js';
import {
  allOf,
  anyOf,
  can,
  everyone,
  nobody,
  not,
  own,
  readable,
  type Rule,
  self,
  signedIn,
  some,
  via,
  where,
} from '../../packages/relata/src/access/rules.js';
import { type App, createApp } from '../../packages/relata/src/create-app.js';
import { ACCESS_FILE, printAccessFile } from '../../packages/relata/src/cli/print/access-file.js';
import { accessMatrix } from '../../packages/relata/src/cli/print/access-matrix.js';
import { type Verdict, verdictOf } from '../../packages/relata/src/cli/verdict.js';
import { loadSettings } from '../../packages/relata/src/settings.js';

describe('npm run print-access', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relata-test-'));
  const file = join(folder, 'access.md');
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds docs/access.md as the policies and the seeded roles have it', async () => {
    expect(await printAccessFile(application, true)).toBe(0);
  });

  it('finds a change in the matrix, and puts it right without touching the rest', async () => {
    cpSync(ACCESS_FILE, file);
    appendFileSync(file, 'More text.\n');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('| yes ', '| no  '));
    expect(await printAccessFile(application, true, file)).toBe(1);
    expect(await printAccessFile(application, false, file)).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('says where the matrix belongs in a text that has no place for it', async () => {
    writeFileSync(file, '# Access\n');
    await expect(printAccessFile(application, true, file)).rejects.toThrow(
      'needs the lines <!-- Written by `npm run print-access`',
    );
  });
});

describe('a rule, evaluated without rows', () => {
  const visitor = { isSignedIn: false, permissions: new Set<string>(), isOwner: false };
  const owner = { isSignedIn: true, permissions: new Set(['a:b']), isOwner: true };
  const other = { isSignedIn: true, permissions: new Set<string>(), isOwner: false };
  const canRead = (relation: string): Verdict => `if ${relation}`;
  const open = where<{ open: boolean; kind: string }>({ open: { eq: true } });
  const odd = where<{ size: number }>({ size: { gt: 3 } });

  const same = (verdict: Verdict): readonly Verdict[] => [verdict, verdict, verdict];
  const signed = (words: string): readonly Verdict[] => [false, words, words];
  const unsigned = (words: string): readonly Verdict[] => [true, words, words];

  const cases: readonly (readonly [string, Rule, readonly Verdict[]])[] = [
    ['everyone', everyone, [true, true, true]],
    ['nobody', nobody, [false, false, false]],
    ['signedIn', signedIn, [false, true, true]],
    ['self', self, [false, true, false]],
    ['own', own('author'), [false, true, false]],
    ['can', can('a:b'), [false, true, false]],
    ['readable', readable('post'), ['if post', 'if post', 'if post']],
    ['where', open, Array(3).fill('if `open` is `true`') as string[]],
    ['another where', odd, Array(3).fill('if `{"size":{"gt":3}}`') as string[]],
    ['anyOf', anyOf(open, own('author')), ['if `open` is `true`', true, 'if `open` is `true`']],
    ['allOf', allOf(open, signedIn), [false, 'if `open` is `true`', 'if `open` is `true`']],
    ['not', not(own('author')), [true, false, true]],
    ['own along a path', own('post.author'), signed('if `post.author` is the viewer')],
    [
      'not own along a path',
      not(own('post.author')),
      unsigned('unless `post.author` is the viewer'),
    ],
    ['readable along a path', readable('post.author'), same('if its `post.author` can be read')],
    ['via', via('post', everyone), same('if it has a `post`')],
    ['via self', via('post.author', self), signed('if `post.author` is the viewer')],
    ['via a filter', via('post', open), same('if `post.open` is `true`')],
    ['via another filter', via('post', odd), same('if `{"size":{"gt":3}}` for `post`')],
    ['via nobody', via('post', nobody), same(false)],
    ['some', some('members', self), signed('if the viewer is one of its `members`')],
    ['some at all', some('members', everyone), same('if it has `members`')],
    ['some of none', some('members', nobody), same(false)],
    [
      'some along a path',
      some('team.memberships', allOf(own('person'), where({ role: { eq: 'lead' } }))),
      signed('if `person` is the viewer and if `role` is `lead`, in one of its `team.memberships`'),
    ],
    [
      'an attribute',
      where(({ attributes }) => ({ region: { eq: attributes['area'] } })),
      same("if `region` is the viewer's `area`"),
    ],
    [
      'an attribute of several values',
      where(({ attributes }) => ({ region: { in: attributes['areas'] } })),
      same("if `region` is one of the viewer's `areas`"),
    ],
    [
      'what is made of an attribute',
      where(({ attributes }) => ({ region: { eq: (attributes['area'] as string).toUpperCase() } })),
      same('if a filter made of the viewer matches'),
    ],
    [
      'a nest of them',
      anyOf(allOf(readable('post'), open), nobody),
      Array(3).fill('if post and if `open` is `true`') as string[],
    ],
  ];

  it.each(cases)('%s', (_name, rule, verdicts) => {
    expect(
      [visitor, owner, other].map((subject) => verdictOf(rule, { ...subject, canRead })),
    ).toEqual(verdicts);
  });
});

describe('the matrix', () => {
  let app: App;
  beforeAll(async () => {
    app = await createApp(
      application,
      loadSettings({
        DATABASE_URL: 'sqlite::memory:',
        SECRET: 'a secret of the tests, thirty-two bytes',
      }),
    );
  });
  afterAll(() => app.stop());

  it('says of each role and model what the engine decides without looking at a row', () => {
    const { catalog, policies } = app.engine;
    const permissions = ['post:read', 'user:update', 'tag:delete'];
    const entries = [...catalog.values()].flatMap((model) => {
      const policy = policyOf(model.target);
      return policy === undefined ? [] : [[model, policy] as const];
    });
    const tables = accessMatrix(new Map(entries), [{ name: 'some', permissions }]).split('### ');
    for (const [model] of entries) {
      const rows = (tables.find((table) => table.startsWith(`${model.name}\n`)) ?? '')
        .split('\n')
        .map((line) => line.split('|').map((cell) => cell.trim()));
      const viewer = { userId: 7, permissions: new Set(permissions) };
      for (const operation of ['create', 'update', 'delete'] as const) {
        const condition = policies.write(model, operation, viewer);
        const cells = rows
          .filter(([, title = '']) => title === operation || title.startsWith(`${operation}, `))
          .map((row) => row.at(-2));
        expect(cells).not.toHaveLength(0);
        if (condition.kind === 'constant' && !condition.value) {
          expect(new Set(cells)).toEqual(new Set(['no']));
        } else if (condition.kind === 'constant') {
          expect(cells).not.toContain('no');
        } else {
          expect(cells.some((cell) => cell !== 'no')).toBe(true);
        }
      }
    }
  });

  it('knows an owner by any rule of a policy', () => {
    const [post, user] = ['Post', 'User'].map((name) => app.engine.catalog.get(name));
    const rules = { read: readable('author'), readDeleted: signedIn };
    const read = (policy: Policy): unknown => {
      const [table = ''] = accessMatrix(
        new Map([
          [post, policy],
          [user, { read: self }],
        ] as never),
        [],
      ).split('### User');
      return table
        .split('\n')
        .flatMap((line) => /^\| (read(?:, [a-z ]+?)?) +\|.* (\w+) +\|$/.exec(line)?.slice(1) ?? []);
    };
    expect(read(rules)).toEqual(['read', 'no']);
    for (const more of [{ purge: own('author') }, { readDeleted: own('author') }]) {
      expect(read({ ...rules, ...more })).toEqual(['read, own', 'yes', 'read, of others', 'no']);
    }
  });
});
