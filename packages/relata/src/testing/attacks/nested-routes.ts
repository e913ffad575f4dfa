import { uniqueColumns } from '../rows/catalog-facts.js';
import { rowId } from '../rows/row-keys.js';
import { writtenCell } from '../oracle/cells.js';
import type { Model, Relation } from '../../model/model.js';
import { absent, freshRow, type Input, requiredTies, verbsOf } from './inputs.js';
import { relationsFor, updateBy } from './nested-relations.js';
import { NESTED_UPDATE_ROUTES } from './nested-update-routes.js';
import type { Codes } from './rights.js';
import type { Attack, Route } from './route.js';
import { attempt, expectAlike, expectCodes, hasMutation, picks, type Write } from './writes.js';

/** A change of a row by what its input says of a relation. */
interface Nested {
  readonly name: string;
  isOffered(relation: Relation, fields: readonly string[]): boolean;
  input(relation: Relation, key: number, fields: readonly string[]): Input;
  codes(attack: Attack, relation: Relation, keys: readonly [number, number]): Codes;
}

const connect: Nested = {
  name: 'connect',
  isOffered: (_, fields) => fields.includes('connect'),
  input: (relation, key) => ({
    connect: relation.many ? [idOf(relation, key)] : idOf(relation, key),
  }),
  codes: ({ rights }, relation, [source, key]) =>
    rights.orCircle(rights.connect(relation, source, key), relation, [source, key]),
};

const takeOut: Nested = {
  name: 'disconnect',
  isOffered: ({ many }, fields) =>
    many && (fields.includes('disconnect') || fields.includes('delete')),
  input: (relation, key, fields) => ({
    [fields.includes('delete') ? 'delete' : 'disconnect']: [idOf(relation, key)],
  }),
  codes: ({ rights }, relation, [source, key]) => rights.takeOut(relation, source, key),
};

const set: Nested = {
  name: 'set',
  isOffered: (_, fields) => fields.includes('set'),
  input: (relation, key, fields) => ({
    set: [idOf(relation, key)],
    ...(fields.includes('deleteOthers') ? { deleteOthers: true } : {}),
  }),
  codes: ({ rights }, relation, [source, key]) =>
    rights.orCircle(rights.set(relation, source, key), relation, [source, key]),
};

function idOf({ target }: Relation, key: number): string {
  return rowId(target, key);
}

function routeOf(nested: Nested): Route {
  const offered = (model: Model, of: Pick<Attack, 'schema' | 'catalog'>): readonly Relation[] =>
    relationsFor(model, of.catalog).filter(
      (relation) =>
        hasMutation(of, `update${relation.source.name}`) &&
        nested.isOffered(relation, verbsOf(of.schema, relation, false)),
    );
  return {
    name: nested.name,
    isOpen: (model, of) => offered(model, of).length > 0,
    run: async (attack) => {
      for (const relation of offered(attack.model, attack)) {
        await tryRelation(attack, relation, nested);
      }
    },
  };
}

async function tryRelation(attack: Attack, relation: Relation, nested: Nested): Promise<void> {
  const { rights } = attack;
  const { source, target, name } = relation;
  const fields = verbsOf(attack.schema, relation, false);
  const write = (from: number, to: number): Write =>
    updateBy(relation, from, nested.input(relation, to, fields));
  const sources = picks(attack, source, 'update');
  const targets = picks(attack, target, 'update');
  const [anyTarget = targets.missing] = [...targets.allowed, ...targets.forbidden];
  // Of a row that may not be changed, nothing is learnt about others.
  for (const from of [...sources.hidden.slice(0, 1), ...sources.forbidden, sources.missing]) {
    for (const to of from === sources.missing
      ? [anyTarget]
      : [...targets.hidden, anyTarget].slice(0, 1)) {
      expectCodes(attack, await attempt(attack, write(from, to)), rights.update(source, from, []));
    }
  }
  for (const from of sources.allowed.slice(0, 1)) {
    const isSettable = rights.update(source, from, [name]).length === 0;
    const missing = await attempt(attack, write(from, targets.missing));
    expectCodes(attack, missing, isSettable ? ['NOT_FOUND'] : ['NOT_FOUND', 'FORBIDDEN']);
    for (const to of targets.hidden) {
      expectAlike(attack, await attempt(attack, write(from, to)), missing);
    }
    for (const to of [...targets.forbidden, ...targets.allowed]) {
      const codes = nested.codes(attack, relation, [from, to]);
      expectCodes(
        attack,
        await attempt(attack, write(from, to)),
        isSettable ? codes : ['FORBIDDEN', ...codes],
      );
    }
  }
}

const connectOrCreate: Route = {
  name: 'connectOrCreate',
  isOpen: (model, of) => offeredFor(model, of).length > 0,
  run: async (attack) => {
    for (const relation of offeredFor(attack.model, attack)) {
      await tryToFind(attack, relation);
    }
  },
};

function offeredFor(model: Model, of: Pick<Attack, 'schema' | 'catalog'>): readonly Relation[] {
  return relationsFor(model, of.catalog).filter(
    (relation) =>
      verbsOf(of.schema, relation, false).includes('connectOrCreate') &&
      requiredTies(relation.target).length === 0 &&
      uniqueColumns(relation.target).length > 0,
  );
}

/** A hidden row is not found by its unique fields either, nor one by a masked field. */
async function tryToFind(attack: Attack, relation: Relation): Promise<void> {
  const { view, rights } = attack;
  const { source, target, name } = relation;
  const [from = picks(attack, source, 'update').missing] = picks(attack, source, 'update').allowed;
  const create = freshRow(attack, target);
  for (const { column } of uniqueColumns(target)) {
    const write = (value: unknown): Write =>
      updateBy(relation, from, {
        connectOrCreate: [{ where: { [column.name]: value }, create }],
      });
    const missing = await attempt(attack, write(absent(attack, column)));
    const rows = view.store.all(target).filter((row) => (row[column.name] ?? null) !== null);
    const isFound = (row: (typeof rows)[number]): boolean =>
      view.isReadable(target, row) && view.isUnmasked(column, row);
    for (const row of rows.filter((each) => !isFound(each)).slice(0, 2)) {
      expectAlike(
        attack,
        await attempt(attack, write(writtenCell(column, row[column.name] ?? null))),
        missing,
      );
    }
    for (const row of rows.filter(isFound).slice(0, 1)) {
      const base = rights.update(source, from, [name]);
      expectCodes(
        attack,
        await attempt(attack, write(writtenCell(column, row[column.name] ?? null))),
        [...base, ...(base.includes('NOT_FOUND') ? [] : rights.connect(relation, from, row.id))],
      );
    }
  }
}

/** Ways to change a model through a relation. */
export const NESTED_ROUTES: readonly Route[] = [
  ...[connect, takeOut, set].map(routeOf),
  connectOrCreate,
  ...NESTED_UPDATE_ROUTES,
];
