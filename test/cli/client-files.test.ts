import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, type GraphQLScalarType } from 'graphql';
import { clientFiles } from '../../src/cli/client-files.js';
import { CLIENT_FOLDER, printClientFolder } from '../../src/cli/client-folder.js';

const SCHEMA = buildSchema(`
  scalar Money
  scalar Anything
  interface Node { id: ID! }
  union Found = Cat | Place
  interface Failure { message: String! }
  type Gone implements Failure { message: String! }
  type Cat implements Node { id: ID! toys: ToyConnection! born: Place }
  type ToyConnection { count: Int! edges: [ToyEdge!]! tags: [String!]! }
  type ToyEdge { price: Money }
  type Place { name: String! more: Anything }
  type Query { node(id: ID!): Node found: [Found!]! }
  type Mutation { adopt: AdoptPayload }
  type AdoptPayload { cat: Cat errors: [Failure!]! }
`);

function file(name: string): unknown {
  return JSON.parse(clientFiles(SCHEMA).get(name) ?? '');
}

describe('the files for clients', () => {
  it('name what interfaces and unions may be', () => {
    expect(file('possible-types.json')).toEqual({
      Failure: ['Gone'],
      Found: ['Cat', 'Place'],
      Node: ['Cat'],
    });
  });

  it('name the objects without an id that queries return', () => {
    expect(file('embedded-types.json')).toEqual(['Place', 'ToyConnection', 'ToyEdge']);
  });

  it('tell Apollo Client to merge those in a field of one, and to replace lists of objects', () => {
    expect(file('apollo-type-policies.json')).toEqual({
      Place: { merge: true },
      ToyConnection: { merge: true, fields: { edges: { merge: false } } },
    });
  });

  it('leave PageInfo to relayStylePagination', () => {
    const schema = buildSchema('type PageInfo { a: Int } type Query { page: PageInfo }');
    expect(JSON.parse(clientFiles(schema).get('apollo-type-policies.json') ?? '')).toEqual({});
    expect(JSON.parse(clientFiles(schema).get('embedded-types.json') ?? '')).toEqual(['PageInfo']);
  });

  it('tell graphcache the types of fields', () => {
    const { __schema: schema } = file('graphcache-schema.json') as {
      readonly __schema: { readonly types: readonly { readonly name: string }[] };
    };
    expect(schema).toMatchObject({
      queryType: { name: 'Query' },
      mutationType: { name: 'Mutation' },
      subscriptionType: null,
    });
    const byName = new Map(schema.types.map((type) => [type.name, type]));
    expect(byName.get('Found')).toEqual({
      kind: 'UNION',
      name: 'Found',
      possibleTypes: [{ name: 'Cat' }, { name: 'Place' }],
    });
    expect(byName.get('AdoptPayload')).toEqual({
      kind: 'OBJECT',
      name: 'AdoptPayload',
      interfaces: [],
      fields: [
        { name: 'cat', args: [], type: { kind: 'OBJECT', name: 'Cat' } },
        {
          name: 'errors',
          args: [],
          type: {
            kind: 'NON_NULL',
            ofType: {
              kind: 'LIST',
              ofType: { kind: 'NON_NULL', ofType: { kind: 'INTERFACE', name: 'Failure' } },
            },
          },
        },
      ],
    });
    expect(byName.get('Cat')).toMatchObject({ interfaces: [{ name: 'Node' }] });
    expect(byName.has('__Type')).toBe(false);
  });

  it('say what JSON has in place of a scalar, by the JSON schema of the scalar', () => {
    expect(file('scalars.json')).toEqual({ Anything: 'unknown', Money: 'unknown' });
    const money = SCHEMA.getType('Money') as GraphQLScalarType;
    money.extensions = { jsonSchema: { type: 'integer' } };
    expect(file('scalars.json')).toEqual({ Anything: 'unknown', Money: 'number' });
  });

  it('know every scalar of the application but JSON, which may be anything', () => {
    const scalars = JSON.parse(readFileSync(join(CLIENT_FOLDER, 'scalars.json'), 'utf8')) as object;
    const unknown = Object.entries(scalars).filter(([, type]) => type === 'unknown');
    expect(unknown).toEqual([['JSON', 'unknown']]);
  });
});

describe('npm run print-clients', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relata-test-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes them, and finds a change in each', async () => {
    expect(await printClientFolder(true, folder)).toBe(1);
    expect(await printClientFolder(false, folder)).toBe(0);
    const names = readdirSync(folder);
    expect(names).toHaveLength(5);
    for (const name of names) {
      expect(await printClientFolder(true, folder)).toBe(0);
      appendFileSync(join(folder, name), ' ');
      expect(await printClientFolder(true, folder)).toBe(1);
      expect(await printClientFolder(false, folder)).toBe(0);
    }
  });
});
