import { idArguments } from '../oracle/lookup-arguments.js';
import { absentRow, rowId } from '../rows/row-keys.js';
import { writtenCell } from '../oracle/cells.js';
import type { Cell } from '../oracle/data-set.js';
import { stringKind } from '../../kinds/string.js';
import { type GraphQLField, isRequiredArgument } from 'graphql';
import type { Column, Model } from '../../model/model.js';
import { uniqueColumns, uniquesOf } from '../rows/catalog-facts.js';
import { isWriteInput } from '../../writing/document/prepare.js';
import { differenceOf } from '../reads/comparison.js';
import type { Where } from '../oracle/filter.js';
import { fresh, settable } from './inputs.js';
import { conflict } from './conflict-route.js';
import { create } from './create-routes.js';
import { upsert } from './upsert-route.js';
import { errors } from './error-route.js';
import { NESTED_ROUTES } from './nested-routes.js';
import { list, maskedColumns, NOTHING, whole } from './read-routes.js';
import type { Attack, Route } from './route.js';
import {
  attempt,
  expectCodes,
  hasMutation,
  idArgument,
  rowsToGuess,
  picks,
  rowSelection,
  tryOnEach,
  updateOf,
  type Write,
} from './writes.js';

const update: Route = {
  name: 'update',
  isOpen: (model, attack) => hasMutation(attack, `update${model.name}`),
  run: async (attack) => {
    const { model, schema, rights } = attack;
    const rows = picks(attack, model, 'update');
    for (const [at, column] of settable(schema, model).entries()) {
      const input = { [column.name]: fresh(attack, model, column.name) };
      const chosen =
        at === 0 ? rows : { ...rows, missing: null, allowed: rows.allowed.slice(0, 1) };
      await tryOnEach(attack, chosen, {
        write: (key) => updateOf(model, key, input),
        expected: (key) => rights.update(model, key, [column.name]),
      });
      for (const key of at === 0 ? rows.allowed : []) {
        await expectPayload(attack, key, column);
      }
    }
    await takeNames(attack, rows.forbidden[0] ?? rows.allowed[0]);
  },
};

/** The row in a payload is what its viewer sees of it. */
async function expectPayload(attack: Attack, key: number, column: Column): Promise<void> {
  const { model, oracle } = attack;
  const value = fresh(attack, model, column.name);
  const { payload, document, codes } = await attempt(
    attack,
    updateOf(model, key, { [column.name]: value }),
  );
  const row = payload?.[model.singular] as Readonly<Record<string, unknown>> | null | undefined;
  if (codes.length > 0 || row === null || row === undefined) {
    return;
  }
  const before = oracle.answer({
    kind: 'lookup',
    field: 'node',
    model: model.name,
    args: idArguments(rowId(model, key)),
    selection: whole(model),
  }) as Readonly<Record<string, unknown>> | null;
  const stored = attack.rights.row(model, key);
  const isUnmasked = stored !== undefined && attack.view.isUnmasked(column, stored);
  const changed = isUnmasked
    ? row[column.name]
    : stored && attack.view.shown(column, { ...stored, [column.name]: value as Cell });
  const expected = {
    ...before,
    [column.name]: changed,
    ...Object.fromEntries(
      ['version', 'updatedAt'].filter((name) => name in row).map((name) => [name, row[name]]),
    ),
  };
  const difference = differenceOf(row, expected);
  if (difference !== null) {
    attack.report(`payload ${difference}`, document);
  }
}

/** Only who may set a unique field learns that its value is taken, and nobody that another tenant has it. */
async function takeNames(attack: Attack, key: number | undefined): Promise<void> {
  const { model, rights, view } = attack;
  const changing = uniqueColumns(model).filter(({ column }) => column.input?.isNewOnly === false);
  for (const { column } of key === undefined ? [] : changing) {
    for (const row of rowsToGuess(attack, [column], key)) {
      const codes = rights.update(model, key ?? 0, [column.name]);
      const isTaken = codes.length === 0 && view.isOfTenant(model, row);
      const tried = await attempt(
        attack,
        updateOf(model, key ?? 0, { [column.name]: writtenCell(column, row[column.name] ?? null) }),
      );
      expectCodes(attack, tried, isTaken ? ['NOT_UNIQUE'] : codes);
    }
  }
}

const remove: Route = {
  name: 'delete',
  isOpen: (model, attack) => hasMutation(attack, `delete${model.name}`),
  run: (attack) =>
    tryOnEach(attack, picks(attack, attack.model, 'delete'), {
      write: (key) => ({
        field: `delete${attack.model.name}`,
        asks: [attack.model, 'delete'],
        args: { id: idArgument(attack.model, key) },
        selection: 'deletedId',
      }),
      expected: (key) => attack.rights.delete(attack.model, key),
    }),
};

/** A route to rows that were deleted. */
function ofDeleted(
  name: 'restore' | 'purge',
  write: (model: Model) => Pick<Write, 'asks' | 'selection'>,
): Route {
  return {
    name,
    isOpen: (model, attack) => hasMutation(attack, `${name}${model.name}`),
    run: async (attack) => {
      const { model, view, rights } = attack;
      const mark = model.deletedAt?.name ?? '';
      const rows = view.store.all(model);
      const dead = rows.filter((row) => row[mark] !== null).map(({ id: key }) => key);
      const isSeen = (key: number): boolean => rights[name](model, key)[0] !== 'NOT_FOUND';
      await tryOnEach(
        attack,
        {
          hidden: dead.filter((key) => !isSeen(key)),
          forbidden: rows
            .filter((row) => row[mark] === null)
            .slice(0, 1)
            .map(({ id: key }) => key),
          allowed: dead.filter(isSeen),
          missing: absentRow(model),
        },
        {
          write: (key) => ({
            field: `${name}${model.name}`,
            args: { id: idArgument(model, key) },
            ...write(model),
          }),
          expected: (key) => rights[name](model, key),
        },
      );
    },
  };
}

