import type { Application } from '../application.js';
import type { Catalog } from '../model/model.js';
import { askedAs, permissionsNamed } from './askers.js';
import { describeDatabases } from './describe-each-database.js';
import { startServer } from './reads/server-pair.js';
import { relationsOf } from './rows/catalog-facts.js';
import { replaceData } from './rows/insert-data.js';
import { markedRows } from './rows/marked-rows.js';
import { type SuiteOptions, withoutInvariants } from './suite-options.js';
import type { Answer, TestApp } from './test-app.js';
import { TestDatabase } from './test-database.js';
import { dialectsOfRun } from './test-run.js';

const FEW = 3;
const MANY = 300;

/**
 * Reads every list with its counts and aggregates, and every relation of the rows of a list, of 3
 * rows and of 300: each must be one statement, however many rows there are.
 * @example
 * describeStatementCounts(application);
 */
export function describeStatementCounts(
  application: Application,
  { rows = {}, env = {} }: SuiteOptions = {},
): void {
  const served = withoutInvariants(application);
  describeDatabases(
    'statements of a read',
    dialectsOfRun().map((dialect) => new TestDatabase(served, dialect)),
    (database) => {
      let app: TestApp;
      let catalog: Catalog;
      beforeAll(async () => {
        app = await startServer(database, { env });
        ({ catalog } = app.app.engine);
        const counts = new Map([...catalog.values()].map((model) => [model, MANY]));
        await replaceData(app.app, markedRows(catalog, rows, counts));
      });

      /** Statements of a document of few and of many rows. */
      const count = async (document: (first: number) => string): Promise<readonly number[]> => {
        const viewer = askedAs(catalog, { userId: 1, permissions: permissionsNamed(catalog) });
        const answers: Answer[] = [];
        for (const first of [FEW, MANY]) {
          answers.push(await app.ask(document(first), { viewer }));
        }
        expect(answers.map(({ body }) => body.errors)).toEqual([undefined, undefined]);
        return answers.map(({ statements }) => statements.length);
      };
      /** What takes more, or another number for more rows. */
      const notOne = (counted: Readonly<Record<string, readonly number[]>>): unknown =>
        Object.entries(counted).filter(([, counts]) => counts.some((each) => each !== 1));

      it('are one for every list, with all that may be asked of it', async () => {
        const counted: Record<string, readonly number[]> = {};
        for (const { plural } of catalog.values()) {
          counted[plural] = await count(
            (first) => `{ ${plural}(first: ${String(first)}) { ${WHOLE} } }`,
          );
        }
        expect(notOne(counted)).toEqual([]);
        expect(Object.keys(counted)).toHaveLength(catalog.size);
      });

      it('are one for every relation of the rows of a list', async () => {
        const relations = relationsOf(catalog);
        const counted: Record<string, readonly number[]> = {};
        for (const { source, name, many } of relations) {
          const below = many ? `(first: 1) { ${WHOLE} }` : '{ id }';
          counted[`${source.name}.${name}`] = await count(
            (first) =>
              `{ ${source.plural}(first: ${String(first)}) { nodes { id ${name} ${below} } } }`,
          );
        }
        expect(notOne(counted)).toEqual([]);
        expect(Object.keys(counted)).toHaveLength(relations.length);
      });
    },
  );
}

const WHOLE = `totalCount aggregate { count } edges { cursor node { id } } nodes { id }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
