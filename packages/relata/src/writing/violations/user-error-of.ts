import {
  CheckConstraintViolationException,
  ForeignKeyConstraintViolationException,
  NotNullConstraintViolationException,
  UniqueConstraintViolationException,
} from '@mikro-orm/core';
import { rowOfHookError } from '../../model/hook-errors.js';
import type { Column, Model } from '../../model/model.js';
import { RuleError } from '../../errors.js';
import { type Fault, Faults, type InputPath } from '../user-error.js';
import { lookupKey } from '../input/lookup-key.js';
import type { Claimant } from '../checks/uniqueness.js';
import { isRefusedValue, misfits } from './postgresql.js';
import type { Reference, RowWrite } from '../input/write-plan.js';

/** `UNIQUE constraint failed: users.username_key` */
const SQLITE_COLUMN = /constraint failed: (\w+)\.(\w+)/;
/** `CHECK constraint failed: ` and the name of the constraint, or else its expression. */
const SQLITE_CHECK = /CHECK constraint failed: (.*)/s;
const SQL_TEXT = /'(?:[^']|'')*'/g;
const POSTGRES_KEY = /Key \((\w+)\)=\((.*)\)/s;
const POSTGRES_TARGET = /is not present in table "(\w+)"/;

/** What is known of the write whose statement failed. */
export interface Failed {
  /** Rows that were written. */
  readonly claimants: readonly Claimant[];
  /** Where the write as a whole stands. */
  readonly path: InputPath;
  /** Whether rows were taken away: one of them may be what another refers to. */
  readonly removes?: boolean;
  /** Where a row stands that the write has to do with; undefined where it does not say. */
  readonly placeOf?: (row: object) => InputPath | undefined;
}

/** What a driver says of the constraint that was broken; undefined where it says nothing. */
interface Broken {
  readonly table: string | undefined;
  /** Of which one may be the field, or end in it: `profiles_age_check`. */
  readonly names: readonly string[];
  /** Null where that is what is wrong. */
  readonly value: string | null | undefined;
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
 * The fault that an error of a write stands for: a rule of the model that its hooks or its methods
 * found broken, or a constraint of the database. Null for any other error.
 */
export function faultOfError(error: unknown, failed: Failed): Fault | null {
  if (error instanceof RuleError) {
    const row = rowOfHookError(error);
    const place = row === undefined ? undefined : failed.placeOf?.(row);
    return Faults.invalid(place ?? failed.path, error.message);
  }
  return faultOfViolation(error, failed);
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
    return Faults.invalid(found?.path ?? failed.path, VIOLATES);
  }
  if (error instanceof Error && isRestricted(error)) {
    return leftFault(failed);
  }
  return error instanceof Error && isRefusedValue(error)
    ? Faults.invalid(placeOfMisfit(error, failed) ?? failed.path, VIOLATES)
    : null;
}

const VIOLATES = 'violates a database constraint';
const STILL_USED = 'is still used by another row';

/** PostgreSQL 18 tells `on delete restrict` apart from other foreign keys. */
function isRestricted(error: Error): boolean {
  return 'code' in error && error.code === '23001';
}

/** The one value of a write that does not fit where the database says that one does not. */
function placeOfMisfit(error: Error, { claimants }: Failed): InputPath | undefined {
  const found = claimants.flatMap(({ write }) =>
    [...write.values].flatMap(([column, value]) =>
      misfits(error, column, value) ? [suspect(write, column).path] : [],
    ),
  );
  return found.length === 1 ? found[0] : undefined;
}

/**
 * Whether a write failed because another was faster: it made what an upsert or a `connectOrCreate`
 * found missing, or took away what it found. Begun again, the write finds what there is then.
 */
