import { refusingLargeDocuments } from '../../src/server/limits/document-limits.js';
import { refuseLargeVariables } from '../../src/server/limits/input-limits.js';
import { answerOf, type Harness, startHarness, STRICT } from './harness.js';

const times = (n: number, text: (index: number) => string, joint = ' '): string =>
  Array.from({ length: n }, (_, index) => text(index)).join(joint);
const nested = (levels: number, field: string): string =>
  `${`${field} { `.repeat(levels)}id${' }'.repeat(levels)}`;

describe('limits of a document', () => {
  let server: Harness;
  beforeAll(async () => {
    server = await startHarness();
  });
  afterAll(() => server.stop());

  const refused = async (
    query: string,
    reason: RegExp | string,
    code = 'GRAPHQL_VALIDATION_FAILED',
  ) => {
    const { status, body } = await server.post(query, undefined, STRICT);
    expect(body.errors?.map(({ message }) => message).join('\n')).toMatch(reason);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions['code']).toBe(code);
    expect(body).not.toHaveProperty('data');
  };
  const accepted = async (query: string, variables?: object) => {
    const { status, body } = await server.post(query, variables, STRICT);
    expect(body).not.toHaveProperty('errors');
    expect(status).toBe(200);
  };

  it('are 32,000 characters', async () => {
    await accepted(`{ hello } #${'x'.repeat(31_000)}`);
    await refused(
      `{ hello } #${'x'.repeat(32_000)}`,
      '32011 characters, the limit is 32000',
      'GRAPHQL_PARSE_FAILED',
    );
  });

  it('are 2,000 tokens', async () => {
    await refused(`{ ${'hello '.repeat(2000)} }`, /2000 tokens/, 'GRAPHQL_PARSE_FAILED');
  });

  it('are 200 nested brackets, refused before they are parsed', async () => {
    await refused('{a'.repeat(15_000), /brackets deeper than 200/, 'GRAPHQL_PARSE_FAILED');
    await refused(
      `{ echo(list: ${'['.repeat(300)}`,
      /brackets deeper than 200/,
      'GRAPHQL_PARSE_FAILED',
    );
    await accepted(
      `{ echo(text: "${'{'.repeat(300)}") a: echo(text: """${'[\\"""'.repeat(300)}""") } # ${'('.repeat(300)}`,
    );
    await refused(
      `{ echo(text: "\\"${'}'.repeat(10)}") ${'{a'.repeat(300)}`,
      /brackets deeper/,
      'GRAPHQL_PARSE_FAILED',
    );
  });

  it('count the brackets that are open at once, outside of strings and comments', () => {
    const scan = refusingLargeDocuments({ documentCharacters: Infinity, nesting: 200 });
    const open = '{'.repeat(200);
    for (const text of [
      open,
      `${'{[()]}'.repeat(100)}${open}`,
      `"""${'\\"""'.repeat(3)}${open}{"""`,
      `#${open}{\n#${open}{\r"${open}{`,
    ]) {
      scan(text);
    }
    for (const text of [
      `${open}[`,
      `# \n${open}(`,
      `# \r${open}(`,
      `"\n${open}{`,
      `"""\\"""""" ${open}{`,
    ]) {
      expect(() => {
        scan(text);
      }).toThrow('deeper than 200');
    }
  });

  it('do not let quotes slow the scan down', () => {
    const scan = refusingLargeDocuments({ documentCharacters: Infinity, nesting: 200 });
    // Looked through once; minutes if each quote had all the rest looked through.
    for (const part of ['"""\\', '" ', '"\\', '"""', '#"']) {
      scan(part.repeat(500_000));
    }
    expect(() => {
      scan('{'.repeat(201));
    }).toThrow('deeper than 200');
  });

  it('are ten levels, lists not counted', async () => {
    await accepted(`{ thing { ${nested(8, 'self')} } }`);
    await refused(`{ thing { ${nested(9, 'self')} } }`, '11 fields deep, the limit is 10');
    await accepted(`{ thing { ${nested(8, 'self { edges { node')} ${' } }'.repeat(8)} } }`);
    await refused(
      `{ thing { ...A } } fragment A on Thing { ${nested(5, 'self')} ...B } fragment B on Thing { ${nested(9, 'self')} }`,
      /11 fields deep/,
    );
  });

  it('leave introspection apart', async () => {
    await accepted(
      `{ __schema { types { fields { type { ${nested(9, 'ofType').replace('id', 'name')} } } } } }`,
    );
  });

  it('are 30 aliases, written out', async () => {
    await accepted(
      `{ ${times(15, (n) => `a${String(n)}: hello`)} thing { ${times(15, (n) => `b${String(n)}: id`)} } }`,
    );
    await refused(
      `{ thing { ${times(31, (n) => `a${String(n)}: id`)} } }`,
      '31 aliases, the limit is 30',
    );
    await refused(
      `{ a: thing { ...F } b: thing { ...F } } fragment F on Thing { ${times(16, (n) => `a${String(n)}: id`)} }`,
      '34 aliases',
    );
  });

  it('stop fragments that multiply', async () => {
    const fragments = times(
      8,
      (n) =>
        `fragment F${String(n)} on Thing { a: self { ...F${String(n + 1)} } b: self { ...F${String(n + 1)} } }`,
    );
    await refused(`{ thing { ...F0 } } ${fragments} fragment F8 on Thing { id }`, '510 aliases');
  });

  it('are 20 root fields, 5 of a mutation', async () => {
    await accepted(`{ ${times(20, (n) => `a${String(n)}: hello`)} }`);
    await refused(
      `{ ${times(21, (n) => `a${String(n)}: hello`)} }`,
      '21 root fields in a query, the limit is 20',
    );
    await accepted(`mutation { ${times(5, (n) => `a${String(n)}: touch`)} }`);
    await refused(
      `mutation { ...M } fragment M on Mutation { ${times(6, (n) => `a${String(n)}: touch`)} }`,
      '6 root fields in a mutation',
    );
  });

  it('are 50 directives, 50 fragments, 10 operations, 250 items', async () => {
    await refused(`{ ${times(51, () => 'hello @skip(if: false)')} }`, '51 directives');
    await refused(
      `{ thing { ${times(51, (n) => `...F${String(n)}`)} } } ${times(51, (n) => `fragment F${String(n)} on Thing { id }`)}`,
      '51 fragments',
    );
    await refused(
      times(11, (n) => `query Q${String(n)} { hello }`),
      '11 operations',
    );
    await refused(`{ echo(list: [${times(251, String, ',')}]) }`, '251 items in a list');
  });

  it('survive documents that are wrong in other ways', async () => {
    await refused(
      '{ thing { ...A ...Missing } } fragment A on Thing { ...B } fragment B on Thing { ...A }',
      /Cannot spread fragment "A" within itself/,
    );
    await refused('{', /Syntax Error/, 'GRAPHQL_PARSE_FAILED');
  });

  it('hold for variables', async () => {
    const query = 'query($n: [Int]) { echo(list: $n) }';
    await accepted(query, { n: Array(250).fill(1) });
    const asks = [
      [query, Array(251).fill(1), 'variables.n'],
      ['query($n: [[Int]]) { echo(rows: $n) }', [[], Array(251).fill(1)], 'variables.n.1'],
      [query.replace(']', `] = [${'1 '.repeat(251)}]`), undefined, 'variables.n'],
    ] as const;
    for (const [document, n, place] of asks) {
      const { status, body } = await server.post(document, { n }, STRICT);
      expect(status).toBe(400);
      expect(body.errors?.[0]).toMatchObject({
        message: `${place}: must not have more than 250 items`,
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    const answer = await answerOf(
      await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"query":"{ hello }","variables":{"n":${deep}}}`,
      }),
    );
    expect(answer.body.errors?.[0]?.message).toBe('variables: must not nest deeper than 12');
    const url = `${server.url}/graphql?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(`{"n":${'['.repeat(50)}${']'.repeat(50)}}`)}`;
    expect((await answerOf(await fetch(url))).body.errors?.[0]?.message).toBe(
      'variables: must not nest deeper than 12',
    );
  });
});

describe('refuseLargeVariables', () => {
  const limits = { variableNodes: 10, variableNesting: 2, listInputs: 3 };
  it('tells whether a list is too long, wherever it stands', () => {
    expect(refuseLargeVariables({ a: [1, 2, 3] }, limits)).toBe(false);
    expect(refuseLargeVariables({ a: [1, 2, 3, 4], b: 1 }, limits)).toBe(true);
    expect(refuseLargeVariables({ b: [[1, 2, 3, 4]], a: {} }, limits)).toBe(true);
  });

  it('counts values and levels', () => {
    expect(() => {
      refuseLargeVariables({ a: [1, 2, 3], b: { c: null } }, limits);
      refuseLargeVariables(undefined, limits);
    }).not.toThrow();
    expect(() => {
      refuseLargeVariables({ a: { b: { c: {} } } }, limits);
    }).toThrow('nest deeper than 2');
    expect(() => {
      refuseLargeVariables(
        Object.fromEntries(Array.from({ length: 11 }, (_, n) => [String(n), n])),
        limits,
      );
    }).toThrow('more than 10 values');
  });
});
