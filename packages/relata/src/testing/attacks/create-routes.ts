import { writtenCell } from '../oracle/cells.js';
import type { Column, Model, Relation } from '../../model/model.js';
import type { StoredRow } from '../oracle/data-set.js';
import { freshCell } from '../rows/marked-rows.js';
import { absentRow } from '../rows/row-keys.js';
import { tenantCells } from '../tenants.js';
import { isUniqueKey, uniqueColumns } from '../rows/catalog-facts.js';
import { freshRow, type Input, requiredTies } from './inputs.js';
import { maskedColumns } from './read-routes.js';
import type { Attack, Route } from './route.js';
import {
  attempt,
  expectAlike,
  expectCodes,
  hasMutation,
  idArgument,
  rowsToGuess,
  picks,
  rowSelection,
  type Tried,
  type Write,
} from './writes.js';

/** New rows: tied to hidden ones, under names that are taken. */
export const create: Route = {
  name: 'create',
  isOpen: (model, attack) => hasMutation(attack, `create${model.name}`),
  run: async (attack) => {
    const { model } = attack;
    const plain = freshRow(attack, model);
    const ties = tiesOf(attack);
    const honest = await tryCreate(attack, { ...plain, ...ties.input }, ties.keys);
    for (const { column } of uniqueColumns(model)) {
      for (const row of rowsToGuess(attack, [column])) {
        const value = writtenCell(column, row[column.name] ?? null);
        const tried = await attempt(
          attack,
          createOf(model, { ...plain, ...ties.input, [column.name]: value }),
        );
        const isTaken = attack.view.isOfTenant(model, row) && honest.codes.length === 0;
        expectCodes(attack, tried, isTaken ? ['NOT_UNIQUE'] : honest.codes);
      }
    }
    for (const relation of requiredTies(model)) {
      await tieToEach(attack, relation, { plain, ties });
    }
  },
};

function createOf(model: Model, input: Input): Write {
  return {
    field: `create${model.name}`,
    asks: [model, 'create'],
    args: { input: [`${model.name}CreateInput!`, input] },
    selection: `${model.singular} { ${rowSelection(model)} }`,
  };
}

/** What ties a new row to others. */
export interface Ties {
  readonly input: Input;
  readonly keys: Readonly<Record<string, number>>;
}

/** Rows that a new one may be tied to, as far as there are some: if possible, such that it may be made. */
export function tiesOf(attack: Attack): Ties {
  const { model, view } = attack;
  const ties = requiredTies(model);
  let tied: readonly Ties['keys'][] = [{}];
  for (const { name, target, join } of ties) {
    const free = view.store
      .all(target)
      .filter((row) => view.isReadable(target, row))
      .filter(
        ({ id: key }) => join.kind !== 'sourceKey' || !isHeld(view.store.all(model), join.key, key),
      );
    const keys = free.length === 0 ? [absentRow(target)] : free.map(({ id }) => id).reverse();
    tied = tied.flatMap((others) => keys.map((key) => ({ ...others, [name]: key })));
  }
  const [first = {}] = tied;
  const isAllowed = (keys: Ties['keys']): boolean => mayCreate(attack, newRow(attack, keys));
  const keys = tied.find(isAllowed) ?? first;
  return {
    keys,
    input: Object.fromEntries(
      ties.map(({ name, target }) => [
        name,
        { connect: idArgument(target, keys[name] ?? absentRow(target))[1] },
      ]),
    ),
  };
}

function isHeld(rows: readonly StoredRow[], column: Column, key: number): boolean {
  return isUniqueKey(column) && rows.some((row) => row[column.name] === key);
}

async function tryCreate(
  attack: Attack,
  input: Input,
  ties: Readonly<Record<string, number>>,
): Promise<Tried> {
  const { model, view } = attack;
  const row = newRow(attack, ties);
  const tried = await attempt(attack, createOf(model, input));
  // Where none may be tied, it was tied to none.
  const isTied = requiredTies(model).every(({ name, target }) => ties[name] !== absentRow(target));
  const codes = mayCreate(attack, row) ? [] : ['FORBIDDEN'];
  expectCodes(attack, tried, isTied ? codes : [...codes, 'NOT_FOUND']);
  const made = tried.payload?.[model.singular] as Readonly<Record<string, unknown>> | null;
  for (const column of maskedColumns(model)) {
    if (
      made?.[column.name] !== undefined &&
      !view.isUnmasked(column, row) &&
      made[column.name] !== null
    ) {
      attack.report(`the payload of a new row shows ${column.name}`, tried.document);
    }
  }
  return tried;
}

/** Whether the viewer may create a row, and set what its input sets. */
function mayCreate(attack: Attack, row: StoredRow): boolean {
  const { model, view } = attack;
  const fields = [
    ...Object.keys(freshRow(attack, model)),
    ...requiredTies(model).map(({ name }) => name),
  ];
  return (
    view.isWritable(model, row, 'create') &&
    fields.every((field) => view.isSettable(model, row, field))
  );
}

/** A row as it is once created. */
function newRow(attack: Attack, ties: Readonly<Record<string, number>>): StoredRow {
  const { model, attacker, catalog, hooks } = attack;
  const said = Object.keys(freshRow(attack, model)).flatMap((name) => {
    const column = model.columns.get(name);
    return column === undefined ? [] : [[name, freshCell(catalog, column, hooks)] as const];
  });
  const own = [...model.relations.values()].filter(({ isSetByViewer }) => isSetByViewer);
  return {
    ...Object.fromEntries([...model.columns.keys()].map((name) => [name, null])),
    ...Object.fromEntries(said),
    ...Object.fromEntries(own.map(({ name }) => [name, attacker.viewer.userId])),
    ...tenantCells(model, attacker.viewer),
    ...ties,
    id: absentRow(model),
  };
}

/** A row that is tied to a hidden one fares as one tied to none at all. */
async function tieToEach(
  attack: Attack,
  relation: Relation,
  { plain, ties }: { readonly plain: Input; readonly ties: Ties },
): Promise<void> {
  const { model, view } = attack;
  const { target, name, join } = relation;
  const { hidden, allowed, forbidden } = picks(attack, target, 'update');
  const write = (key: number): Write =>
    createOf(model, {
      ...plain,
      ...ties.input,
      [name]: { connect: idArgument(target, key)[1] },
    });
  const missing = await attempt(attack, write(absentRow(target)));
  expectCodes(attack, missing, ['NOT_FOUND', 'FORBIDDEN']);
  for (const key of hidden) {
    expectAlike(attack, await attempt(attack, write(key)), missing);
  }
  for (const key of [...allowed, ...forbidden]) {
    const isAllowed = mayCreate(attack, newRow(attack, { ...ties.keys, [name]: key }));
    const isTaken = join.kind === 'sourceKey' && isHeld(view.store.all(model), join.key, key);
    const codes = [...(isAllowed ? [] : ['FORBIDDEN']), ...(isTaken ? ['NOT_UNIQUE'] : [])];
    expectCodes(attack, await attempt(attack, write(key)), codes);
  }
}
