import { printSchema } from 'graphql';
import { describeDatabases } from '../../../packages/relata/src/testing/describe-each-database.js';
import { GRAPHQL_PATH } from '../../../packages/relata/src/server/http/graphql-route.js';
import { openSession, withSession } from '../../../packages/relata/src/request/session.js';
import { TestApp } from '../../../packages/relata/src/testing/test-app.js';
import { TestDatabase } from '../../../packages/relata/src/testing/test-database.js';
import { dialectsOfRun } from '../../../packages/relata/src/testing/test-run.js';
import { office } from '../../../packages/relata/test/keys/office.js';
import { fillHarbour } from '../../../packages/relata/test/harbour/rows.js';
import { expectNoWarnings } from '../client-server.js';
import { RelayProject } from '../relay-project.js';
import { makeApolloStore } from './apollo-store.js';
import { DOCUMENTS, type ListName, LISTS, nameOf } from './documents.js';
import { RELAY_PAGE, relayStores } from './relay-store.js';
import { clientFile, type MakeStore, type StoreClient } from './store-client.js';
import { makeUrqlStore } from './urql-store.js';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };
type List = Readonly<
  Record<
    string,
    {
      readonly edges: readonly { readonly node: Row }[];
      readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    }
  >
>;

const BERTH = 'berth_a"\\b~9007199254740993~2~%7E';
/** A voyage whose key is a double's neighbour of others, and a row of it. */
const [NEIGHBOUR, LEG] = ['voyage_9007199254740993', 'leg_9007199254740993~2'];
/** Money and counts that no double holds, the ends of what can be. */
const VALUES = [
  ['0.10', '9007199254740993'],
  ['-9999999999999999.99', '-9223372036854775808'],
  ['9999999999999999.99', '9223372036854775807'],
  ['9007199254740993.01', '9223372036854775807'],
] as const;

const project = new RelayProject();
afterAll(() => {
  project.remove();
});
const CLIENTS: readonly (readonly [string, MakeStore])[] = [
  ['Apollo Client', makeApolloStore],
  ['urql', makeUrqlStore],
  ['Relay', relayStores(project)],
];

let compiled: Promise<void> | undefined;

