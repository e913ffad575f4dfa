import { uniqueColumns } from '../rows/catalog-facts.js';
import { rowId } from '../rows/row-keys.js';
import { writtenCell } from '../oracle/cells.js';
import type { StoredRow } from '../oracle/data-set.js';
import type { Column, Model, Relation } from '../../model/model.js';
import { absent, fresh, freshRow, type Input, requiredTies, settable, verbsOf } from './inputs.js';
import { relationsFor, updateBy } from './nested-relations.js';
import type { Codes } from './rights.js';
import type { Attack, Route } from './route.js';
import { attempt, expectAlike, expectCodes, hasMutation, picks } from './writes.js';

type Verb = 'update' | 'upsert';

/** A relation whose rows are attacked through it. */
interface Way {
  readonly relation: Relation;
  /** A column to change: to a value that no row has. */
  readonly column: Column;
}

function waysOf(model: Model, of: Pick<Attack, 'schema' | 'catalog'>, verb: Verb): readonly Way[] {
  return relationsFor(model, of.catalog).flatMap((relation) => {
    const { source, target } = relation;
    const [column] = settable(of.schema, target);
    const isOffered =
      hasMutation(of, `update${source.name}`) &&
      verbsOf(of.schema, relation, false).includes(verb) &&
      (verb === 'update' || requiredTies(target).length === 0);
    return isOffered && column !== undefined ? [{ relation, column }] : [];
  });
}

/** A row that may be updated, if there is one with something in the relation. */
function sourceOf({ view }: Attack, { relation }: Way): StoredRow | undefined {
  const rows = view.store
    .all(relation.source)
    .filter(
      (row) =>
        view.isReadable(relation.source, row) &&
        view.isWritable(relation.source, row, 'update') &&
        view.isSettable(relation.source, row, relation.name),
    );
  const sizeOf = (row: StoredRow): number => view.store.related(relation, row).length;
  return [...rows].sort((a, b) => sizeOf(b) - sizeOf(a))[0];
}

function changes(attack: Attack, { relation: { target }, column }: Way): Input {
  return { [column.name]: fresh(attack, target, column.name) };
}

/** One of each that the viewer sees or does not, and may change or not, of the relation and of none. */
function chosenOf({ view }: Attack, { relation }: Way, from: StoredRow): readonly StoredRow[] {
  const { target } = relation;
  const own = new Set(view.store.related(relation, from));
  const kindOf = (row: StoredRow): string =>
    [own.has(row), view.isReadable(target, row), view.isWritable(target, row, 'update')].join();
  const byKind = Map.groupBy(view.store.all(target), kindOf);
  return [...byKind.values()].flatMap((rows) => rows.slice(0, 1));
}

/** Rows of a relation change through it, and no others. */
const nestedUpdate: Route = {
  name: 'nested update',
  isOpen: (model, of) => waysOf(model, of, 'update').length > 0,
  run: async (attack) => {
    for (const way of waysOf(attack.model, attack, 'update')) {
      await (way.relation.many ? tryMany : tryOne)(attack, way);
    }
  },
};

async function tryMany(attack: Attack, way: Way): Promise<void> {
  const { rights, view } = attack;
  const { relation, column } = way;
  const { source, target } = relation;
  const input = changes(attack, way);
  const write = (from: number, to: number) =>
    updateBy(relation, from, { update: [{ id: rowId(target, to), input }] });
  const { hidden, forbidden, missing } = picks(attack, source, 'update');
  const [any = picks(attack, target, 'update').missing] = view.store
    .all(target)
    .map(({ id }) => id);
  for (const from of [...hidden.slice(0, 1), ...forbidden, missing]) {
    expectCodes(attack, await attempt(attack, write(from, any)), rights.update(source, from, []));
  }
  const from = sourceOf(attack, way);
  if (from === undefined) {
    return;
  }
  const none = await attempt(attack, write(from.id, picks(attack, target, 'update').missing));
  expectCodes(attack, none, ['NOT_FOUND']);
  const own = new Set(view.store.related(relation, from));
  for (const row of chosenOf(attack, way, from)) {
    const tried = await attempt(attack, write(from.id, row.id));
    if (own.has(row) && view.isReadable(target, row)) {
      expectCodes(attack, tried, rights.update(target, row.id, [column.name]));
    } else {
      expectAlike(attack, tried, none);
    }
  }
  const may = [...own].find((row) => rights.update(target, row.id, []).length === 0);
  for (const each of may === undefined ? [] : settable(attack.schema, target)) {
    const change = changes(attack, { relation, column: each });
    const update = [{ id: rowId(target, may?.id ?? 0), input: change }];
    expectCodes(
      attack,
      await attempt(attack, updateBy(relation, from.id, { update })),
      rights.update(target, may?.id ?? 0, [each.name]),
    );
  }
}

