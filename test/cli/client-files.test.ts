import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, type GraphQLScalarType } from 'graphql';
import { application } from '../../src/app.js';
import { clientFiles } from '../../packages/relata/src/cli/print/client-files.js';
import {
  CLIENT_FOLDER,
  printClientFolder,
} from '../../packages/relata/src/cli/print/client-folder.js';

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
  interface Named { name: String! }
  interface Shape implements Named { name: String! area: Float }
  type Square implements Named & Shape { name: String! area: Float color: Color }
  enum Color { RED BLUE }
  type Query { node(id: ID!): Node found: [Found!]! shape: Shape }
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
      Named: ['Square'],
      Node: ['Cat'],
      Shape: ['Square'],
    });
  });

  it('name the objects without an id that queries return', () => {
    expect(file('embedded-types.json')).toEqual(['Place', 'Square', 'ToyConnection', 'ToyEdge']);
  });

  it('tell Apollo Client to merge those in a field of one, and to replace lists of objects', () => {
    expect(file('apollo-type-policies.json')).toEqual({
      Place: { merge: true },
      Square: { merge: true },
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
    const nonNull = (ofType: object): object => ({ kind: 'NON_NULL', ofType });
    expect(byName.get('Shape')).toEqual({
      kind: 'INTERFACE',
      name: 'Shape',
      fields: [
        { name: 'name', args: [], type: nonNull({ kind: 'SCALAR', name: 'String' }) },
        { name: 'area', args: [], type: { kind: 'SCALAR', name: 'Float' } },
      ],
      interfaces: [{ name: 'Named' }],
      possibleTypes: [{ name: 'Square' }],
    });
    expect(byName.get('Query')).toMatchObject({
      fields: [
        { name: 'node' },
        {
          name: 'found',
          type: nonNull({ kind: 'LIST', ofType: nonNull({ kind: 'UNION', name: 'Found' }) }),
        },
        { name: 'shape' },
      ],
    });
    expect(byName.has('__Type')).toBe(false);
  });

  it('tell graphcache the root types a schema has', () => {
    const files = clientFiles(buildSchema('type Query { a: Int } type Subscription { b: Int }'));
    expect(JSON.parse(files.get('graphcache-schema.json') ?? '')).toMatchObject({
      __schema: {
        queryType: { name: 'Query' },
        mutationType: null,
        subscriptionType: { name: 'Subscription' },
      },
    });
  });

  it('say what JSON has in place of a scalar, by the JSON schema of the scalar', () => {
    expect(file('scalars.json')).toEqual({ Anything: 'unknown', Money: 'unknown' });
    const money = SCHEMA.getType('Money') as GraphQLScalarType;
    for (const [type, name] of [
      ['integer', 'number'],
      ['number', 'number'],
      ['boolean', 'boolean'],
      ['string', 'string'],
      ['object', 'unknown'],
      [['integer', 'null'], 'unknown'],
    ] as const) {
      money.extensions = { jsonSchema: { type } };
      expect(file('scalars.json')).toEqual({ Anything: 'unknown', Money: name });
    }
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
    expect(await printClientFolder(application, true, folder)).toBe(1);
    expect(await printClientFolder(application, false, folder)).toBe(0);
    const names = readdirSync(folder);
    expect(names).toHaveLength(5);
    for (const name of names) {
      expect(await printClientFolder(application, true, folder)).toBe(0);
      appendFileSync(join(folder, name), ' ');
      expect(await printClientFolder(application, true, folder)).toBe(1);
      expect(await printClientFolder(application, false, folder)).toBe(0);
    }
  });
});
