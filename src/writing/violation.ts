import {
  CheckConstraintViolationException,
  ForeignKeyConstraintViolationException,
  NotNullConstraintViolationException,
  UniqueConstraintViolationException,
} from '@mikro-orm/core';
import type { Column, Model } from '../catalog/model.js';
import { type Fault, Faults, type InputPath } from './fault.js';
import { lookupKey } from './parse-input.js';
import type { Claimant } from './uniqueness.js';
import type { Reference, RowWrite } from './write-plan.js';

/** `UNIQUE constraint failed: users.username_key`; of a CHECK it names the field alone. */
const SQLITE = /constraint failed: (?:(\w+)\.)?(\w+)/;
const POSTGRES_KEY = /Key \((\w+)\)=\((.*)\)/s;
const POSTGRES_TARGET = /is not present in table "(\w+)"/;

/** What is known of the write whose statement failed. */
export interface Failed {
  /** Rows that were written. */
  readonly claimants: readonly Claimant[];
  /** Where the write as a whole stands. */
  readonly path: InputPath;
}

/** What a driver says of the constraint that was broken; undefined where it says nothing. */
interface Broken {
  readonly table: string | undefined;
  readonly field: string | undefined;
  readonly value: string | undefined;
  /** The table that lacks a row that was referred to. */
  readonly target: string | undefined;
}

/** A value that may be what broke the constraint. */
interface Suspect {
  readonly name: string;
  readonly path: InputPath;
  /** As the database has it; undefined where the row came by it without its input. */
  readonly value: unknown;
}

/**
 * Turns a constraint the database found broken into the fault it would have been had it been found
 * before: the path of the field, and nothing of the SQL. Null for any other error.
 */
export function faultOfViolation(error: unknown, failed: Failed): Fault | null {
  if (error instanceof UniqueConstraintViolationException) {
    const found = suspectOf(brokenBy(error), failed);
    return Faults.taken(found?.path ?? failed.path, found?.name ?? 'value');
  }
  if (error instanceof ForeignKeyConstraintViolationException) {
    return missingFault(brokenBy(error), failed);
  }
  if (
    error instanceof CheckConstraintViolationException ||
    error instanceof NotNullConstraintViolationException
  ) {
    const found = suspectOf(brokenBy(error), failed);
    return Faults.invalid(found?.path ?? failed.path, 'breaks a rule of the database');
  }
  return null;
}

function brokenBy(error: Error): Broken {
  // PostgreSQL's fields, which MikroORM's exceptions carry on.
  const said = error as Partial<Record<'detail' | 'table' | 'column' | 'constraint', string>>;
  const [, table = said.table, sqliteField] = SQLITE.exec(error.message) ?? [];
  const [, keyField, value] = POSTGRES_KEY.exec(said.detail ?? '') ?? [];
  const checked = said.constraint?.slice((table ?? '').length + 1).replace(/_check$/, '');
  return {
    table,
    field: sqliteField ?? keyField ?? said.column ?? checked,
    value,
    target: POSTGRES_TARGET.exec(said.detail ?? '')?.[1],
  };
}

function suspectOf({ table, field, value }: Broken, { claimants }: Failed): Suspect | undefined {
  const suspects = claimants.flatMap(({ write }) => {
    const column = columnOf(write.model, field);
    return column !== undefined && (table ?? write.model.table) === write.model.table
      ? [suspect(write, column)]
      : [];
  });
  return (
    suspects.find((each) => value !== undefined && String(each.value) === value) ??
    suspects.find((each) => each.value !== undefined) ??
    suspects[0]
  );
}

function suspect(write: RowWrite, column: Column): Suspect {
  const lookup = write.model.lookups.find((each) => each.column === column);
  const said = write.values.get(column);
  const link = write.links.find(
    ({ relation: { join } }) => join.kind === 'sourceKey' && join.key === column,
  );
  const isKeyed = lookup !== undefined && said !== null && said !== undefined;
  const value = isKeyed ? lookupKey(lookup, said) : said;
  const name = column.input?.name ?? column.name;
  const isSaid = write.values.has(column) || link !== undefined;
  return {
    name,
    path: isSaid ? [...write.path, name] : write.path,
    value: link === undefined ? value : (link.connect[0]?.key ?? null),
  };
}

/** The column clients see: the name itself of a caseless key. */
function columnOf(model: Model, field: string | undefined): Column | undefined {
  return (
    model.lookups.find(({ key }) => key.field === field)?.column ??
    [...model.columns.values()].find((column) => column.field === field)
  );
}

function missingFault({ target, value }: Broken, { claimants, path }: Failed): Fault {
  const references = claimants.flatMap(({ write }) => write.links.flatMap(referencesOf));
  const found = references.find(
    ({ model, key }) => model.table === target && String(key) === value,
  );
  const only = references.length === 1 && target === undefined ? references[0] : undefined;
  const gone = found ?? only;
  return gone === undefined
    ? {
        code: 'NOT_FOUND',
        message: `${path.join('.')}: a row it refers to is gone, or still refers to it`,
        path,
      }
    : Faults.missing(gone.path, gone.model);
}

function referencesOf({
  relation,
  connect,
}: RowWrite['links'][number]): (Reference & { readonly model: Model })[] {
  return connect.map((reference) => ({ ...reference, model: relation.target }));
}