describeDatabases(
  'keys and numbers that no double holds',
  dialectsOfRun().map((dialect) => new TestDatabase(office, dialect)),
  (database) => {
    let app: TestApp;
    beforeAll(async () => {
      await fillHarbour(openSession(database.orm));
      app = await TestApp.start(database);
      const sources = { schema: printSchema(app.app.schema), modules: { keys: RELAY_PAGE } };
      await (compiled ??= project.compile(sources));
    });

    it('are texts in TypeScript', () => {
      expect(clientFile(app.app.schema, 'scalars.json')).toEqual({
        BigInt: 'string',
        DateTime: 'string',
        Decimal: 'string',
      });
    });

    describe.each(CLIENTS)('in %s', (_name, makeStore) => {
      let store: StoreClient;
      expectNoWarnings();
      beforeEach(() => {
        store = makeStore(`${app.url}${GRAPHQL_PATH}`, app.app.schema);
      });
      beforeEach(() => run('delete from charges'));

      it('are keys of the store', async () => {
        for (const [field] of LISTS) {
          const rows = await wholeList(field);
          expect(rows.length).toBeGreaterThan(2);
          for (const { id } of rows) {
            const node = await store.ask<{ node: Row & { __typename: string } }>('keysNodeQuery', {
              id,
            });
            expect(node.node.id).toBe(id);
            const key = store.keyOf(node.node.__typename, id);
            expect(key).toContain(id);
            expect(store.keys()).toContain(key);
          }
        }
        const known = store.keys().join('\n');
        for (const id of [BERTH, NEIGHBOUR, LEG]) {
          expect(known).toContain(id);
        }
      });

      it.each(LISTS)('of %s page a list that grows', async (field) => {
        const whole = await wholeList(field);
        for (let after: string | null = null, shown = 0; shown < whole.length; shown += 2) {
          await store.ask(nameOf(field), { first: 2, after });
          const list: List = await store.kept(nameOf(field), { first: 2, after: null });
          expect(rowsOf(list, field)).toMatchObject(whole.slice(0, shown + 2));
          after = list[field]?.pageInfo.endCursor ?? null;
        }
        const list: List = await store.kept(nameOf(field), { first: 2, after: null });
        expect(list[field]?.pageInfo.hasNextPage).toBe(false);
      });

      it.each(LISTS)(
        'of %s fetch one row again, which changes alone',
        async (field, column, change) => {
          const variables = { first: 100 };
          await store.ask(nameOf(field), variables);
          const before = await wholeList(field);
          await run(`update ${tableOf(field)} set ${column} = ${change}`);
          const after = await wholeList(field);
          for (const [at, { id }] of before.entries()) {
            const { node } = await store.ask<{ node: Row }>('keysNodeQuery', { id });
            expect(node[column]).toEqual(after[at]?.[column]);
            expect(node[column]).not.toEqual(before[at]?.[column]);
            const shown = rowsOf(await store.kept<List>(nameOf(field), variables), field);
            expect(shown).toMatchObject([...after.slice(0, at + 1), ...before.slice(at + 1)]);
          }
        },
      );

      it('come back in variables as they were handed out', async () => {
        const berth = { connect: BERTH };
        const ids: string[] = [];
        for (const [amount, units] of VALUES) {
          const { createCharge } = await store.change<Created>('keysCreateChargeMutation', {
            input: { amount, units, berth },
          });
          expect(createCharge).toMatchObject({
            charge: { amount, units, berth: { id: BERTH } },
            errors: [],
          });
          ids.push(createCharge.charge.id);
        }
        const { charges } = await both();
        const [least, small, , most] = charges.nodes;
        expect(charges.nodes.map(({ amount, units }) => [amount, units])).toEqual(
          VALUES.toSorted(([a], [b]) => Number(a) - Number(b)),
        );
        expect(charges.aggregate).toMatchObject({
          sum: { amount: '9007199254740993.11', units: '9232379236109516799' },
          min: { amount: '-9999999999999999.99', units: '-9223372036854775808' },
          max: { amount: '9999999999999999.99' },
        });
        // What is kept of one row is given to the others.
        for (const [from, id] of [
          [least, ids[0]],
          [most, ids[1]],
          [small, ids[3]],
        ] as const) {
          const { amount, units, berth: of } = given(from);
          const input = { amount, units, berth: { connect: of.id } };
          const { updateCharge } = await store.change<Updated>('keysUpdateChargeMutation', {
            id,
            input,
          });
          expect(updateCharge).toMatchObject({
            charge: { id, amount, units, berth: { id: BERTH } },
            errors: [],
          });
        }
        expect((await both()).charges.nodes.map(({ amount }) => amount)).toEqual([
          '-9999999999999999.99',
          '0.10',
          '9999999999999999.99',
          '9999999999999999.99',
        ]);
        // A filter of what is kept finds the rows it is of.
        const { amount, units } = given(most);
        const found = await both({ amount: { eq: amount }, units: { in: [units] } });
        expect(found.charges.nodes).toHaveLength(2);
        expect(found.charges.aggregate['sum']).toMatchObject({
          amount: '19999999999999999.98',
          units: '18446744073709551614',
        });
      });

      /** Charges by the client, which must have them as the wire has, and keep them so. */
      async function both(where: object | null = null): Promise<Charges> {
        const wire = await app.data<Charges>(DOCUMENTS['keysChargesQuery'] ?? '', {
          variables: { where },
        });
        const asked = await store.ask<Charges>('keysChargesQuery', { where });
        expect(asked).toMatchObject(wire);
        expect(await store.kept<Charges>('keysChargesQuery', { where })).toMatchObject(wire);
        return asked;
      }
    });

    /** All rows, past the client. */
    async function wholeList(field: ListName): Promise<readonly Row[]> {
      const document = DOCUMENTS[nameOf(field)] ?? '';
      return rowsOf(await app.data<List>(document, { variables: { first: 100 } }), field);
    }

    function tableOf(field: ListName): string {
      const model = [...app.app.engine.catalog.values()].find(({ plural }) => plural === field);
      return model?.table ?? '';
    }

    async function run(statement: string): Promise<void> {
      await withSession(app.app, async (em) => {
        await em.execute(statement);
      });
    }
  },
);

function rowsOf(list: List, field: ListName): readonly Row[] {
  return (list[field]?.edges ?? []).map(({ node }) => node);
}

function given(charge: Charged | undefined): Charged {
  if (charge === undefined) {
    throw new TypeError('There is no such charge');
  }
  return charge;
}

interface Charged extends Row {
  readonly amount: string;
  readonly units: string;
  readonly berth: { readonly id: string };
}

interface Charges {
  readonly charges: {
    readonly nodes: readonly Charged[];
    readonly aggregate: Readonly<Record<string, object>>;
  };
}

interface Created {
  readonly createCharge: { readonly charge: Charged; readonly errors: readonly unknown[] };
}

interface Updated {
  readonly updateCharge: Created['createCharge'];
}
