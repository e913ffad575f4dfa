import { parseValue } from 'graphql';
import { GraphQLJsonValue } from '../../src/kinds/json-scalar.js';
import { GRAPHQL_PATH } from '../../src/server/http/graphql-route.js';
import type { Answer } from '../support/api.js';
import { BothReaders } from '../support/both-readers.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { ADMIN, ERRORS } from '../support/writing.js';

const BIG = /9007199254740993 is beyond what a number can hold/;

/** Values that no JSON document can have, as literals, and what is said of them. */
const BAD_LITERALS: Readonly<Record<string, RegExp>> = {
  '{ a: [1, { b: 9007199254740993 }] }': /JSON\.a\.1\.b: 9007199254740993 is beyond/,
  '9007199254740993': /JSON: 9007199254740993 is beyond/,
  '[-9007199254740993]': /JSON\.0: -9007199254740993 is beyond/,
  '{ n: 9007199254740992 }': /JSON\.n: 9007199254740992 is beyond/,
  '{ n: 9007199254740993.0 }': /JSON\.n: 9007199254740993\.0 is beyond/,
  '{ n: 1e400 }': /JSON\.n: 1e400 is beyond/,
  '{ n: -1e400 }': /JSON\.n: -1e400 is beyond/,
  '{ n: 123456789012345678901234567890 }': /JSON\.n: 123456789012345678901234567890 is beyond/,
  '{ a: FEMALE }': /JSON\.a: FEMALE is no JSON value, write it in quotes/,
  '[FEMALE]': /JSON\.0: FEMALE is no JSON value/,
  '{ a: 1, a: 2 }': /There can be only one input field named "a"/,
  '{ b: { __proto__: 1 } }': /JSON\.b\.__proto__: __proto__ cannot be a key/,
};

/** JSON texts of variables, and what is said of them. */
const BAD_VARIABLES: Readonly<Record<string, RegExp>> = {
  '{"a":[1,{"b":9007199254740993}]}': /variables\.value\.a\.1\.b: 9007199254740993 is beyond/,
  '[-9007199254740993]': /variables\.value\.0: -9007199254740993 is beyond/,
  '{"n":9007199254740992}': /variables\.value\.n: 9007199254740992 is beyond/,
  '{"n":9007199254740993.0}': /variables\.value\.n: 9007199254740993\.0 is beyond/,
  '{"n":9.007199254740993e15}': /variables\.value\.n: 9\.007199254740993e15 is beyond/,
  '[0.9007199254740993E16]': /variables\.value\.0: 0\.9007199254740993E16 is beyond/,
  '{"\\u0061":9007199254740993}': /variables\.value\.a: 9007199254740993 is beyond/,
  '10000000000000001': /variables\.value: 10000000000000001 is beyond/,
  '{"n":1e400}': /JSON\.n: a number of this size cannot be kept/,
  '[[-1e400]]': /JSON\.0\.0: a number of this size/,
  '{"__proto__":1}': /a key that is not accepted: __proto__/,
};

/** Literals that a document can have, and the document. */
const GOOD_LITERALS: Readonly<Record<string, unknown>> = {
  '{ a: [9007199254740991, -9007199254740991] }': { a: [9007199254740991, -9007199254740991] },
  '{ n: 6.022e23, m: 1e308, k: 1.5e-400, l: 0.1234567890123456789 }': {
    n: 6.022e23,
    m: 1e308,
    k: 0,
    l: 0.12345678901234568,
  },
  '[-0, -0.0, 0]': [0, 0, 0],
  '{ t: "", b: true, n: null, o: {}, l: [], constructor: 1, toString: "x" }': {
    t: '',
    b: true,
    n: null,
    o: {},
    l: [],
    constructor: 1,
    toString: 'x',
  },
  '"""a block"""': 'a block',
};

const UPDATE = `updateProfile(id: 1, input: { contacts: $$ }) { profile { contacts } ${ERRORS} }`;
const FILTER = `profiles(where: { contacts: { path: ["a"], eq: $$ } }) { totalCount }`;

it('JSON has one zero, however it is given', () => {
  expect(GraphQLJsonValue.parseValue(-0)).toBe(0);
  expect(GraphQLJsonValue.parseLiteral(parseValue('[-0, -0.0]'))).toEqual([0, 0]);
});

