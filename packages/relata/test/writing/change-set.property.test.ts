import { booleanKind } from '../../src/kinds/boolean.js';
import { dateTimeKind } from '../../src/kinds/date-time.js';
import fc from 'fast-check';
import type { Catalog, Column, Model } from '../../src/model/model.js';
import type { Change } from '../../src/writing/dry-run/change.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { CHEAP_PASSWORDS } from '../support/viewers.js';
import { ASKERS, baseWorld } from './generator/base-world.js';
import { Names } from './generator/names.js';
import { documentOf } from './generator/operation-maker.js';
import { printDocument } from './generator/print-document.js';
import { openStore, type Store } from './generator/store.js';
import { replaceTables, reserveIds } from './generator/tables.js';

const SEED = Number(process.env['WRITES_SEED'] ?? 20_260_601);
const DOCUMENTS = 200;
const CHOICES = 40;
/** How often each kind of change must come up. */
const LEAST = 5;
const ADMIN = ASKERS['admin'] ?? { userId: null, permissions: [] };

/** Fields of rows by id, and of each its value as a change set has it. */
type State = Map<string, Record<string, unknown>>;

describeEachDatabase('the change set of a dry run', (database) => {
  let api: TestApi;
  let store: Store;
  beforeAll(async () => {
    api = await TestApi.start(database, {
      env: { ...CHEAP_PASSWORDS, SQLITE_SYNCHRONOUS: 'NORMAL', LIMIT_COST: '1000000' },
    });
    store = await openStore(database);
    await reserveIds(store, database.dialect);
  });
  afterAll(async () => {
    await store.close();
    await api.stop();
  });

  it(`leads from what is there to what the document leaves (seed ${String(SEED)})`, async () => {
    const met = new Map<string, number>();
    const numbers = fc.array(fc.noBias(fc.nat()), { minLength: CHOICES, maxLength: CHOICES });
    const fields = fc.array(numbers, { minLength: 1, maxLength: 4, size: 'max' });
    await fc.assert(
      fc.asyncProperty(fields, async (tapes) => {
        const world = baseWorld();
        await replaceTables(store, world, database.dialect);
        let made = 0;
        const document = documentOf({ head: [0, 0], fields: tapes }, world, () => (made += 1));
        const { query, variables } = printDocument(document, new Names(world));
        const asked = { variables, viewer: ADMIN };
        const { catalog } = api.app.engine;
        const before = await stateOf(store, catalog);
        const { body } = await api.ask(query, { ...asked, headers: { 'x-dry-run': 'true' } });
        expect(await stateOf(store, catalog)).toEqual(before);
        const changes = body.extensions?.['changes'] as readonly Change[] | undefined;
        await api.ask(query, asked);
        const after = await stateOf(store, catalog);
        if (changes === undefined) {
          expect(after).toEqual(before);
          return;
        }
        expect(inOrderOfMaking(applied(before, changes), before)).toEqual(
          inOrderOfMaking(after, before),
        );
        for (const { operation, fields: told } of changes) {
          const links = ['tags', 'roles'].filter((name) => name in told);
          for (const kind of [operation, ...links.map((name) => `${operation} ${name}`)]) {
            met.set(kind, (met.get(kind) ?? 0) + 1);
          }
        }
      }),
      { seed: SEED, numRuns: DOCUMENTS, endOnFailure: true },
    );
    // Users, who have roles, are not deleted from their table.
    const kinds = ['CREATE', 'UPDATE', 'DELETE'];
    const wanted = [
      ...kinds,
      ...kinds.map((kind) => `${kind} tags`),
      'CREATE roles',
      'UPDATE roles',
    ];
    expect(wanted.filter((kind) => (met.get(kind) ?? 0) < LEAST)).toEqual([]);
  }, 120_000);
});

