import type {
  Configuration,
  EntityMetadata,
  NativeInsertUpdateManyOptions,
  QueryResult,
} from '@mikro-orm/core';
import { type Kysely, sql } from 'kysely';
import type { AbstractSqlDriver } from '@mikro-orm/sql';
import { BoundedCache } from '../../cache/bounded-cache.js';
import { getOrMake } from '../../cache/get-or-make.js';
import { preparedQuery } from './prepared-parameters.js';
import type { InsertArguments, Inserts } from '../inserts.js';
import { type PreparedStatement, preparedStatement } from '../statements/prepared-statement.js';
import { type StatementLog, statementLogOf } from '../statements/statement-log.js';

/** Most statements that are kept of one model: one for each choice of columns rows come with. */
const CHOICES = 32;

/** A row as the ORM hands it to its driver: by property, as the database takes its values. */
type Row = Readonly<Record<string, unknown>>;

/** What the ORM is told of an insert. */
interface Inserted {
  readonly affectedRows: number;
  readonly insertId: number | undefined;
  readonly row: Row;
  readonly rows: readonly Row[];
}

/** What the ORM did to insert a row. */
interface Sent {
  /** With `?` where values go. */
  readonly text: string;
  readonly values: readonly unknown[];
  /** The row it was given back. */
  readonly returned: unknown;
}

/** A statement that inserts one row and gives back its key. */
interface PreparedInsert extends PreparedStatement {
  /** Column of the key. */
  readonly key: string;
}

/**
 * Inserts of single rows by prepared statements, within transactions. The ORM puts each together
 * anew and writes the values into it, letter by letter; here it does so once for each choice of
 * columns, and its text is kept.
 */
export class PreparedInserts implements Inserts {
  readonly #driver: Pick<AbstractSqlDriver, 'convertException'>;
  readonly #log: StatementLog | undefined;
  readonly #kept = new WeakMap<EntityMetadata, BoundedCache<string, PreparedInsert | null>>();

  constructor(driver: Pick<AbstractSqlDriver, 'convertException'>, config: Configuration) {
    this.#driver = driver;
    this.#log = statementLogOf({ config });
  }

  async insert<T extends object>(
    meta: EntityMetadata<T>,
    given: InsertArguments<T>,
    insertByOrm: (...given: InsertArguments<T>) => Promise<QueryResult<T>>,
  ): Promise<QueryResult<T>> {
    const [entity, rows, options = {}, transform] = given;
    const [row] = rows;
    const isSimple = row !== undefined && rows.length === 1 && transform === undefined;
    if (!isSimple || !isOfUnit(options) || !hasPlainValues(meta, row)) {
      return await insertByOrm(...given);
    }
    const ofModel = getOrMake(this.#kept, meta, () => new BoundedCache(CHOICES));
    const choice = `${options.schema ?? ''}:${Object.keys(row).join()}`;
    const known = ofModel.get(choice);
    const transaction = options.ctx as Kysely<unknown>;
    if (known != null) {
      const result = await this.#run(known, Object.values(row), transaction);
      return result as unknown as QueryResult<T>;
    }
    let text = '';
    const result = await insertByOrm(entity, rows, options, (sent) => (text = sent));
    if (known === undefined) {
      const values = isSentAsIs(meta, row) ? Object.values(row) : null;
      ofModel.set(choice, values && prepared({ text, values, returned: result.row }, transaction));
    }
    return result;
  }

  async #run(
    insert: PreparedInsert,
    values: readonly unknown[],
    transaction: Pick<Kysely<unknown>, 'executeQuery'>,
  ): Promise<Inserted> {
    const { key } = insert;
    const report = this.#log?.begin(insert.sql, values);
    let count: number | undefined;
    try {
      const { rows } = await transaction.executeQuery<Row>(preparedQuery(insert, values));
      count = rows.length;
      const inserted = rows.map((row) => ({ [key]: Number(Object.values(row)[0]) }));
      const [first = {}] = inserted;
      // No key, where a trigger has kept the row out: then the ORM has none, either.
      return { affectedRows: count, insertId: first[key], row: first, rows: inserted };
    } catch (error) {
      throw this.#driver.convertException(error as Error);
    } finally {
      report?.(count);
    }
  }
}

/** @returns null where the text says more than the values, or gives back more than the key */
function prepared(
  { text, values, returned }: Sent,
  transaction: Kysely<unknown>,
): PreparedInsert | null {
  const parts = text.split('?');
  const [[key, value] = [], ...others] = Object.entries(returned ?? {});
  const isRecognized = parts.length === values.length + 1;
  if (!isRecognized || key === undefined || typeof value !== 'number' || others.length > 0) {
    return null;
  }
  // A tagged template: Kysely puts the placeholders of the database between its parts.
  const template = sql(parts as unknown as TemplateStringsArray, ...values);
  return { ...preparedStatement(template.compile(transaction).sql), key };
}

/** Whether it comes from a unit of work, whose transaction knows what ends its statements. */
function isOfUnit({
  ctx,
  convertCustomTypes,
  signal,
}: Pick<NativeInsertUpdateManyOptions<object>, 'ctx' | 'convertCustomTypes' | 'signal'>): boolean {
  return ctx !== undefined && convertCustomTypes === false && signal == null;
}

/** Whether the text has no more to say of a column where there is a value than where there is null. */
function isSentAsIs({ properties }: EntityMetadata, row: Row): boolean {
  return Object.keys(row).every(
    (name) => properties[name]?.customType?.convertToDatabaseValueSQL === undefined,
  );
}

/** Whether the ORM would send the values of a row as they are. */
function hasPlainValues({ properties }: EntityMetadata, row: Row): boolean {
  for (const name in row) {
    const value = row[name];
    const isMissing = value === null && properties[name]?.nullable !== true;
    if (isMissing || (typeof value === 'object' && value !== null && !(value instanceof Date))) {
      return false;
    }
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') {
      return false;
    }
  }
  return true;
}
