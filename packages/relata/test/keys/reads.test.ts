import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { openSession } from '../../src/request/session.js';
import { fillHarbour, uuid } from '../harbour/rows.js';
import { harbour } from '../harbour/harbour.js';
import { BothReaders } from '../support/both-readers.js';

const databases = dialectsOfRun().map((dialect) => new TestDatabase(harbour, dialect));

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean };
}

/** What each field of the query type has, as far as all the databases asked so far agree. */
const answers = new Map<string, string>();

describeDatabases('rows with keys of all kinds', databases, (database) => {
  let readers: BothReaders;
  beforeAll(async () => {
    await fillHarbour(openSession(database.orm));
    readers = await BothReaders.start(database, { env: { LIMIT_COST: '100000000' } });
  });

  const same = async <T>(document: string, variables = {}): Promise<T> => {
    const { body, text } = await readers.ask(document, { variables });
    expect(body.errors).toBeUndefined();
    const key = `${document} ${JSON.stringify(variables)}`;
    expect(text).toBe(answers.get(key) ?? text);
    answers.set(key, text);
    return body.data as T;
  };
  const idsOf = async (plural: string, args = ''): Promise<readonly string[]> => {
    const data = await same<Record<string, { nodes: readonly { id: string }[] }>>(
      `{ ${plural}${args} { nodes { id } } }`,
    );
    return (data[plural]?.nodes ?? []).map(({ id }) => id);
  };

  it('have ids of which each is read as it is written', async () => {
    expect(await idsOf('ports')).toEqual([
      'port_%25',
      'port_10%257E',
      'port_a"\\b',
      'port_a/b',
      'port_a%7Eb',
      'port_ä',
      `port_${'😀'.repeat(80)}`,
    ]);
    expect(await idsOf('ships')).toEqual([0, 1, 2, 3, 4].map((number) => `ship_${uuid(number)}`));
    expect(await idsOf('papersOfShips')).toEqual(
      [0, 2, 4].map((number) => `papers_${uuid(number)}`),
    );
    expect(await idsOf('voyages')).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => `voyage_900719925474099${String(number)}`),
    );
    expect((await idsOf('legs')).slice(0, 3)).toEqual([
      'leg_9007199254740992~1',
      'leg_9007199254740993~1',
      'leg_9007199254740993~2',
    ]);
    expect(await idsOf('berths', '(where: { leg: { number: { eq: 2 } } }, first: 1)')).toEqual([
      'berth_a"\\b~9007199254740993~2~%7E',
    ]);
    for (const plural of [
      'ports',
      'ships',
      'papersOfShips',
      'voyages',
      'legs',
      'berths',
      'sightings',
    ]) {
      const ids = await idsOf(plural, '(first: 100)');
      const list = await same<{ nodes: readonly { id: string }[] }>(
        'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
        { ids },
      );
      expect(list.nodes.map(({ id }) => id)).toEqual(ids);
      const singular = plural === 'papersOfShips' ? 'papers' : plural.slice(0, -1);
      for (const id of ids.slice(0, 3)) {
        const one = await same<Record<string, { id: string } | null>>(
          `query ($id: ID!) { node(id: $id) { id } ${singular}(id: $id) { id } }`,
          { id },
        );
        expect(one).toEqual({ node: { id }, [singular]: { id } });
      }
      const some = ids.slice(1, 3);
      for (const [operator, operand, expected] of [
        ['eq', ids[1], ids.slice(1, 2)],
        ['ne', ids[1], ids.filter((id) => id !== ids[1])],
        ['in', some, some],
        ['notIn', some, ids.filter((id) => !some.includes(id))],
        ['in', [], []],
        ['notIn', [], ids],
      ] as const) {
        const where = `(first: 100, where: { id: { ${operator}: ${JSON.stringify(operand)} } })`;
        expect(await idsOf(plural, where)).toEqual(expected);
      }
    }
  });

  it('of several models are found at once, in the order of their ids', async () => {
    const ids = [
      'sighting_1',
      'port_a%7Eb',
      'leg_9007199254740993~2',
      'sighting_9999',
      `ship_${uuid(3)}`,
      `ship_${uuid(77)}`,
      'voyage_9007199254740993',
      'port_a%7Eb',
    ];
    const { nodes } = await same<{ nodes: readonly ({ id: string } | null)[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Port { callers { totalCount } } } }',
      { ids },
    );
    expect(nodes.map((node) => node?.id ?? null)).toEqual(
      ids.map((id) => (id === 'sighting_9999' || id === `ship_${uuid(77)}` ? null : id)),
    );
  });

  it('are found by the bare key where that can be no id', async () => {
    const found = await same(`{
      sighting(id: "1") { id }
      voyage(id: "9007199254740993") { id }
      ship(id: "${uuid(1).toUpperCase()}") { id }
      portByCode(code: "a~b") { id }
    }`);
    expect(found).toEqual({
      sighting: { id: 'sighting_1' },
      voyage: { id: 'voyage_9007199254740993' },
      ship: { id: `ship_${uuid(1)}` },
      portByCode: { id: 'port_a%7Eb' },
    });
  });

  it('are walked in both directions, by every order', async () => {
    for (const [plural, orderBy] of [
      ['ports', '[]'],
      ['ports', '[{ id: DESC }]'],
      ['ports', '[{ name: ASC }]'],
      ['ports', '[{ name: DESC }, { code: ASC }]'],
      ['ships', '[{ home: { name: DESC } }]'],
      ['ships', '[{ carrier: { id: ASC_NULLS_FIRST } }]'],
      ['voyages', '[{ purpose: DESC }]'],
      ['voyages', '[{ ship: { home: { id: ASC } } }, { id: DESC }]'],
      ['legs', '[{ from: { name: ASC } }]'],
      ['legs', '[{ number: DESC }]'],
      ['legs', '[{ log: ASC }]'],
      ['legs', '[{ log: DESC }, { id: ASC }]'],
      ['legs', '[{ id: DESC }]'],
      ['berths', '[{ metres: ASC }]'],
      ['berths', '[{ leg: { id: DESC } }, { quay: ASC }]'],
      ['sightings', '[{ leg: { id: ASC } }]'],
    ] as const) {
      const all = await idsOf(plural, `(first: 100, orderBy: ${orderBy})`);
      expect(all.length).toBeGreaterThan(4);
      for (const [size, cursor, isForward] of [
        ['first', 'after', true],
        ['last', 'before', false],
      ] as const) {
        const walked: string[] = [];
        for (let at: string | null = null, more = true; more;) {
          const page: Record<string, Page> = await same(
            `query ($at: String) { ${plural}(${size}: 2, ${cursor}: $at, orderBy: ${orderBy}) {
              edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }`,
            { at },
          );
          const { edges = [], pageInfo } = page[plural] ?? {};
          const ids = edges.map(({ node }) => node.id);
          walked.splice(isForward ? walked.length : 0, 0, ...ids);
          at = edges.at(isForward ? -1 : 0)?.cursor ?? null;
          more = (isForward ? pageInfo?.hasNextPage : pageInfo?.hasPreviousPage) === true;
        }
        expect(walked).toEqual(all);
      }
    }
  });

  it('lead to each other, one by one and many at once', async () => {
    const { ships } = await same<{ ships: { nodes: readonly Record<string, unknown>[] } }>(`{
      ships { nodes {
        id home { id ships { nodes { id } totalCount } } carrier { id boats { nodes { id } } }
        papers { id flag ship { id } } calls(first: 2) { nodes { id callers { totalCount } } pageInfo { hasNextPage } }
        voyages(orderBy: [{ id: DESC }]) { nodes { id legs { nodes { id from { id } voyage { id ship { id } }
          escorts(last: 1) { nodes { id } } berths { nodes { id port { id } leg { id } } } sightings { nodes { id leg { id } } } } } } }
        escorted { totalCount aggregate { max { number } } }
      } }
    }`);
    expect(ships.nodes).toHaveLength(5);
    expect(ships.nodes[0]).toMatchObject({
      home: { id: 'port_%25', ships: { totalCount: 1 } },
      carrier: null,
      papers: { id: `papers_${uuid(0)}`, ship: { id: `ship_${uuid(0)}` } },
      calls: { nodes: [{ callers: { totalCount: 1 } }, { callers: { totalCount: 2 } }] },
    });
    expect(ships.nodes[3]).toMatchObject({
      home: null,
      carrier: { id: `ship_${uuid(0)}` },
      papers: null,
    });
    const legs = await same<{ legs: { totalCount: number } }>(
      `{ legs(where: { and: [{ escorts: { some: { name: { eq: "Ship 1" } } } }, { berths: { every: { metres: { gt: 0 } } } },
        { voyage: { ship: { home: { code: { ne: "x" } } } } }, { sightings: { none: { what: { contains: "1" } } } }] }) { totalCount } }`,
    );
    expect(legs.legs.totalCount).toBe(7);
  });
});
