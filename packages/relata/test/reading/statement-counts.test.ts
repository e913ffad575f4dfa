import type { Catalog, Relation } from '../../src/model/model.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillAdded } from '../support/models/fill-added.js';
import { fillUsers } from '../support/fixtures.js';

const SIGNED_IN = { viewer: { userId: 1 } };
const FEW = 3;
const MANY = 300;

const LIMITS = { PAGE_SIZE_MAX: '1000', LIMIT_COST: '10000000', LIMIT_LIST_INPUTS: '1000' };

describeEachDatabase('statements of a read', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, { env: { ...LIMITS, READER: 'reference' } });
    await fillUsers(api.app.orm, { users: MANY, posts: 2 });
    await fillAdded(api.app.orm, api.app.engine.catalog, MANY);
  }, 120_000);
  afterAll(() => api.stop());

  /** Statements for a document at both sizes, which must have answers at all. */
  async function count(document: (parents: number) => string): Promise<readonly [number, number]> {
    const [few, many] = [
      await api.ask(document(FEW), SIGNED_IN),
      await api.ask(document(MANY), SIGNED_IN),
    ];
    for (const { body } of [few, many]) {
      expect(body.errors).toBeUndefined();
    }
    expect(many.text.length).toBeGreaterThan(10 * few.text.length);
    return [few.statements.length, many.statements.length];
  }

  it('are two for every relation, whatever the number of parents', async () => {
    const relations = relationsOf(api.app.engine.catalog);
    expect(relations).not.toHaveLength(0);
    const counted: Record<string, readonly [number, number]> = {};
    for (const relation of relations) {
      const { source, name, many } = relation;
      const selection = many ? 'nodes { id } edges { cursor }' : 'id';
      counted[`${source.name}.${name}`] = await count(
        (parents) =>
          `{ ${source.plural}(first: ${String(parents)}) { nodes { id ${name} { ${selection} } } } }`,
      );
    }
    expect(
      Object.entries(counted).filter(([, counts]) => counts.some((each) => each !== 2)),
    ).toEqual([]);
  });

  it('are one more for counts and aggregates together, and one for each side that needs a look', async () => {
    const relations = relationsOf(api.app.engine.catalog).filter(({ many }) => many);
    for (const { source, name } of relations) {
      const counts = await count(
        (parents) => `{ ${source.plural}(first: ${String(parents)}) { nodes { ${name}(first: 1) {
          totalCount aggregate { count max { createdAt } } pageInfo { hasNextPage hasPreviousPage } nodes { id } } } } }`,
      );
      expect([`${source.name}.${name}`, ...counts]).toEqual([`${source.name}.${name}`, 3, 3]);
    }
  });

  it('are one a level and alias, three levels deep', async () => {
    const counts = await count(
      (parents) => `{ users(first: ${String(parents)}) { nodes {
        newest: posts(first: 1, orderBy: [{ createdAt: DESC }]) { nodes { title
          some: tags(first: 1) { nodes { name users(first: 2) { nodes { username profile { age } } } } }
          other: tags(last: 1) { nodes { name posts(first: 1) { totalCount nodes { title } } } } } }
        oldest: posts(first: 1, orderBy: [{ createdAt: ASC }]) { nodes { author { username } } } } } }`,
    );
    // users; newest, oldest; some, other, author; users, posts and their count; profile.
    expect(counts).toEqual([10, 10]);
  });

  it('are one for many nodes of a type', async () => {
    const ids = (parents: number): string =>
      Array.from({ length: parents }, (_, index) => `"tag_${String(index + 1)}"`).join(', ');
    await expect(
      count((parents) => `{ nodes(ids: [${ids(parents)}]) { id ... on Tag { name } } }`),
    ).resolves.toEqual([1, 1]);
  });

  it('select only the columns asked for', async () => {
    const { statements } = await api.ask(
      '{ posts(first: 1) { nodes { title author { username } } } }',
    );
    expect(statements.map(({ sql }) => /content|email|bio/.test(sql))).toEqual([false, false]);
  });

  it('are none for counts and pages that are not selected', async () => {
    const { statements } = await api.ask('{ posts { totalCount } }');
    expect(statements).toHaveLength(1);
    expect(statements[0]?.sql).toContain('count(*)');
  });
});

describeEachDatabase('statements of a compiled read', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, { env: LIMITS });
    await fillUsers(api.app.orm, { users: MANY, posts: 2 });
    await fillAdded(api.app.orm, api.app.engine.catalog, MANY);
  }, 120_000);
  afterAll(() => api.stop());

  it('are one for every relation with all that may be asked of it, whatever the number of parents', async () => {
    const counted: Record<string, number[]> = {};
    const relations = relationsOf(api.app.engine.catalog);
    for (const { source, name, many } of relations) {
      const selection = many
        ? `(first: 1) { totalCount aggregate { count max { createdAt } } edges { cursor node { id } }
            nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`
        : '{ id }';
      for (const parents of [FEW, MANY]) {
        const { statements, body } = await api.ask(
          `{ ${source.plural}(first: ${String(parents)}) { nodes { id ${name} ${selection} } } }`,
          SIGNED_IN,
        );
        expect(body.errors).toBeUndefined();
        (counted[`${source.name}.${name}`] ??= []).push(statements.length);
      }
    }
    expect(Object.keys(counted)).toHaveLength(relations.length);
    expect(relations).not.toHaveLength(0);
    expect(Object.entries(counted).filter(([, counts]) => counts.join() !== '1,1')).toEqual([]);
  });

  it('are one for several root fields', async () => {
    const { statements } = await api.ask(
      '{ posts(first: 1) { totalCount } tag(id: 1) { name } nodes(ids: ["user_1", "post_1"]) { id } }',
    );
    expect(statements).toHaveLength(1);
  });
});

function relationsOf(catalog: Catalog): readonly Relation[] {
  return [...catalog.values()].flatMap((model) => [...model.relations.values()]);
}
