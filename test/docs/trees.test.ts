import { createTestApp, type TestApp } from 'relata/testing';
import { withSession } from '../../packages/relata/src/request/session.js';
import { DIALECTS } from '../databases.js';
import { Category } from './category.js';
import { fencesOf, queriesOf, readText } from './markdown.js';

const GUIDE = readText('docs/trees.md');

it('the guide has the model that is tested here', () => {
  const shown = fencesOf(GUIDE).filter(({ language }) => language === 'ts');
  expect(shown.map(({ text }) => text)).toEqual([readText('test/docs/category.ts')]);
});

describe.each(DIALECTS)('the guide to trees on %s', (dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp({ models: [Category] }, { dialect });
    await withSession(app.app, async (em) => {
      let parent: Category | null = null;
      for (const name of ['Goods', 'Games', 'Board games', 'Chess']) {
        parent = em.create(Category, { name, parent });
        await em.flush();
      }
      em.create(Category, {
        name: 'Cards',
        parent: await em.findOneOrFail(Category, { name: 'Games' }),
      });
    });
  });
  afterAll(() => app.stop());

  it('tells what its documents come to', async () => {
    const answers: unknown[] = [];
    for (const { query, variables } of queriesOf(GUIDE)) {
      const { body } = await app.ask(query, {
        variables,
        viewer: { userId: 1, permissions: ['category:update'] },
      });
      expect(body.errors).toBeUndefined();
      answers.push(body.data);
    }
    const named = (...names: string[]): object => ({ nodes: names.map((name) => ({ name })) });
    const row = (name: string, parent: number): object => ({
      name,
      parent: { id: `category_${String(parent)}` },
    });
    expect(answers).toEqual([
      {
        categoryByName: { ancestors: named('Board games', 'Games', 'Goods') },
        categories: {
          nodes: [
            {
              name: 'Goods',
              descendants: {
                totalCount: 3,
                nodes: [row('Games', 1), row('Board games', 2), row('Cards', 2)],
              },
            },
          ],
        },
      },
      { categories: named('Chess', 'Board games', 'Cards') },
      {
        updateCategory: {
          errors: [
            {
              message: 'would make a Category its own ancestor',
              path: ['input', 'parent', 'connect'],
            },
          ],
        },
      },
    ]);
  });
});
