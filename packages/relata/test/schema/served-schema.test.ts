import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLEnumType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type IntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  printSchema,
} from 'graphql';
import { DIRECTIONS } from '../../src/testing/reads/arbitraries/order-arbitrary.js';
import { Gender, PostStatus, Profession } from '../blog/models/enums.js';
import { TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';
import { CHEAP_PASSWORDS, ERRORS } from '../support/writing.js';

describe('the schema that is served', () => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  let introspected: IntrospectionQuery;
  let schema: GraphQLSchema;

  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    introspected = await api.data<IntrospectionQuery>(
      getIntrospectionQuery({
        specifiedByUrl: true,
        schemaDescription: true,
        oneOf: true,
        inputValueDeprecation: true,
      }),
    );
    ({ schema } = api.app);
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  const types = (): readonly GraphQLNamedType[] =>
    Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

  it('is introspected in the order in which it is printed, with its description', () => {
    expect(schema.description).toMatch(/^Rows of relational models/);
    expect(printSchema(buildClientSchema(introspected))).toBe(printSchema(schema));
  });

  it('is sorted by name: types, what they have, and arguments', () => {
    const sorted = (names: readonly string[]): void => {
      expect(names).toEqual([...names].sort());
    };
    sorted(types().map(({ name }) => name));
    sorted(schema.getDirectives().map(({ name }) => name));
    for (const type of types()) {
      if (isObjectType(type) || isInterfaceType(type)) {
        const fields = Object.values(type.getFields());
        sorted(fields.map(({ name }) => name));
        fields.forEach(({ args }) => {
          sorted(args.map(({ name }) => name));
        });
      }
      if (isInputObjectType(type)) {
        sorted(Object.keys(type.getFields()));
      }
      if (isObjectType(type)) {
        sorted(type.getInterfaces().map(({ name }) => name));
      }
    }
  });

  it('has the values of enums in the order of the model', () => {
    const names = (name: string): readonly string[] =>
      (schema.getType(name) as GraphQLEnumType).getValues().map((value) => value.name);
    expect(names('PostStatus')).toEqual(Object.keys(PostStatus));
    expect(names('Gender')).toEqual(Object.keys(Gender));
    expect(names('Profession')).toEqual(Object.keys(Profession));
    expect(names('OrderDirection')).toEqual(DIRECTIONS);
    expect(names('ErrorCode')[0]).toBe('VALIDATION');
    expect(types().filter(isEnumType).length).toBeGreaterThan(6);
  });

  it('says of each scalar that has a specification where it is', () => {
    const urls = types()
      .filter(isScalarType)
      .filter((type) => !isSpecifiedScalarType(type))
      .map(({ name, specifiedByURL }) => [name, specifiedByURL != null]);
    expect(Object.fromEntries(urls)).toEqual({
      Base64: true,
      BigInt: false,
      DateTime: true,
      EmailAddress: true,
      JSON: true,
    });
  });

  it('leaves versions and keys of other rows out of aggregates', () => {
    for (const { name, columns, relations } of api.app.engine.catalog.values()) {
      const offered = ['Min', 'Max', 'Sum', 'Avg'].flatMap((suffix) => {
        const type = schema.getType(`${name}${suffix}`);
        return isObjectType(type) ? Object.keys(type.getFields()) : [];
      });
      const left = [...columns.keys()].filter(
        (column) => column === 'version' || column === 'id' || relations.has(column),
      );
      expect(offered.filter((column) => left.includes(column))).toEqual([]);
      expect(offered).toContain('createdAt');
    }
  });

  it('speaks in inputs of what is given, not of what is read', () => {
    const spoken = types()
      .filter(isInputObjectType)
      .filter(({ name }) => name.endsWith('Input'))
      .flatMap((type) =>
        Object.values(type.getFields()).map(
          ({ name, description }) => `${type.name}.${name}: ${description ?? ''}`,
        ),
      );
    expect(spoken.length).toBeGreaterThan(40);
    expect(spoken.filter((text) => text.endsWith(': '))).toEqual([]);
    expect(spoken.filter((text) => /\bnull (for|before|while|where)\b/.test(text))).toEqual([]);
  });

  it('takes e-mail addresses as such, and says what is wrong with one in the payload', async () => {
    const typeOf = (input: string): GraphQLInputType | undefined => {
      const type = schema.getType(input);
      return isInputObjectType(type) ? type.getFields()['email']?.type : undefined;
    };
    expect(String(typeOf('UserCreateInput'))).toBe('EmailAddress!');
    expect(String(typeOf('UserUpdateInput'))).toBe('EmailAddress');
    expect(String(typeOf('SignUpInput'))).toBe('EmailAddress!');
    expect(String(typeOf('UserUnique'))).toBe('EmailAddress');
    const given = 'username: "somebody", password: "correct horse battery"';
    const expected = {
      errors: [
        {
          __typename: 'ValidationError',
          code: 'VALIDATION',
          message: 'is not an e-mail address',
          path: ['input', 'email'],
        },
      ],
    };
    expect(
      await api.data(`mutation { signUp(input: { ${given}, email: "no address" }) { ${ERRORS} } }`),
    ).toEqual({ signUp: expected });
    const variable = `mutation ($email: EmailAddress!) { signUp(input: { ${given}, email: $email }) { ${ERRORS} } }`;
    expect(await api.data(variable, { variables: { email: 'no@' } })).toEqual({ signUp: expected });
    for (const email of ['7', 'true', 'SOMEBODY']) {
      const { body } = await api.ask(
        `mutation { signUp(input: { ${given}, email: ${email} }) { ${ERRORS} } }`,
      );
      expect(body.errors).toMatchObject([
        {
          message: 'EmailAddress must be a text',
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ]);
    }
    const { body } = await api.ask(variable, { variables: { email: 7 } });
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