/** Takes the steps of a change set, each of which must begin where the one before it ended. */
function applied(before: State, changes: readonly Change[]): State {
  const state: State = new Map([...before].map(([id, row]) => [id, { ...row }]));
  for (const { operation, id, fields } of changes) {
    const row = state.get(id);
    expect([operation, id, row === undefined]).toEqual([operation, id, operation === 'CREATE']);
    for (const [name, { before: from }] of Object.entries(fields)) {
      const known = row === undefined ? (Array.isArray(from) ? [] : null) : row[name];
      expect([operation, id, name, timeless(from)]).toEqual([operation, id, name, known]);
    }
    if (operation === 'DELETE') {
      expect(Object.keys(row ?? {}).filter((name) => !isEmpty(row?.[name]))).toEqual(
        expect.arrayContaining(Object.keys(fields).filter((name) => !isEmpty(row?.[name]))),
      );
      const untold = Object.keys(row ?? {}).filter((name) => !(name in fields));
      expect(untold.map((name) => row?.[name]).filter((value) => !isEmpty(value))).toEqual([]);
      state.delete(id);
    } else {
      const now = Object.entries(fields).map(([name, { after }]) => [name, timeless(after)]);
      state.set(id, { ...noLinks(id), ...row, ...(Object.fromEntries(now) as object) });
    }
  }
  return state;
}

/** Links a new row has none of are not told. */
function noLinks(id: string): Record<string, unknown> {
  const names = { post: ['tags'], user: ['roles', 'tags'], role: ['permissions'] };
  const own = Object.entries(names).find(([model]) => id.startsWith(`${model}_`))?.[1] ?? [];
  return Object.fromEntries(own.map((name) => [name, []]));
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** Rows with the new ones named in the order they were made: their keys depend on who came before. */
function inOrderOfMaking(state: State, before: State): unknown {
  const made = [...state.keys()].filter((id) => !before.has(id)).sort(byKey);
  const names = new Map<string, string>();
  for (const [model, ids] of Map.groupBy(made, (id) => id.split('_')[0] ?? '')) {
    ids.forEach((id, at) => names.set(id, `${model} made ${String(at)}`));
  }
  const named = (value: unknown): unknown =>
    typeof value === 'string'
      ? (names.get(value) ?? value)
      : Array.isArray(value)
        ? value.map(named).sort()
        : value;
  return Object.fromEntries(
    [...state].map(([id, row]) => [
      named(id),
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, named(value)])),
    ]),
  );
}

function byKey(a: string, b: string): number {
  return Number(a.split('_')[1]) - Number(b.split('_')[1]);
}

/** All that a change set may tell of, from the tables. */
async function stateOf(store: Store, catalog: Catalog): Promise<State> {
  const state: State = new Map();
  for (const model of catalog.values()) {
    const columns = [...model.columns.values()].filter((column) => isTold(model, column));
    const names = columns.map(({ field, name }) => `${field} as "${name}"`);
    const [rows = []] = await store.read([
      `select id as "#", ${names.join(', ')} from ${model.table}`,
    ]);
    for (const { '#': key, ...row } of rows) {
      const values = columns.map((column) => [column.name, valueOf(column, row[column.name])]);
      state.set(`${model.singular}_${String(key)}`, Object.fromEntries(values) as never);
    }
  }
  for (const { source, target, name, join, isWritable } of [...catalog.values()].flatMap(
    ({ relations }) => [...relations.values()],
  )) {
    if (join.kind !== 'link' || !isWritable) {
      continue;
    }
    for (const [id, row] of state) {
      if (id.startsWith(`${source.singular}_`)) {
        row[name] = [];
      }
    }
    const [pairs = []] = await store.read([
      `select ${join.source.field} as source, ${join.target.field} as target from ${join.table} order by 1, 2`,
    ]);
    for (const pair of pairs) {
      const row = state.get(`${source.singular}_${String(pair['source'])}`);
      (row?.[name] as string[]).push(`${target.singular}_${String(pair['target'])}`);
    }
  }
  return state;
}

function isTold(model: Model, column: Column): boolean {
  const isRelation = column.references !== null && model.relations.has(column.name);
  return column !== model.id && (column.exposed || isRelation);
}

function valueOf({ kind, references }: Column, value: unknown): unknown {
  if (value === null) {
    return null;
  }
  if (references !== null) {
    return `${references.model.singular}_${Number(value).toFixed()}`;
  }
  if (kind === dateTimeKind) {
    return '<time>';
  }
  return kind === booleanKind ? Boolean(value) : value;
}

/** When it is is the one thing that a second run does differently. */
function timeless(value: unknown): unknown {
  const isTime =
    value instanceof Date || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value));
  return isTime ? '<time>' : value;
}
