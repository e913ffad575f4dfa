import { withSession } from '../../src/request/session.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { archive } from '../archive/archive.js';
import { Folder, Person } from '../archive/folders.js';
import { Account, Region, Section, Topic } from '../archive/keys.js';
import { BothReaders } from '../support/both-readers.js';

interface Page<Node> {
  readonly totalCount: number;
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Labelled {
  readonly label: string;
}

const KEEPER = { userId: 1, permissions: [] };
const STRANGER = { userId: 2, permissions: [] };
const WIDE = 100;
const DEEP = 10_000;
const BATCH = 500;

describeEachDatabase('ways through a tree', { application: archive }, (app) => {
  let readers: BothReaders;
  beforeAll(async () => {
    await withSession(app.app, async (em) => {
      const [keeper] = ['keeper', 'stranger'].map((name) => em.create(Person, { name }));
      const folder = (
        label: string,
        parent: Folder | null,
        rest: Partial<Pick<Folder, 'isSecret' | 'deletedAt'>> = {},
      ): Folder => em.create(Folder, { label, parent, keeper, ...rest } as never);
      const root = folder('root', null);
      const a = folder('a', root);
      const secret = folder('secret', a, { isSecret: true });
      folder('below the secret', folder('under the secret', secret));
      folder('c', folder('b', a));
      folder('below the gone', folder('gone', root, { deletedAt: new Date() }));
      await em.flush();
    });
    readers = await BothReaders.start(app.database);
  });

  const foldersOf = async (
    label: string,
    selection: string,
    viewer = KEEPER,
  ): Promise<Readonly<Record<string, Page<Labelled>>>> => {
    const { folderByLabel } = await readers.data<{
      folderByLabel: Readonly<Record<string, Page<Labelled>>>;
    }>(`query ($label: String!) { folderByLabel(label: $label) { ${selection} } }`, {
      variables: { label },
      viewer,
    });
    return folderByLabel;
  };
  const labels = async (label: string, field: string, viewer = KEEPER): Promise<string[]> => {
    const { page } = await foldersOf(
      label,
      `page: ${field} { totalCount nodes { label } }`,
      viewer,
    );
    expect(page?.totalCount).toBe(page?.nodes.length);
    return (page?.nodes ?? []).map((node) => node.label);
  };

  it('lead to all rows above and below, the nearest first', async () => {
    expect(await labels('c', 'ancestors')).toEqual(['b', 'a', 'root']);
    expect(await labels('root', 'ancestors')).toEqual([]);
    expect(await labels('a', 'descendants')).toEqual([
      'secret',
      'b',
      'under the secret',
      'c',
      'below the secret',
    ]);
  });

  it('end at rows that the viewer may not read, as relations of one step do', async () => {
    expect(await labels('below the secret', 'ancestors', STRANGER)).toEqual(['under the secret']);
    expect(await labels('below the secret', 'ancestors')).toEqual([
      'under the secret',
      'secret',
      'a',
      'root',
    ]);
    expect(await labels('root', 'descendants', STRANGER)).toEqual(['a', 'b', 'c']);
    expect(await labels('below the gone', 'ancestors')).toEqual([]);
    const counted = `query { folders(where: { ancestors: { count: { eq: 1 } } }, orderBy: { label: ASC }) { nodes { label } } }`;
    const named = async (viewer: typeof KEEPER): Promise<readonly string[]> => {
      const { folders } = await readers.data<{ folders: Page<Labelled> }>(counted, { viewer });
      return folders.nodes.map(({ label }) => label);
    };
    expect(await named(STRANGER)).toEqual(['a', 'below the secret']);
    expect(await named(KEEPER)).toEqual(['a']);
  });

  it('take filters, orders and a number of steps; a filter does not end them', async () => {
    expect(await labels('root', 'descendants(maxDepth: 2)')).toEqual(['a', 'secret', 'b']);
    expect(await labels('c', 'ancestors(maxDepth: null, orderBy: { label: DESC })')).toEqual([
      'root',
      'b',
      'a',
    ]);
    expect(await labels('root', 'descendants(where: { label: { in: ["c", "b"] } })')).toEqual([
      'b',
      'c',
    ]);
    expect(await labels('c', 'ancestors(maxDepth: 2, where: { label: { ne: "b" } })')).toEqual([
      'a',
    ]);
  });

  it('are walked page by page, from either end', async () => {
    const walk = async (page: (cursor: string) => string, end: number): Promise<string[]> => {
      const met: string[] = [];
      for (let cursor = ''; ;) {
        const { it: found } = await foldersOf(
          'root',
          `it: descendants(${page(cursor)}) { edges { cursor node { label } } }`,
        );
        const edges = found?.edges ?? [];
        met.push(...edges.map(({ node }) => node.label));
        if (edges.length < 2) {
          return met;
        }
        cursor = edges.at(end)?.cursor ?? '';
      }
    };
    const forward = await walk(
      (cursor) => (cursor === '' ? 'first: 2' : `first: 2, after: "${cursor}"`),
      -1,
    );
    expect(forward).toEqual(await labels('root', 'descendants'));
    const backward = await walk(
      (cursor) => (cursor === '' ? 'last: 2' : `last: 2, before: "${cursor}"`),
      0,
    );
    expect([...backward].sort()).toEqual([...forward].sort());
    expect(backward.slice(0, 2)).toEqual(forward.slice(-2));
  });

  it('end at the last step, also where a cursor is of a row beyond', async () => {
    const page = async (args: string): Promise<Page<Labelled> | undefined> => {
      const { it: found } = await foldersOf(
        'root',
        `it: descendants(orderBy: { label: ASC }, ${args}) {
          nodes { label } edges { cursor } pageInfo { hasNextPage hasPreviousPage } }`,
      );
      return found;
    };
    const [edge] = (await page('where: { label: { eq: "c" } }'))?.edges ?? [];
    const cursor = edge?.cursor ?? '';
    expect(await page(`maxDepth: 1, before: "${cursor}"`)).toMatchObject({
      nodes: [{ label: 'a' }],
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
    });
    expect(await page(`maxDepth: 3, before: "${cursor}"`)).toMatchObject({
      nodes: [{ label: 'a' }, { label: 'b' }],
      pageInfo: { hasNextPage: true },
    });
  });

  it('order and filter other rows', async () => {
    const { folders } = await readers.data<{ folders: Page<Labelled> }>(
      `{ folders(where: { ancestors: { some: { label: { eq: "a" } } } },
          orderBy: [{ ancestors: { count: DESC } }, { label: ASC }]) { nodes { label } } }`,
      { viewer: KEEPER },
    );
    expect(folders.nodes.map(({ label }) => label)).toEqual([
      'below the secret',
      'c',
      'under the secret',
      'b',
      'secret',
    ]);
  });

  it('take the number of steps from a variable, one statement for each', async () => {
    const query = `query ($steps: Int) { it: folderByLabel(label: "root") { descendants(maxDepth: $steps) { totalCount nodes { label } } } }`;
    const counts: number[] = [];
    for (const steps of [null, 1, 2, null, 3, undefined]) {
      const variables = steps === undefined ? {} : { steps };
      const { it: found } = await readers.data<{ it: { descendants: Page<Labelled> } }>(query, {
        variables,
        viewer: KEEPER,
      });
      expect(found.descendants.nodes).toHaveLength(found.descendants.totalCount);
      counts.push(found.descendants.totalCount);
    }
    expect(counts).toEqual([6, 1, 3, 6, 5, 6]);
  });

  it('are priced as lists that are sorted, and not read again and again by one statement', async () => {
    const costOf = async (field: string): Promise<number> => {
      const { body } = await readers.ask(`{ folders { nodes { ${field} { nodes { id } } } } }`, {
        headers: { 'x-plan': 'cost' },
      });
      return Number(body.extensions?.['cost']);
    };
    const sorted = await costOf('children(orderBy: { label: ASC })');
    expect(sorted).toBeGreaterThan(await costOf('children'));
    expect([await costOf('ancestors'), await costOf('descendants')]).toEqual([sorted, sorted]);
    const few = await BothReaders.start(app.database, { env: { LIMIT_REPEATED_READS: '3' } });
    const answered = async (first: number): Promise<number> => {
      const { body } = await few.compiled.ask(
        `{ folders(first: ${String(first)}) { nodes { descendants(first: 1) { nodes { children { totalCount } } } } } }`,
      );
      expect(body.errors).toBeUndefined();
      return few.compiled.app.compiledReader?.counts.answered ?? NaN;
    };
    expect([await answered(3), await answered(4)]).toEqual([1, 1]);
    await few.stop();
  });

  it('go at least one step', async () => {
    for (const steps of [0, -1]) {
      const { body } = await readers.ask(
        `query ($steps: Int) { folders { nodes { descendants(maxDepth: $steps) { totalCount } } } }`,
        { variables: { steps } },
      );
      expect(body.errors?.[0]).toMatchObject({
        message: 'descendants: maxDepth: must be at least 1',
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });

  it('lead from rows with keys of every kind', async () => {
    await withSession(app.app, (em) => {
      const uuid = (number: number): string =>
        `018f6b2e-5c3a-7d41-9b0e-${String(number).padStart(12, '0')}`;
      const big = 9_007_199_254_740_993n;
      for (const [number, above] of [
        [1, null],
        [2, 1],
        [3, 2],
      ] as const) {
        const key = <T>(of: (number: number) => T): T | null => (above === null ? null : of(above));
        em.create(Region, {
          id: uuid(number),
          name: `r${String(number)}`,
          whole: key(uuid),
        } as never);
        em.create(Topic, {
          code: `t~${String(number)}`,
          wider: key((n) => `t~${String(n)}`),
        } as never);
        em.create(Account, {
          id: big + BigInt(number),
          balance: '1.00',
          main: key((n) => big + BigInt(n)),
        } as never);
        em.create(Section, {
          book: `b~${String(number % 2)}`,
          number,
          parent: key((n) => [`b~${String(n % 2)}`, n]),
        } as never);
      }
      return Promise.resolve();
    });
    const ids = async (plural: string, field: string): Promise<readonly (readonly string[])[]> => {
      const data = await readers.data<
        Record<string, { nodes: { way: { nodes: { id: string }[] } }[] }>
      >(`{ ${plural}(orderBy: { id: ASC }) { nodes { way: ${field} { nodes { id } } } } }`);
      const nodes = data[plural]?.nodes ?? [];
      return nodes.map(({ way }) => way.nodes.map(({ id }) => id));
    };
    const region = (number: number): string =>
      `region_018f6b2e-5c3a-7d41-9b0e-00000000000${String(number)}`;
    expect(await ids('regions', 'wholes')).toEqual([[], [region(1)], [region(2), region(1)]]);
    expect(await ids('regions', 'allParts')).toEqual([[region(2), region(3)], [region(3)], []]);
    expect(await ids('topics', 'ancestors')).toEqual([
      [],
      ['topic_t%7E1'],
      ['topic_t%7E2', 'topic_t%7E1'],
    ]);
    const account = (number: number): string => `account_900719925474099${String(number + 3)}`;
    expect(await ids('accounts', 'ancestors')).toEqual([
      [],
      [account(1)],
      [account(2), account(1)],
    ]);
    expect(await ids('accounts', 'descendants')).toEqual([
      [account(2), account(3)],
      [account(3)],
      [],
    ]);
    expect(await ids('sections', 'ancestors')).toEqual([
      ['section_b%7E1~1'],
      [],
      ['section_b%7E0~2', 'section_b%7E1~1'],
    ]);
  });

  it('end where rows are in a circle, as tables of others may have them', async () => {
    await readers.run(
      `insert into topics (code, wider_code) values ('x0', null), ('x1', 'x0'), ('x2', 'x1'), ('x3', 'x2'), ('x4', 'x3'), ('x5', 'x4')`,
    );
    await readers.run(`update topics set wider_code = 'x3' where code = 'x0'`);
    const { topic } = await readers.data<{ topic: { ancestors: Page<{ id: string }> } }>(
      `{ topic(id: "topic_x5") { ancestors { totalCount nodes { id } } } }`,
    );
    expect(topic.ancestors.nodes.map(({ id }) => id)).toEqual(
      ['x4', 'x3', 'x2', 'x1', 'x0'].map((code) => `topic_${code}`),
    );
    expect(topic.ancestors.totalCount).toBe(5);
    await readers.run(
      `insert into regions (id, name) values ('018f6b2e-5c3a-7d41-9b0e-aaaaaaaaaaaa', 'self')`,
    );
    await readers.run(`update regions set whole_id = id where name = 'self'`);
    const { regions } = await readers.data<{
      regions: { nodes: { allParts: Page<{ name: string }> }[] };
    }>(`{ regions(where: { name: { eq: "self" } }) { nodes { allParts { nodes { name } } } } }`);
    expect(regions.nodes[0]?.allParts.nodes).toEqual([{ name: 'self' }]);
  });

  it('are 10,000 steps long, and found to close a circle', async () => {
    const code = (at: number): string => `deep ${String(at)}`;
    await withSession(app.app, async (em) => {
      for (let from = 0; from < DEEP; from += BATCH) {
        const rows = Array.from({ length: BATCH }, (_, at) => ({
          code: code(from + at),
          wider: from + at === 0 ? null : code(from + at - 1),
        }));
        await em.insertMany(Topic, rows as never);
      }
    });
    const [first, last] = [code(0), code(DEEP - 1)].map((each) => `topic_${each}`);
    expect(
      await readers.data(
        `{ topic(id: "${last ?? ''}") { ancestors(last: 1) { totalCount nodes { id } } } }`,
      ),
    ).toEqual({ topic: { ancestors: { totalCount: DEEP - 1, nodes: [{ id: first }] } } });
    const { updateTopic } = await app.data<{ updateTopic: { errors: unknown } }>(
      `mutation { updateTopic(id: "${first ?? ''}", input: { wider: { connect: "${last ?? ''}" } }) { errors { message } } }`,
    );
    expect(updateTopic.errors).toEqual([{ message: 'would make a Topic its own ancestor' }]);
  });

  it('lead to 10,000 rows by one statement', async () => {
    await withSession(app.app, async (em) => {
      await em.nativeDelete(Section, {});
      const row = (
        book: string,
        number: number,
        parent: readonly [string, number] | null,
      ): object => ({
        book,
        number,
        parent,
      });
      await em.insertMany(Section, [row('all', 1, null)] as never);
      await em.insertMany(
        Section,
        Array.from({ length: WIDE }, (_, book) => row(String(book), 1, ['all', 1])) as never,
      );
      for (let number = 2; number <= WIDE; number += 1) {
        await em.insertMany(
          Section,
          Array.from({ length: WIDE }, (_, book) =>
            row(String(book), number, [String(book), number - 1]),
          ) as never,
        );
      }
      // PostgreSQL plans by what it counted last, which may be the empty table.
      await em.execute('analyze sections');
    });
    const whole = `{ all: sections { totalCount }
      below: sections(where: { number: { lte: 10 }, ancestors: { some: { book: { eq: "7" }, number: { eq: 1 } } } }) { totalCount }
      deepest: sections(first: 1, where: { book: { eq: "7" } }, orderBy: [{ ancestors: { count: DESC } }]) { nodes { id } } }`;
    expect(await readers.data(whole)).toEqual({
      all: { totalCount: WIDE * WIDE + 1 },
      below: { totalCount: 9 },
      deepest: { nodes: [{ id: `section_7~${String(WIDE)}` }] },
    });
    for (const reader of [readers.compiled, readers.reference]) {
      const { body, statements } = await reader.ask(
        `{ section(id: "section_all~1") { descendants(first: 1) { totalCount nodes { id ancestors { totalCount } } } }
           deep: section(id: "section_7~100") { ancestors(last: 1) { totalCount nodes { id } } } }`,
      );
      expect(body.errors).toBeUndefined();
      expect(body.data).toEqual({
        section: {
          descendants: {
            totalCount: WIDE * WIDE,
            nodes: [{ id: 'section_0~1', ancestors: { totalCount: 1 } }],
          },
        },
        deep: { ancestors: { totalCount: WIDE, nodes: [{ id: 'section_all~1' }] } },
      });
      // The reference reader asks for rows and for counts apart, one level after the other.
      expect(statements.length).toBe(reader === readers.compiled ? 1 : 7);
    }
  });
});
