import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeEachDatabase } from '../databases.js';
import { fencesOf, queriesOf, readText } from './markdown.js';
import { childEnvironment, runCommand } from './project-commands.js';
import { applyDiff, changes, copyProject, fence, textsIn } from './project-copy.js';

const GUIDE = readText('docs/adding-an-operation.md');
const MODEL = 'src/models/tag.ts';
const OPERATION = 'src/operations/rename-tag.ts';
const TOPICS = 'src/operations/topics.ts';
const REGISTRATION = 'src/operations/index.ts';
const SCRIPT = 'as-editor.ts';
/** What the types of the new code depend on: other rooms are checked elsewhere. */
const TYPES = 'tsconfig.operation.json';

const renameTo = (name: string): string =>
  `mutation { renameTag(id: 1, name: "${name}") { tag { name } errors { __typename code message path } } }`;
const NOTHING_KEPT = `{ tags { nodes { name version } } }`;

let folder: string;

beforeAll(async () => {
  folder = copyProject();
  const before = textsIn(join(folder, 'src'));
  for (const { text } of fencesOf(GUIDE).filter(({ language }) => language === 'diff')) {
    applyDiff(join(folder, /operations|publish-post/.test(text) ? REGISTRATION : MODEL), text);
  }
  writeFileSync(join(folder, OPERATION), fence(GUIDE, 'ts', 'class RenameTag'));
  writeFileSync(join(folder, TOPICS), fence(GUIDE, 'ts', 'class Topics'));
  writeFileSync(join(folder, SCRIPT), fence(GUIDE, 'ts', 'createApp'));
  writeFileSync(
    join(folder, TYPES),
    JSON.stringify({ extends: './tsconfig.json', include: [], files: [REGISTRATION, SCRIPT] }),
  );
  expect(changes(before, textsIn(join(folder, 'src')))).toEqual([
    'models/tag.ts',
    'operations/index.ts',
    'operations/rename-tag.ts',
    'operations/topics.ts',
  ]);
  await runCommand(folder, `npx tsc --noEmit --project ${TYPES}`, {});
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('the guide adds a field to the schema, and nothing to the tables', async () => {
  const commands = fencesOf(GUIDE)
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text.trim());
  expect(commands).toEqual(['npm run print-schema']);
  await runCommand(folder, 'npm run print-schema', { DATABASE_URL: undefined });
  expect(readFileSync(join(folder, 'schema.graphql'), 'utf8')).toMatch(
    /renameTag\([^)]*id: ID![^)]*name: String![^)]*\): TagPayload\n/,
  );
  await runCommand(folder, 'npm run migration:check', { DATABASE_URL: undefined });
});

describeEachDatabase('the operation of the guide', (database) => {
  let said = '';
  const ask = async (...documents: readonly string[]): Promise<readonly unknown[]> => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', 'relata/register', SCRIPT, ...documents],
      {
        cwd: folder,
        env: childEnvironment({
          DATABASE_URL: database.url,
          HOST: '127.0.0.1',
          PORT: '0',
          LOG_LEVEL: 'silent',
          SAMPLE_DATA: 'off',
          SECRET: 'a secret of the tests, thirty-two bytes',
        }),
      },
    );
    said = stderr;
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  };

  it('does what the guide says, and is part of its document', async () => {
    const [first = '', second = ''] = queriesOf(GUIDE).map(({ query }) => query);
    expect(
      await ask(
        first,
        second,
        // It takes what came before it along, and goes with what comes after it.
        `mutation { createTag(input: { name: "lost" }) { tag { id } errors { code } } ${renameTo('Bad Name').slice('mutation {'.length)}`,
        `mutation { renameTag(id: 1, name: "gone") { tag { name } errors { code } } createTag(input: { name: "GRAPHS" }) { errors { code } } again: createTag(input: { name: "gone" }) { errors { code path } } }`,
        NOTHING_KEPT,
        `mutation { createTag(input: { name: "taken" }) { errors { code } } }`,
        renameTo('taken'),
        'mutation { renameTag(id: 99, name: "nobody") { tag { name } errors { __typename code } } }',
        'mutation { renameTag(id: "post_1", name: "nobody") { tag { name } errors { code } } }',
      ),
    ).toEqual([
      {
        data: {
          createTag: { tag: { id: 'tag_1' }, errors: [] },
          renameTag: { tag: { id: 'tag_1', name: 'graphs', version: 2 }, errors: [] },
        },
      },
      {
        data: {
          renameTag: {
            tag: null,
            errors: [
              {
                code: 'VALIDATION',
                message: 'a topic is named by one lower-case word',
                path: ['id'],
              },
            ],
          },
        },
      },
      {
        data: {
          createTag: { tag: null, errors: [{ code: 'ROLLED_BACK' }] },
          renameTag: {
            tag: null,
            errors: [expect.objectContaining({ __typename: 'ValidationError' })],
          },
        },
      },
      {
        data: {
          renameTag: { tag: null, errors: [{ code: 'ROLLED_BACK' }] },
          createTag: { errors: [{ code: 'ROLLED_BACK' }] },
          again: { errors: [{ code: 'NOT_UNIQUE', path: ['input', 'name'] }] },
        },
      },
      { data: { tags: { nodes: [{ name: 'graphs', version: 2 }] } } },
      { data: { createTag: { errors: [] } } },
      {
        data: {
          renameTag: {
            tag: null,
            errors: [expect.objectContaining({ __typename: 'NotUniqueError', code: 'NOT_UNIQUE' })],
          },
        },
      },
      {
        data: {
          renameTag: { tag: null, errors: [{ __typename: 'NotFoundError', code: 'NOT_FOUND' }] },
        },
      },
      { data: { renameTag: null }, errors: [expect.objectContaining({ path: ['renameTag'] })] },
    ]);
  });

  it('finds rows, makes rows, and does what comes after the commit once', async () => {
    const [, , propose = '', latest = ''] = queriesOf(GUIDE).map(({ query }) => query);
    expect(
      await ask(
        propose,
        'mutation { proposeTopic(name: " ") { tag { id } errors { code path } } }',
        latest,
      ),
    ).toEqual([
      { data: { proposeTopic: { tag: { id: expect.any(String) as string }, errors: [] } } },
      {
        data: {
          proposeTopic: { tag: null, errors: [{ code: 'VALIDATION', path: ['name'] }] },
        },
      },
      {
        data: {
          latestTopics: [
            { id: expect.any(String) as string, name: 'trees' },
            { id: expect.any(String) as string, name: 'taken' },
          ],
        },
      },
    ]);
    expect(said).toBe('Somebody proposed trees\n');
  });
});