async function tryOne(attack: Attack, way: Way): Promise<void> {
  const { rights, view } = attack;
  const { relation, column } = way;
  const { source, target } = relation;
  const input = changes(attack, way);
  const codesOf = (row: StoredRow | undefined): Codes =>
    row === undefined ? ['NOT_FOUND'] : rights.update(target, row.id, [column.name]);
  const kindOf = (row: StoredRow): string =>
    [
      rights.update(source, row.id, [relation.name]),
      codesOf(view.store.related(relation, row)[0]),
    ].join(' / ');
  for (const rows of Map.groupBy(view.store.all(source), kindOf).values()) {
    for (const row of rows.slice(0, 1)) {
      const base = rights.update(source, row.id, []);
      const isSettable = rights.update(source, row.id, [relation.name]).length === 0;
      const codes = codesOf(view.store.related(relation, row)[0]);
      expectCodes(
        attack,
        await attempt(attack, updateBy(relation, row.id, { update: { input } })),
        base.length > 0 ? base : isSettable ? codes : ['FORBIDDEN', ...codes],
      );
    }
  }
}

/** An upsert finds rows of the relation that are seen, by what is seen of them. */
const nestedUpsert: Route = {
  name: 'nested upsert',
  isOpen: (model, of) => waysOf(model, of, 'upsert').some(({ relation }) => relation.many),
  run: async (attack) => {
    for (const way of waysOf(attack.model, attack, 'upsert')) {
      for (const { column } of way.relation.many ? uniqueColumns(way.relation.target) : []) {
        await tryToFind(attack, way, column);
      }
    }
  },
};

async function tryToFind(attack: Attack, way: Way, unique: Column): Promise<void> {
  const { view, rights } = attack;
  const { relation, column } = way;
  const { target } = relation;
  const { forbidden, missing } = picks(attack, relation.source, 'update');
  const from = sourceOf(attack, way) ?? { id: forbidden[0] ?? missing };
  const [create, update] = [freshRow(attack, target), changes(attack, way)];
  const write = (value: unknown) =>
    updateBy(relation, from.id, {
      upsert: [{ by: { [unique.name]: value }, create, update }],
    });
  const base = rights.update(relation.source, from.id, []);
  if (base.length > 0) {
    expectCodes(attack, await attempt(attack, write(absent(attack, unique))), base);
    return;
  }
  const none = await attempt(attack, write(absent(attack, unique)));
  const own = new Set(view.store.related(relation, from));
  for (const row of chosenOf(attack, way, from)) {
    const value = row[unique.name] ?? null;
    if (value !== null) {
      const tried = await attempt(attack, write(writtenCell(unique, value)));
      if (own.has(row) && view.isReadable(target, row) && view.isUnmasked(unique, row)) {
        expectCodes(attack, tried, rights.update(target, row.id, [column.name]));
      } else {
        expectAlike(attack, tried, none);
      }
    }
  }
}

/** Ways to change rows through those they hang on. */
export const NESTED_UPDATE_ROUTES: readonly Route[] = [nestedUpdate, nestedUpsert];
