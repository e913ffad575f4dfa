import { sql } from 'kysely';
import type { ObservedStatement } from '../../../src/database/statements/statement-log.js';
import { TestApi } from '../../support/api.js';
import { describeEachDatabase, type TestDatabase } from '../../support/databases.js';
import { fillUsers } from '../../support/fixtures.js';

/** Posts of one author, beside a few of others. */
const CHILDREN = 100_000;
const PAGE = 5;

const NEWEST = `{ users(first: 3) { nodes { posts(first: ${String(PAGE)}, orderBy: [{ createdAt: DESC }]) {
  nodes { title } pageInfo { endCursor } } } } }`;

/** How many statements each reader needs for parents with a page of each. */
const READERS = { reference: 2, compiled: 1 } as const;

describeEachDatabase('a page of each parent, one of which has 100,000 children', (database) => {
  let api: TestApi;
  let reference: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database);
    reference = await TestApi.start(database, { env: { READER: 'reference' } });
    await fillUsers(api.app.orm, { users: 3, posts: 200 });
    await insertPosts(database, api);
  }, 120_000);
  afterAll(async () => {
    await api.stop();
    await reference.stop();
  });

  const pages: Readonly<Record<string, string>> = {
    'in the order of an index': NEWEST,
    'from the end': NEWEST.replace('first: 5', 'last: 5'),
    'by id': NEWEST.replace(', orderBy: [{ createdAt: DESC }]', ''),
    'through a link table': `{ tags(first: 3) { nodes { posts(first: ${String(PAGE)}) { nodes { title } } } } }`,
  };

  for (const [reader, count] of Object.entries(READERS)) {
    const asked = (): TestApi => (reader === 'compiled' ? api : reference);

    for (const [name, document] of Object.entries(pages)) {
      it(`is read by index ${name}, by the ${reader} reader`, async () => {
        const { body, statements } = await asked().ask(document);
        expect(body.errors).toBeUndefined();
        expect(statements).toHaveLength(count);
        await expectIndexOnly(asked(), statements.at(-1));
      });
    }

    it(`is not when no index serves the order, which shows that the check can fail (${reader} reader)`, async () => {
      const { statements } = await asked().ask(NEWEST.replace('createdAt', 'updatedAt'));
      expect(statements).toHaveLength(count);
      await expect(expectIndexOnly(asked(), statements.at(-1))).rejects.toThrow();
    });
  }

  it('is read by index after a cursor', async () => {
    const first = await api.data<{
      users: { nodes: { posts: { pageInfo: { endCursor: string } } }[] };
    }>(NEWEST);
    const after = first.users.nodes[0]?.posts.pageInfo.endCursor ?? '';
    const next = NEWEST.replace('first: 5', `first: 5, after: ${JSON.stringify(after)}`);
    const { body, statements } = await api.ask(next);
    expect(body.errors).toBeUndefined();
    await expectIndexOnly(api, statements.at(-1));
  });

  it('is read by index at the root after a cursor', async () => {
    const page = (after: string): string =>
      `{ posts(first: 5, orderBy: [{ createdAt: DESC }]${after}) { nodes { id } pageInfo { endCursor } } }`;
    const { posts } = await api.data<{ posts: { pageInfo: { endCursor: string } } }>(page(''));
    const { statements } = await api.ask(page(`, after: "${posts.pageInfo.endCursor}"`));
    expect(statements).toHaveLength(1);
    await expectIndexOnly(api, statements[0]);
  });
});

async function insertPosts(database: TestDatabase, api: TestApi): Promise<void> {
  const kysely = api.app.orm.em.fork().getKysely();
  const columns = sql.raw('(title, content, status, author_id, created_at)');
  if (database.dialect === 'sqlite') {
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${CHILDREN})
      insert into posts ${columns}
      select 'Post ' || i, 'Text', 'PUBLISHED', 1, 1700000000000 + i % 1000 from n`.execute(kysely);
    await sql`insert into post_tags (post_id, tag_id) select id, 1 from posts where id > 600`.execute(
      kysely,
    );
    await sql`analyze`.execute(kysely);
  } else {
    await sql`insert into posts ${columns}
      select 'Post ' || i, 'Text', 'PUBLISHED', 1, to_timestamp(1700000000 + i % 1000)
      from generate_series(1, ${CHILDREN}::int) as i`.execute(kysely);
    await sql`insert into post_tags (post_id, tag_id) select id, 1 from posts where id > 600`.execute(
      kysely,
    );
    await sql`analyze`.execute(kysely);
  }
}

/** No scan of the table, no sort of a parent's children: only the pages are read. */
async function expectIndexOnly(
  api: TestApi,
  statement: ObservedStatement | undefined,
): Promise<void> {
  const { sql: text = '', parameters = [] } = statement ?? {};
  const kysely = api.app.orm.em.fork().getKysely({ type: 'read' });
  const explain = (how: string): { sql: string; parameters: readonly unknown[] } => ({
    sql: `${how} ${text}`,
    parameters,
  });
  const run = async (how: string): Promise<readonly Record<string, unknown>[]> =>
    (
      await kysely.executeQuery({
        ...explain(how),
        query: { kind: 'RawNode' },
        queryId: {},
      } as never)
    ).rows as never;
  if (api.app.settings.database.dialect === 'sqlite') {
    const plan = (await run('explain query plan')).map(({ detail }) => String(detail));
    // Pages in memory, and lists of keys, are read from end to end; tables are not.
    const small = plan.flatMap((step) => /^(?:CO-ROUTINE|MATERIALIZE) (\w+)/.exec(step)?.[1] ?? []);
    const scans = plan.filter(
      (step) =>
        /^SCAN (?!p |p$|json_each|CONSTANT ROW)/.test(step) &&
        !/USING (COVERING )?INDEX/.test(step) &&
        !step.startsWith('SCAN (subquery') &&
        !small.includes(step.slice('SCAN '.length)),
    );
    // The three parents are read in the order of their table.
    const parents = [...text.matchAll(/order by "(t\d+)"\."id" asc limit 3\)/g)].map(
      ([, name]) => name,
    );
    expect(scans.filter((step) => !parents.includes(step.slice('SCAN '.length)))).toEqual([]);
    // The reference reader sorts the finished pages by parent.
    const inner = plan.slice(plan.findIndex((step) => step.includes('SUBQUERY')) + 1);
    expect(
      inner.filter((step) => step === 'USE TEMP B-TREE FOR ORDER BY').length,
    ).toBeLessThanOrEqual(text.includes('__parent') ? 1 : 0);
  } else {
    const [row] = await run('explain (analyze, format json)');
    const plan = (row?.['QUERY PLAN'] as readonly { Plan: PlanNode }[])[0]?.Plan;
    expect(plan === undefined ? Infinity : mostRows(plan)).toBeLessThanOrEqual(100);
  }
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The most rows any step of a plan met in one loop. */
function mostRows(plan: PlanNode): number {
  const met = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0);
  return Math.max(met, ...(plan.Plans ?? []).map(mostRows));
}
