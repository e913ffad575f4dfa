import { type Harness, startHarness, STRICT } from './harness.js';

describe('errors of an answer', () => {
  let server: Harness;
  let production: Harness;
  beforeAll(async () => {
    server = await startHarness();
    production = await startHarness({
      NODE_ENV: 'production',
      SECRET: 'a secret of the tests, thirty-two bytes',
    });
  });
  afterAll(async () => {
    await server.stop();
    await production.stop();
  });

  it('hide what is not meant for clients, and log it under the request id', async () => {
    const { body, text, headers } = await server.post('{ bug }');
    const error = body.errors?.[0];
    expect(error).toMatchObject({
      message: 'Internal server error',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(text).not.toMatch(/secret|SELECT|stack/i);
    const id = error?.extensions['requestId'];
    expect(headers.get('x-request-id')).toBe(id);
    const line = server.log().find((each) => each['reqId'] === id && each['level'] === 50);
    expect(JSON.stringify(line)).toContain('secret detail');
  });

  it.each(['plainGraphQLError', 'missingTable'])(
    'hide an error of the resolver %s',
    async (field) => {
      const { body, text } = await server.post(`{ ${field} }`);
      expect(body.errors?.[0]?.extensions['code']).toBe('INTERNAL_SERVER_ERROR');
      expect(text).not.toMatch(/secret|nowhere/);
    },
  );

  it('hide a value the schema does not allow', async () => {
    const { status, body } = await server.post('{ nothing }', {}, STRICT);
    expect(status).toBe(500);
    expect(body).toMatchObject({
      data: null,
      errors: [{ message: 'Internal server error', path: ['nothing'] }],
    });
  });

  it('let a RelataError through as it is', async () => {
    const { status, body } = await server.post('{ hello refused }', {}, STRICT);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: { hello: 'world', refused: null },
      errors: [
        {
          message: 'first: must not be negative',
          path: ['refused'],
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    expect(body.errors?.[0]?.extensions).not.toHaveProperty('http');
  });

  it.each(['unreachable', 'shutDown', 'poolTimeout'])(
    'make a lost database SERVICE_UNAVAILABLE (%s)',
    async (field) => {
      const { status, body, headers } = await server.post(`{ hello ${field} }`);
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
      expect(body).not.toHaveProperty('data');
      expect(body.errors?.[0]).toMatchObject({
        message: 'The database is not available, try again',
        extensions: { code: 'SERVICE_UNAVAILABLE' },
      });
    },
  );

  it('make a statement that took too long TIMEOUT', async () => {
    const { status, body } = await server.post('{ statementTimeout }');
    expect(status).toBe(504);
    expect(body.errors?.[0]?.extensions['code']).toBe('TIMEOUT');
  });

  it('keep what a mutation has done', async () => {
    const { status, body } = await server.post('mutation { touch lost }');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: { touch: 'touched', lost: null },
      errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
    expect((await server.post('mutation { lost }')).status).toBe(503);
  });

  it('give variables the code BAD_USER_INPUT, ten at most', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `v${String(index)}`);
    const one = await server.post('query($n: Int) { echo(n: $n) }', { n: 'x' }, STRICT);
    expect(one.status).toBe(400);
    expect(one.body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    const declared = names.map((name) => `$${name}: Int!`).join(' ');
    const used = names.map((name) => `$${name}`).join(', ');
    const many = await server.post(`query(${declared}) { echo(list: [${used}]) }`, {}, STRICT);
    expect(many.status).toBe(400);
    expect(many.body.errors).toHaveLength(10);
    expect(many.body.errors?.map(({ extensions }) => extensions['code'])).toEqual(
      Array(10).fill('BAD_USER_INPUT'),
    );
  });

  it('give an argument left without a value the code BAD_USER_INPUT', async () => {
    const { body } = await server.post('query($n: Int = 1) { required(n: $n) }', { n: null });
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('Argument "n"') as string,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('are ten of validation and twenty in all at most', async () => {
    const unknown = Array.from({ length: 15 }, (_, index) => `u${String(index)}`).join(' ');
    expect((await server.post(`{ ${unknown} }`)).body.errors).toHaveLength(10);
    const few = await startHarness({ LIMIT_ERRORS: '3' });
    const { body } = await few.post('{ a: bug b: bug c: bug d: bug e: bug }');
    expect(body.errors).toHaveLength(3);
    expect(body.extensions).toEqual({ omittedErrors: 2 });
    await few.stop();
  });

  it('are cut at 300 characters', async () => {
    expect((await server.post('{ long }')).body.errors?.[0]?.message).toHaveLength(300);
  });

  it('say what was wrong with a long value, and show it whole where there is room', async () => {
    const roomy = await startHarness({ LIMIT_ERROR_CHARACTERS: '1000' });
    const told = async (of: Harness, value: string): Promise<string> =>
      (await of.post('query($n: Int) { echo(n: $n) }', { n: value })).body.errors?.[0]?.message ??
      '';
    const whole = 'x'.repeat(90);
    const long = 'x'.repeat(5000);
    const wrong = 'Int cannot represent non-integer value: "';
    expect(await told(server, whole)).toMatch(new RegExp(`"${whole}"; ${wrong}${whole}"$`));
    expect(await told(roomy, whole)).toBe(await told(server, whole));
    for (const each of [server, roomy]) {
      expect(await told(each, long)).toMatch(new RegExp(`"x+…"; ${wrong}x+…"$`));
    }
    expect(await told(server, long)).not.toBe(await told(roomy, long));
    await roomy.stop();
  });

  it('suggest names while developing, and nothing in production', async () => {
    const misspelt = '{ helo }';
    const variables = { n: { deep: 1 } };
    expect((await server.post(misspelt)).text).toContain('Did you mean');
    expect((await production.post(misspelt)).text).not.toContain('Did you mean');
    expect(
      (await production.post('query($n: Int) { echo(n: $n, txt: "a") }', variables)).text,
    ).not.toContain('Did you mean');
  });

  it('tell nothing of the schema in production', async () => {
    const { body } = await production.post('{ __schema { queryType { name } } }');
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(body.errors?.[0]?.message).toBe(
      '__schema: introspection is off on this server; the setting INTROSPECTION turns it on',
    );
    expect(body).not.toHaveProperty('data');
    for (const query of [
      '{ hello __type(name: "Query") { name } }',
      'query { ...F } fragment F on Query { a: __schema { description } }',
    ]) {
      const refused = await production.post(query);
      expect(refused.text).toContain('INTROSPECTION');
      expect(refused.text).not.toContain('Apollo');
    }
    expect((await production.post('{ __typename }')).body).toEqual({
      data: { __typename: 'Query' },
    });
    expect((await server.post('{ __schema { queryType { name } } }')).body).not.toHaveProperty(
      'errors',
    );
  });

  it('of the one who resolves the viewer are treated alike', async () => {
    const broken = await startHarness(
      {},
      {
        resolveViewer: () => {
          throw new Error('secret detail');
        },
      },
    );
    const lost = await startHarness(
      {},
      {
        resolveViewer: () => {
          throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
        },
      },
    );
    const first = await broken.post('{ hello }');
    expect(first.status).toBe(500);
    expect(first.body.errors?.[0]).toMatchObject({ message: 'Internal server error' });
    expect(first.body.errors?.[0]?.extensions['requestId']).toBe(first.headers.get('x-request-id'));
    expect(JSON.stringify(broken.log())).toContain('secret detail');
    const second = await lost.post('{ hello }');
    expect(second.status).toBe(503);
    expect(second.body.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    await broken.stop();
    await lost.stop();
  });
});