describeEachDatabase('JSON values', (database) => {
  let readers: BothReaders;
  beforeAll(async () => {
    readers = await BothReaders.start(database);
    await fillUsers(readers.compiled.app.orm, { users: 1, posts: 0 });
  });
  afterAll(() => readers.stop());

  const withLiteral = (field: string, literal: string): string =>
    field.replace('$$', () => literal);

  /** Sends a body as it is written. */
  async function send(query: string, variables: string): Promise<Answer['body']> {
    const response = await readers.compiled.app.server.fastify.inject({
      method: 'POST',
      url: GRAPHQL_PATH,
      headers: { 'content-type': 'application/json', 'x-test-viewer': JSON.stringify(ADMIN) },
      payload: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
    });
    return response.json();
  }

  function expectRefused(
    { errors, data }: Answer['body'],
    { code, message }: { code: string; message: RegExp },
  ): void {
    const [error] = errors ?? [];
    expect({ code: error?.extensions?.['code'], message: error?.message, data }).toEqual({
      code,
      message: expect.stringMatching(message) as string,
      data: undefined,
    });
  }

  it.each(Object.entries(BAD_LITERALS))('%s is refused as a literal', async (literal, message) => {
    for (const document of [
      `mutation { ${withLiteral(UPDATE, literal)} }`,
      `{ ${withLiteral(FILTER, literal)} }`,
    ]) {
      const { body, status } = await readers.compiled.ask(document, { viewer: ADMIN });
      expect(status).toBe(400);
      expectRefused(body, { code: 'GRAPHQL_VALIDATION_FAILED', message });
    }
  });

  it.each(Object.entries(BAD_VARIABLES))('%s is refused as a variable', async (text, message) => {
    const write = `mutation ($value: JSON) { ${withLiteral(UPDATE, '$value')} }`;
    const read = `query ($value: JSON) { ${withLiteral(FILTER, '$value')} }`;
    for (const document of [write, read]) {
      expectRefused(await send(document, `{"value":${text}}`), { code: 'BAD_USER_INPUT', message });
    }
    const within =
      'mutation ($value: ProfileUpdateInput!) { updateProfile(id: 1, input: $value) { profile { id } } }';
    const { errors } = await send(within, `{"value":{"contacts":${text}}}`);
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  it.each(Object.entries(GOOD_LITERALS))('%s is kept', async (literal, value) => {
    const write = await readers.compiled.ask(`mutation { ${withLiteral(UPDATE, literal)} }`, {
      viewer: ADMIN,
    });
    expect(write.body.data).toEqual({
      updateProfile: { profile: { contacts: value }, errors: [] },
    });
    const asVariable = await send(
      `mutation ($value: JSON) { ${withLiteral(UPDATE, '$value')} }`,
      `{"value":${JSON.stringify(value)}}`,
    );
    expect(asVariable).toEqual(write.body);
    expect(await readers.data('{ profiles { nodes { contacts } } }', { viewer: ADMIN })).toEqual({
      profiles: { nodes: [{ contacts: value }] },
    });
  });

  it('numbers of a URL are looked at, too', async () => {
    const query = `query ($value: JSON) { ${withLiteral(FILTER, '$value')} }`;
    for (const [value, message] of [
      ['9007199254740993', /variables\.value: 9007199254740993 is beyond/],
      ['1e400', /JSON: a number of this size/],
    ] as const) {
      const url = `${GRAPHQL_PATH}?${new URLSearchParams({ query, variables: `{"value":${value}}` }).toString()}`;
      const answer = await readers.compiled.app.server.fastify.inject({
        url,
        headers: { 'apollo-require-preflight': 'true' },
      });
      expectRefused(answer.json(), { code: 'BAD_USER_INPUT', message });
    }
  });

  it('variables of a URL that are no JSON are told as such, whatever digits they have', async () => {
    const query = `query ($value: JSON) { ${withLiteral(FILTER, '$value')} }`;
    const answers = await Promise.all(
      ['1', '9007199254740993'].map(async (value) => {
        const url = `${GRAPHQL_PATH}?${new URLSearchParams({ query, variables: `{"value":${value}` }).toString()}`;
        const answer = await readers.compiled.app.server.fastify.inject({
          url,
          headers: { 'apollo-require-preflight': 'true' },
        });
        return [answer.statusCode, answer.json<Answer['body']>().errors?.[0]?.message];
      }),
    );
    expect(answers[0]?.[0]).toBe(400);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('numbers are looked at behind a byte order mark, too', async () => {
    const query = `query ($value: JSON) { ${withLiteral(FILTER, '$value')} }`;
    for (const [value, code] of [
      ['1', undefined],
      ['9007199254740993', 'BAD_USER_INPUT'],
    ] as const) {
      const response = await readers.compiled.app.server.fastify.inject({
        method: 'POST',
        url: GRAPHQL_PATH,
        headers: { 'content-type': 'application/json' },
        payload: `\ufeff{"query":${JSON.stringify(query)},"variables":{"value":${value}}}`,
      });
      expect(response.json<Answer['body']>().errors?.[0]?.extensions?.['code']).toBe(code);
    }
  });

  it('digits in texts, and in extensions, are no numbers of variables', async () => {
    const query = '{ profiles(where: { bio: { eq: "9007199254740993" } }) { totalCount } }';
    const response = await readers.compiled.app.server.fastify.inject({
      method: 'POST',
      url: GRAPHQL_PATH,
      headers: { 'content-type': 'application/json' },
      payload: `{"query":${JSON.stringify(query)},"variables":{"a":"9007199254740993"},"extensions":{"trace":9007199254740993}}`,
    });
    expect(response.json()).toEqual({ data: { profiles: { totalCount: 0 } } });
  });

  it('numbers of other types are refused where they would become others', async () => {
    for (const [document, variables] of [
      ['query ($id: ID!) { node(id: $id) { id } }', '{"id":9007199254740993}'],
      ['query ($at: Int!) { posts(first: $at) { totalCount } }', '{"at":9007199254740993}'],
      ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', '{"ids":["user_1",9007199254740993]}'],
    ] as const) {
      expectRefused(await send(document, variables), { code: 'BAD_USER_INPUT', message: BIG });
    }
  });

  it.each([
    ['{ a: [$value] }', 'a.0'],
    ['{ a: { b: $value } }', 'a.b'],
    ['[[$value]]', '0.0'],
  ])('in %s a variable without a value is refused, and null is null', async (literal, place) => {
    const document = `mutation ($value: JSON) { ${withLiteral(UPDATE, literal)} }`;
    expectRefused(await send(document, '{}'), {
      code: 'BAD_USER_INPUT',
      message: new RegExp(
        `^updateProfile: input\\.contacts\\.${place}: the variable \\$value has no value$`,
      ),
    });
    for (const [sent, kept] of [
      ['null', null],
      ['{"x":1}', { x: 1 }],
    ] as const) {
      const { data } = await send(document, `{"value":${sent}}`);
      const contacts = JSON.stringify(
        (data as unknown as { updateProfile: { profile: { contacts: unknown } } }).updateProfile
          .profile.contacts,
      );
      expect(contacts).toContain(JSON.stringify(kept));
    }
    expectRefused(await send(`query ($value: JSON) { ${withLiteral(FILTER, literal)} }`, '{}'), {
      code: 'BAD_USER_INPUT',
      message: new RegExp(
        `^profiles: where\\.contacts\\.eq\\.${place}: the variable \\$value has no value$`,
      ),
    });
  });

  it('a variable of another type within a literal is refused where JSON has no such value', async () => {
    for (const [type, sent, reason] of [
      ['DateTime', '"2026-01-01T00:00:00.000Z"', 'a Date is no JSON value'],
      ['Base64', '"AAEC"', 'a Buffer is no JSON value'],
    ] as const) {
      const document = `mutation ($value: ${type}) { ${withLiteral(UPDATE, '{ a: $value }')} }`;
      expectRefused(await send(document, `{"value":${sent}}`), {
        code: 'BAD_USER_INPUT',
        message: new RegExp(`^updateProfile: input\\.contacts\\.a: ${reason}$`),
      });
    }
    const { data } = await send(
      `mutation ($a: Int, $b: [String!], $c: Boolean) { ${withLiteral(UPDATE, '{ a: $a, b: $b, c: [$c] }')} }`,
      '{"a":1,"b":["x"],"c":true}',
    );
    expect(data).toMatchObject({
      updateProfile: { profile: { contacts: { a: 1, b: ['x'], c: [true] } } },
    });
  });

  it('text that not both databases can hold is an error of the payload', async () => {
    const update = `mutation ($value: JSON) { ${withLiteral(UPDATE, '$value')} }`;
    for (const [sent, message] of [
      [String.raw`{"a":["b\u0000"]}`, 'must not contain NUL'],
      [String.raw`{"\u0000":1}`, 'must not contain NUL'],
      [String.raw`{"a":{"b":"\ud800"}}`, 'must be well-formed Unicode, it has a lone surrogate'],
      [String.raw`"\u0000"`, 'must not contain NUL'],
    ] as const) {
      const { data } = await send(update, `{"value":${sent}}`);
      expect(data).toMatchObject({
        updateProfile: { errors: [{ code: 'VALIDATION', path: ['input', 'contacts'], message }] },
      });
    }
  });
});
