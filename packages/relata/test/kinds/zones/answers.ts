import 'reflect-metadata';
import { sql } from 'kysely';
import { type App, createApp } from '../../../src/create-app.js';
import { withSession } from '../../../src/request/session.js';
import { loadSettings } from '../../../src/settings.js';
import { givenColumns } from '../every-kind/random-values.js';
import { Animal } from '../../zoo/animal.js';
import { zoo } from '../../zoo/zoo.js';
import { changeOf, pageOf, type Question, readsOf, type Row, rowsOf } from './questions.js';
import { Visit } from './visit.js';

/** Less than any two time zones are apart. */
const NEAR_MS = 10 * 60_000;

// A process in a time zone of its own: it writes and reads every kind in every way, and prints all answers.
const application = { models: [...zoo.models, Visit] };
const viewer = {
  userId: 1,
  permissions: new Set(['animal:read', 'animal:create', 'animal:update', 'animal:rate']),
};
const apps: App[] = [];
for (const READER of ['compiled', 'reference']) {
  const settings = loadSettings({ ...process.env, READER });
  apps.push(await createApp(application, settings, { resolveViewer: () => viewer }));
}
const [compiled, reference] = apps as [App, App];
const answers: string[] = [];

async function ask(app: App, question: Question, headers = {}): Promise<string> {
  const response = await app.fetch(
    new Request('http://relata.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(question),
    }),
  );
  const text = await response.text();
  if (text.includes('"errors":[{')) {
    throw new TypeError(`${JSON.stringify(question)}: ${text}`);
  }
  return text;
}

async function note(question: Question): Promise<string> {
  const text = await ask(compiled, question);
  answers.push(text, await ask(reference, question));
  return text;
}

// Who asks knows what is answered.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function dataOf<T>(text: string): T {
  return (JSON.parse(text) as { readonly data: T }).data;
}

for (const app of apps) {
  await app.prepare();
}
const model = compiled.engine.catalog.get('Animal');
if (model === undefined) {
  throw new TypeError('The zoo has animals');
}
const created = await ask(compiled, {
  query:
    'mutation ($inputs: [AnimalCreateInput!]!) { createAnimals(inputs: $inputs) { animals { id } errors { path message } } }',
  variables: { inputs: rowsOf(model) },
});
answers.push(created);
const { animals: rows } = dataOf<{ createAnimals: { animals: readonly Row[] } }>(
  created,
).createAnimals;
for (const question of readsOf(model, rows)) {
  await note(question);
}
for (const column of givenColumns(model).filter(({ kind }) => kind.cursor !== null)) {
  for (const direction of ['ASC', 'DESC'] as const) {
    for (let after: string | null = null, isMore = true; isMore;) {
      const text: string = await note(pageOf(column, direction, after));
      const { pageInfo } = dataOf<{
        animals: { pageInfo: { endCursor: string; hasNextPage: boolean } };
      }>(text).animals;
      after = pageInfo.endCursor;
      isMore = pageInfo.hasNextPage;
    }
  }
}
for (const [at, { id }] of rows.slice(0, 6).entries()) {
  const change = changeOf(model, id, at + 1);
  const dry = await ask(compiled, change, { 'x-dry-run': 'true' });
  // The clock is another each time.
  answers.push(dry.replaceAll(/"updatedAt":\{[^}]*\}/g, ''), await ask(compiled, change));
}
for (const question of readsOf(model, rows).slice(0, 2)) {
  await note(question);
}
// As code of the application has them.
await withSession(compiled, async (em) => {
  const loaded = await em.find(Animal, {}, { orderBy: { id: 'asc' } });
  answers.push(
    JSON.stringify(
      loaded.map((row) => givenColumns(model).map(({ name }) => row[name as keyof Animal])),
      (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    ),
  );
});
const before = Date.now();
await withSession(compiled, async (em) => {
  await sql`insert into visits (id) values (1)`.execute(em.getKysely());
});
const visit = dataOf<{ visits: { nodes: readonly Readonly<Record<string, string>>[] } }>(
  await ask(compiled, { query: '{ visits { nodes { createdAt begunAt day at lasts } } }' }),
).visits.nodes[0];
const isNow = (text = ''): boolean => Math.abs(new Date(text).getTime() - before) < NEAR_MS;
answers.push(
  JSON.stringify({
    ...visit,
    begunAt: isNow(visit?.['begunAt']),
    createdAt: isNow(visit?.['createdAt']),
  }),
);
await note({ query: '{ visits { nodes { day at lasts } } }' });
process.stdout.write(answers.join('\n'));
await Promise.all(apps.map((app) => app.stop()));