const restore = ofDeleted('restore', (model) => ({
  asks: [model, 'delete'],
  selection: `${model.singular} { ${rowSelection(model)} }`,
}));

const purge = ofDeleted('purge', (model) => ({ asks: [model, 'purge'], selection: 'deletedId' }));

const bulkUpdate: Route = {
  name: 'update where',
  isOpen: (model, attack) => hasMutation(attack, `update${upper(model.plural)}`),
  run: async (attack) => {
    const { model, schema, rights } = attack;
    const isUnique = ({ name }: Column): boolean =>
      uniquesOf(model).some((names) => names.includes(name));
    const columns = settable(schema, model);
    const column = columns.find((each) => !isUnique(each)) ?? columns[0];
    if (column === undefined) {
      return;
    }
    const input = { [column.name]: fresh(attack, model, column.name) };
    await tryWhere(attack, 'update', {
      field: `update${upper(model.plural)}`,
      args: { input: [`${model.name}UpdateInput!`, input] },
      codesOf: (key) => rights.update(model, key, [column.name]),
      also: isUnique(column) ? 'NOT_UNIQUE' : null,
    });
  },
};

const bulkDelete: Route = {
  name: 'delete where',
  isOpen: (model, attack) => hasMutation(attack, `delete${upper(model.plural)}`),
  run: (attack) =>
    tryWhere(attack, 'delete', {
      field: `delete${upper(attack.model.plural)}`,
      args: {},
      codesOf: (key) => attack.rights.delete(attack.model, key),
      also: null,
    }),
};

async function tryWhere(
  attack: Attack,
  operation: 'update' | 'delete',
  of: Pick<Write, 'field' | 'args'> & {
    codesOf(key: number): readonly string[];
    /** What several rows at once may come to as well. */
    readonly also: string | null;
  },
): Promise<void> {
  const { model, oracle, view } = attack;
  const { hidden, forbidden, allowed } = picks(attack, model, operation);
  const keyed = (keys: readonly number[]): Where => ({
    id: { in: keys.map((key) => idArgument(model, key)[1]) },
  });
  const masked = maskedColumns(model)
    .filter(({ kind }) => kind === stringKind)
    .flatMap((column) => {
      const row = view.store
        .all(model)
        .find((each) => !view.isUnmasked(column, each) && each[column.name] !== null);
      return row === undefined ? [] : [{ [column.name]: { eq: row[column.name] } }];
    });
  const filters = [
    keyed([...hidden, absentRow(model)]),
    keyed([...hidden, ...allowed.slice(0, 1)]),
    keyed([...allowed, ...forbidden]),
    ...masked,
  ];
  for (const where of filters) {
    const tried = await attempt(attack, {
      field: of.field,
      asks: [model, operation],
      args: { ...of.args, where: [`${model.name}Where!`, where] },
      selection: 'affectedCount',
    });
    const rows = oracle.rows(list(model, { where }, { nodes: NOTHING }));
    const codes = new Set(rows.flatMap(({ id: key }) => of.codesOf(key)));
    expectCodes(attack, tried, [
      ...codes,
      ...(of.also !== null && rows.length > 1 ? [of.also] : []),
    ]);
    if (tried.codes.length === 0 && tried.payload?.affectedCount !== rows.length) {
      attack.report(`affected ${String(tried.payload?.affectedCount)} rows`, tried.document);
    }
  }
}

/** Hand-written mutations of a row: `publishPost(id)`. */
const domain: Route = {
  name: 'domain',
  isOpen: (model, attack) => domainFields(attack, model).length > 0,
  run: async (attack) => {
    const { model, rights } = attack;
    const codesOf = (key: number): readonly string[] => rights.update(model, key, []);
    for (const { name: field, args } of domainFields(attack, model)) {
      await tryOnEach(attack, picks(attack, model, 'update'), {
        write: (key) => ({
          field,
          asks: [model, 'update'],
          args: { id: idArgument(model, key) },
        }),
        expected: codesOf,
      });
      if (args.some(({ name }) => name === 'expectedVersion')) {
        await tryOnEach(attack, picks(attack, model, 'update'), {
          write: (key) => ({
            field,
            asks: [model, 'update'],
            args: { id: idArgument(model, key), expectedVersion: ['Int', 1] },
          }),
          expected: (key) => (codesOf(key).length === 0 ? ['CONFLICT'] : codesOf(key)),
        });
      }
    }
  },
};

/** What can be called with no more than an id, and is not derived. */
function domainFields(
  { schema, leftOut }: Pick<Attack, 'schema' | 'leftOut'>,
  model: Model,
): readonly MutationField[] {
  return Object.values(schema.getMutationType()?.getFields() ?? {}).filter((field) => {
    const [id, ...others] = field.args.filter(isRequiredArgument);
    return (
      String(field.type) === `${model.name}Payload` &&
      !leftOut.includes(field.name) &&
      id?.name === 'id' &&
      others.length === 0 &&
      !isWriteInput(field, id)
    );
  });
}

type MutationField = GraphQLField<unknown, unknown>;

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Ways to change a model. */
export const WRITE_ROUTES: readonly Route[] = [
  create,
  update,
  remove,
  restore,
  purge,
  bulkUpdate,
  bulkDelete,
  upsert,
  conflict,
  ...NESTED_ROUTES,
  domain,
  errors,
];