export function wasOvertaken(error: unknown, { claimants }: Failed): boolean {
  if (error instanceof UniqueConstraintViolationException) {
    const { table, names, value } = brokenBy(error);
    return claimants.some(({ write }) => {
      const column = columnOf(write.model, names);
      return (
        write.sought !== null &&
        write.model.table === table &&
        column !== undefined &&
        // Of other columns nobody would look for the value again.
        write.model.lookups.some((lookup) => lookup.column === column) &&
        String(suspect(write, column).value) === value
      );
    });
  }
  if (error instanceof ForeignKeyConstraintViolationException) {
    const { target, value } = brokenBy(error);
    const links = claimants.flatMap(({ write }) => write.links);
    const isNamed = links
      .flatMap(referencesOf)
      .some(({ model, key }) => model.table === target && String(key) === value);
    return (
      !isNamed &&
      links.some(
        ({ relation, connectOrCreate }) =>
          connectOrCreate.length > 0 && relation.target.table === target,
      )
    );
  }
  return false;
}

function brokenBy(error: Error): Broken {
  // PostgreSQL's fields, which MikroORM's exceptions carry on.
  const said = error as Partial<Record<'detail' | 'table' | 'column' | 'constraint', string>>;
  const [, table = said.table, sqliteField] = SQLITE_COLUMN.exec(error.message) ?? [];
  const [, check = ''] = SQLITE_CHECK.exec(error.message) ?? [];
  const [, keyField, value] = POSTGRES_KEY.exec(said.detail ?? '') ?? [];
  const name = sqliteField ?? keyField ?? said.column ?? said.constraint;
  return {
    table,
    names: name === undefined ? (check.replace(SQL_TEXT, '').match(/\w+/g) ?? []) : [name],
    value: error instanceof NotNullConstraintViolationException ? null : value,
    target: POSTGRES_TARGET.exec(said.detail ?? '')?.[1],
  };
}

/** What broke the constraint; where several rows may have, the place they have in common. */
function suspectOf(
  { table, names, value }: Broken,
  { claimants }: Failed,
): Pick<Suspect, 'name' | 'path'> | undefined {
  const suspects = claimants.flatMap(({ write }) => {
    const column = columnOf(write.model, names);
    return column !== undefined && (table ?? write.model.table) === write.model.table
      ? [suspect(write, column)]
      : [];
  });
  const isIt = (each: Suspect): boolean =>
    value === null ? each.value === null : String(each.value) === value;
  const said = suspects.filter((each) => each.value !== undefined);
  const known = value === undefined ? undefined : said.find(isIt);
  const [first, ...others] = said.length > 0 ? said : suspects;
  return known ?? (first && { name: first.name, path: others.reduce(sharedPath, first.path) });
}

function sharedPath(path: InputPath, { path: other }: Suspect): InputPath {
  const end = path.findIndex((step, index) => step !== other[index]);
  return end === -1 ? path : path.slice(0, end);
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

/** The one column the names are about, as clients see it: the name itself of a caseless key. */
function columnOf(model: Model, names: readonly string[]): Column | undefined {
  const start = `${model.table}_`;
  const fields = new Set(
    names.map((name) =>
      name.startsWith(start) ? name.slice(start.length).replace(/_check$/, '') : name,
    ),
  );
  const visible = new Map([...model.columns.values()].map((column) => [column, column]));
  for (const { key, column } of model.lookups) {
    visible.set(key, column);
  }
  const found = new Set(
    [...visible].flatMap(([{ field }, column]) => (fields.has(field) ? [column] : [])),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

function leftFault({ path, removes }: Failed): Fault {
  return Faults.invalid(path, removes === true ? STILL_USED : VIOLATES);
}

function missingFault({ target, value }: Broken, failed: Failed): Fault {
  const { claimants, path } = failed;
  if (claimants.length === 0) {
    // Nothing is known of what was written, but perhaps of what went.
    return leftFault(failed);
  }
  const references = claimants.flatMap(({ write }) => write.links.flatMap(referencesOf));
  const found = references.find(
    ({ model, key }) => model.table === target && String(key) === value,
  );
  const only = references.length === 1 && target === undefined ? references[0] : undefined;
  const gone = found ?? only;
  return gone === undefined
    ? {
        code: 'NOT_FOUND',
        message: 'a row it refers to is gone, or still refers to it',
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
