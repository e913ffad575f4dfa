import { lookupArgument, lookupInput } from '../oracle/lookup-arguments.js';
import { inputCell, rowId } from '../rows/row-keys.js';
import type { Model } from '../../model/model.js';
import type { Cell } from '../oracle/data-set.js';
import {
  fieldOf,
  type LinkChange,
  type RowChange,
  type RowUpdate,
  type WriteOperation,
} from './operation.js';

/** A document as it is sent. */
export interface WriteDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const ERRORS = 'errors { code path message }';
type Input = Readonly<Record<string, unknown>>;
type Args = Readonly<Record<string, readonly [type: string, value: unknown]>>;

/** Writes operations down; root fields are named f0, f1 and so on. */
export function writeDocument(
  operations: readonly WriteOperation[],
  isIndependent: boolean,
): WriteDocument {
  const variables: Record<string, unknown> = {};
  const types: string[] = [];
  const fields = operations.map((operation, at) => {
    const args = Object.entries(argumentsOf(operation)).map(([name, [type, value]]) => {
      const own = `${name}${String(at)}`;
      types.push(`$${own}: ${type}`);
      variables[own] = value;
      return `${name}: $${own}`;
    });
    const field = fieldOf(operation.kind, operation.model);
    return `f${String(at)}: ${field}(${args.join(', ')}) { ${ERRORS} }`;
  });
  const directive = isIndependent ? ' @independent' : '';
  return {
    query: `mutation (${types.join(', ')})${directive} { ${fields.join('\n')} }`,
    variables,
  };
}

function argumentsOf(operation: WriteOperation): Args {
  const { model } = operation;
  const { name } = model;
  const version = (value: number | null): Args =>
    value === null ? {} : { expectedVersion: ['Int', value] };
  const some = (keys: readonly number[], atMost: number): Args => ({
    where: [`${name}Where!`, { id: { in: keys.map((key) => rowId(model, key)) } }],
    atMost: ['Int', atMost],
  });
  switch (operation.kind) {
    case 'create':
      return { input: [`${name}CreateInput!`, inputOf(model, operation.change)] };
    case 'createMany':
      return {
        inputs: [
          `[${name}CreateInput!]!`,
          operation.changes.map((change) => inputOf(model, change)),
        ],
      };
    case 'update':
      return {
        id: ['ID!', rowId(model, operation.key)],
        input: [`${name}UpdateInput!`, inputOf(model, operation.change)],
        ...version(operation.expectedVersion),
        ...baseArguments(model, operation),
      };
    case 'updateEach':
      return {
        updates: [
          `[${name}UpdateByIdInput!]`,
          operation.updates.map((update) => namedUpdate(model, update)),
        ],
      };
    case 'updateMany':
      return {
        ...some(operation.keys, operation.atMost),
        input: [`${name}UpdateInput!`, inputOf(model, operation.change)],
      };
    case 'upsert': {
      const { lookup, by } = operation;
      const values = Object.fromEntries(
        by.map(([{ column }, cell]) => [column.name, lookupArgument(column, cell).value]),
      );
      return {
        by: [`${name}Unique!`, lookupInput(lookup, values)],
        create: [`${name}CreateInput!`, inputOf(model, operation.create)],
        update: [`${name}UpdateInput!`, inputOf(model, operation.update)],
      };
    }
    case 'delete':
      return { id: ['ID!', rowId(model, operation.key)], ...version(operation.expectedVersion) };
    case 'deleteMany':
      return some(operation.keys, operation.atMost);
    case 'restore':
    case 'purge':
      return { id: ['ID!', rowId(model, operation.key)] };
  }
}

function inputOf(model: Model, { cells, ties, links, creates, updates }: RowChange): Input {
  const targetOf = (name: string): Model => model.relations.get(name)?.target ?? model;
  return {
    ...Object.fromEntries(
      Object.entries(cells).map(([name, cell]) => [name, said(model, name, cell)]),
    ),
    ...Object.fromEntries(
      Object.entries(ties).map(([name, key]) => [
        name,
        key === null ? { disconnect: true } : { connect: rowId(targetOf(name), key) },
      ]),
    ),
    ...Object.fromEntries(
      [...new Set([links, creates, updates].flatMap((part) => Object.keys(part)))].map((name) => [
        name,
        {
          ...linkInput(targetOf(name), links[name]),
          ...createInput(model, name, creates[name]),
          ...updatesInput(model, name, updates[name]),
        },
      ]),
    ),
  };
}

function linkInput(target: Model, link: LinkChange | undefined): Input {
  return link === undefined ? {} : { [link.verb]: link.keys.map((key) => rowId(target, key)) };
}

function createInput(model: Model, name: string, rows: readonly RowChange[] = []): Input {
  const relation = model.relations.get(name);
  const [first, ...others] = rows.map((row) => inputOf(relation?.target ?? model, row));
  return first === undefined
    ? {}
    : { create: relation?.many === true ? [first, ...others] : first };
}

function updatesInput(model: Model, name: string, updates: readonly RowUpdate[] = []): Input {
  const relation = model.relations.get(name);
  const target = relation?.target ?? model;
  const [only] = updates;
  if (only === undefined) {
    return {};
  }
  const named = updates.map((update) => namedUpdate(target, update));
  return { update: relation?.many === true ? named : updateInput(target, only) };
}

function namedUpdate(model: Model, update: RowUpdate): Input {
  return { id: rowId(model, update.key), ...updateInput(model, update) };
}

function updateInput(model: Model, { change, expectedVersion, base }: RowUpdate): Input {
  return {
    input: inputOf(model, change),
    ...(expectedVersion === null ? {} : { expectedVersion }),
    ...(base === null ? {} : { onConflict: 'MERGE', base: baseOf(model, base) }),
  };
}

function baseArguments(model: Model, { base }: RowUpdate): Args {
  return base === null
    ? {}
    : {
        onConflict: ['OnConflict', 'MERGE'],
        base: [`${model.name}BaseInput`, baseOf(model, base)],
      };
}

function baseOf(model: Model, base: NonNullable<RowUpdate['base']>): Input {
  return Object.fromEntries(
    Object.entries(base).map(([name, cell]) => [name, said(model, name, cell)]),
  );
}

/** A secret has a column of another name; what is said of it is a text. */
function said(model: Model, name: string, cell: Cell): unknown {
  const column = model.columns.get(name);
  return column === undefined ? cell : inputCell(column, cell);
}
