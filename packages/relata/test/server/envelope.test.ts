import { TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';
import { type Answer, answerOf, STRICT } from './harness.js';

const TAGS = '{ tags { totalCount } }';
const TWO = 'query A { tags { totalCount } } query B { users { totalCount } }';
const TWO_WRITES =
  'mutation A { deleteTag(id: 1) { deletedId } } mutation B { deleteTag(id: 2) { deletedId } }';
const FOUND = { data: { tags: { totalCount: 0 } } };
const ADMIN = JSON.stringify({ userId: 1, permissions: ['tag:create', 'tag:delete'] });

describe.each(['compiled', 'reference'])('the envelope of a request (%s reader)', (reader) => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  let url = '';
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database, { env: { READER: reader } });
    url = `${api.app.server.fastify.listeningOrigin}/graphql`;
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  const post = async (body: unknown, headers: Record<string, string> = STRICT): Promise<Answer> =>
    answerOf(
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    );
  const get = async (search: string, headers: Record<string, string> = STRICT): Promise<Answer> =>
    answerOf(await fetch(`${url}?${search}`, { headers }));
  const queryOf = (text: string) => `query=${encodeURIComponent(text)}`;

  describe('an empty name of the operation is none', () => {
    it.each([undefined, null, ''])('by POST (%j)', async (operationName) => {
      const { status, body } = await post({ query: TAGS, operationName });
      expect({ status, body }).toEqual({ status: 200, body: FOUND });
      const named = await post({ query: `query Named ${TAGS}`, operationName });
      expect(named.body).toEqual(FOUND);
    });

    it.each(['operationName=', 'operationName', 'operationName=&variables=&extensions='])(
      'by GET (%s)',
      async (rest) => {
        for (const search of [`${queryOf(TAGS)}&${rest}`, `${rest}&${queryOf(TAGS)}`]) {
          const { status, body } = await get(search);
          expect({ status, body }).toEqual({ status: 200, body: FOUND });
        }
      },
    );

    it('by POST, for a repeat of a mutation that had none', async () => {
      const query =
        'mutation { createTag(input: { name: "once" }) { tag { id } errors { code } } }';
      const headers = { 'x-test-viewer': ADMIN, 'idempotency-key': 'once' };
      const first = await post({ query }, headers);
      const again = await post({ query, operationName: '' }, headers);
      expect(first.text).toContain('"tag":{"id"');
      expect(again.text).toBe(first.text);
      await post(
        { query: `mutation { deleteTags(where: {}) { affectedCount } }`, operationName: '' },
        { 'x-test-viewer': ADMIN },
      );
      expect((await post({ query: TAGS })).body).toEqual(FOUND);
    });
  });

  describe('a document that has no such operation is refused', () => {
    const refusals = [
      [TAGS, 'Nope'],
      [TAGS, ' '],
      [TAGS, 'null'],
      [TAGS, '__proto__'],
      [TAGS, '\0'],
      [TAGS, '\ud800'],
      [TWO, 'Nope'],
      [TWO, ''],
      [TWO, null],
      [TWO, undefined],
      [TWO_WRITES, 'Nope'],
      [TWO_WRITES, ''],
      [TWO_WRITES, undefined],
    ] as const;
    const headers: readonly Record<string, string>[] = [
      {},
      { 'x-plan': 'true' },
      { 'x-plan': 'cost' },
      { 'x-dry-run': 'true' },
      { 'idempotency-key': 'no-such-operation' },
    ];

    it.each(refusals)('%j named %j', async (query, operationName) => {
      for (const special of headers) {
        const { status, body } = await post(
          { query, operationName },
          { ...STRICT, ...special, 'x-test-viewer': ADMIN },
        );
        expect(status).toBe(400);
        expect(body).not.toHaveProperty('data');
        expect(body.errors).toEqual([
          {
            message: expect.stringMatching(/^operationName: /) as string,
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ]);
      }
    });

    it('by GET, a mutation among them', async () => {
      const one = queryOf('mutation { deleteTag(id: 1) { deletedId } }');
      for (const search of [
        `${queryOf(TAGS)}&operationName=Nope`,
        queryOf(TWO),
        queryOf(TWO_WRITES),
        `${one}&operationName=Nope`,
      ]) {
        const { status, body } = await get(search);
        expect(status).toBe(400);
        expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
      }
      const named = await get(`${queryOf(TWO)}&operationName=A`);
      expect(named.body).toEqual(FOUND);
      expect((await get(`${one}&operationName=`)).status).toBe(405);
    });

    it('and a client of plain JSON is told so in an answer that is 200', async () => {
      const { status, body } = await post({ query: TWO }, { accept: 'application/json' });
      expect(status).toBe(200);
      expect(body.errors?.[0]?.message).toBe(
        'operationName: must name one of the operations of the document',
      );
    });
  });

  describe('whatever it says, is never an internal error', () => {
    const odd = ['', ' ', 'x', 1, 0, false, true, [], ['x'], {}, { a: 1 }, '\0', null];

    it.each(['query', 'operationName', 'variables', 'extensions'])('%s', async (name) => {
      for (const value of odd) {
        for (const query of [TAGS, TWO]) {
          const { status, body } = await post({ query, [name]: value });
          expect([name, value, status]).toEqual([name, value, status === 200 ? 200 : 400]);
          expect(body.errors?.[0]?.extensions['code'] ?? 'none').toMatch(
            /^(?:none|BAD_USER_INPUT|GRAPHQL_PARSE_FAILED)$/,
          );
        }
      }
    });

    it('the body as a whole', async () => {
      for (const value of odd) {
        const { status, body } = await post(value);
        expect(status).toBe(400);
        expect(body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
      }
    });

    it.each([
      ['variables=null&extensions=null', 200],
      ['variables={}&extensions={}', 200],
      ['variables=1', 400],
      ['variables=[]', 400],
      ['variables={', 400],
      ['variables=%zz', 400],
      ['variables=""', 400],
      ['variables=&variables={}', 200],
      ['variables={}&variables={}', 400],
      ['operationName=null', 400],
      ['operationName=%zz', 400],
      ['operationName=A&operationName=B', 400],
      ['extensions=1', 400],
      ['__proto__=1&constructor=2', 200],
    ])('the query string %s', async (rest, expected) => {
      const { status, body } = await get(`${queryOf(TAGS)}&${rest}`);
      expect(status).toBe(expected);
      expect(body.errors?.[0]?.extensions['code']).toBe(
        expected === 200 ? undefined : 'BAD_USER_INPUT',
      );
    });

    it('a path that cannot be decoded', async () => {
      const { status, headers, body } = await answerOf(await fetch(`${url}/%zz`));
      expect(status).toBe(400);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    });
  });

  it('with an Accept that takes no answer is refused before anything is done', async () => {
    const query =
      'mutation { createTag(input: { name: "unseen" }) { tag { id } errors { code } } }';
    for (const accept of ['text/html', 'application/json;q=0', 'garbage']) {
      const { status, body } = await post({ query }, { accept, 'x-test-viewer': ADMIN });
      expect(status).toBe(406);
      expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    }
    expect((await post({ query: TAGS })).body).toEqual(FOUND);
    for (const accept of [
      'application/json; charset=utf-8',
      'application/graphql-response+json, application/json;q=0.9',
      'application/*;q=0.1',
      'multipart/mixed, application/graphql-response+json',
    ]) {
      expect((await post({ query: TAGS }, { accept })).status).toBe(200);
    }
  });

  it('of a persisted query is answered so that clients send the document instead', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    const search = `extensions=${encodeURIComponent(JSON.stringify(extensions))}`;
    for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
      for (const { status, headers, body } of [
        await post({ extensions }, { accept }),
        await post({ query: TAGS, extensions }, { accept }),
        await get(search, { accept, 'apollo-require-preflight': '1' }),
      ]) {
        expect(status).toBe(400);
        expect(headers.get('cache-control')).toBe('no-store');
        expect(body).toEqual({
          errors: [
            {
              message: 'PersistedQueryNotSupported',
              extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
            },
          ],
        });
      }
    }
  });
});
