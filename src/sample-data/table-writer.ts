import {
  type AnyEntity,
  type EntityClass,
  type EntityProperty,
  ReferenceKind,
} from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { type CompiledQuery, sql } from 'kysely';
import { runQuery } from 'relata';

// Large enough for the round trips not to matter, far from SQLite's most (32,766).
const VALUES_PER_STATEMENT = 4000;

type Compiled = CompiledQuery<{ readonly id: number }>;

/** Values of one row, in the order of the columns. */
type Values = readonly unknown[];

/** What a writer writes to. */
export interface TableTarget {
  readonly table: string;
  readonly columns: readonly string[];
  /** Whether the table has an `id` that is wanted back. */
  readonly isReturning: boolean;
}

/**
 * Inserts many rows into one table by few statements, in the transaction of the session: each
 * statement is built once and used again with other values.
 */
export class TableWriter {
  readonly #em: SqlEntityManager;
  readonly #target: TableTarget;
  readonly #statements = new Map<number, Compiled>();
  #written = 0;

  constructor(em: SqlEntityManager, target: TableTarget) {
    this.#em = em;
    this.#target = target;
  }

  /** How many rows were inserted so far. */
  get written(): number {
    return this.#written;
  }

  /** Most rows of one statement. */
  get batchSize(): number {
    return Math.floor(VALUES_PER_STATEMENT / this.#target.columns.length);
  }

  /** Inserts the rows and returns their ids in order; none if they were not asked for. */
  async insert(rows: readonly Values[]): Promise<readonly number[]> {
    const ids: number[] = [];
    for (let start = 0; start < rows.length; start += this.batchSize) {
      const batch = rows.slice(start, start + this.batchSize);
      const statement: Compiled = { ...this.#statementFor(batch.length), parameters: batch.flat() };
      const written = await runQuery({ em: this.#em }, { compile: () => statement });
      ids.push(...written.map(({ id }) => id));
      this.#written += batch.length;
    }
    return ids;
  }

  #statementFor(count: number): Compiled {
    const known = this.#statements.get(count);
    if (known !== undefined) {
      return known;
    }
    const { table, columns, isReturning } = this.#target;
    const row = sql`(${sql.join(columns.map(() => sql`${null}`))})`;
    const statement = sql<{ readonly id: number }>`insert into ${sql.table(table)}
      (${sql.join(columns.map((column) => sql.ref(column)))})
      values ${sql.join(Array.from({ length: count }, () => row))}
      ${isReturning ? sql`returning ${sql.ref('id')}` : sql``}`;
    const compiled = statement.compile(this.#em.getKysely());
    this.#statements.set(count, compiled);
    return compiled;
  }
}

/** A row by the names of its properties; to-one relations by the key of their target. */
type Row = Readonly<Record<string, unknown>>;

/**
 * Inserts many rows of a model, stored exactly as the ORM would: its types convert the values, its
 * `onCreate` hooks compute what the rows leave out, the database fills in the rest.
 */
export class ModelWriter<T extends object> {
  readonly #em: SqlEntityManager;
  readonly #properties: readonly EntityProperty[];
  readonly #writer: TableWriter;

  /** @param given - names of the properties that the rows have; the same for all of them */
  constructor(
    em: SqlEntityManager,
    model: EntityClass<AnyEntity>,
    given: readonly (string & keyof T)[],
  ) {
    const meta = em.getMetadata().get(model);
    const names: ReadonlySet<string> = new Set(given);
    this.#em = em;
    this.#properties = meta.props.filter(
      (property) =>
        isStored(property) && (names.has(property.name) || property.onCreate !== undefined),
    );
    const columns = this.#properties.map((property) => property.fieldNames[0] ?? property.name);
    this.#writer = new TableWriter(em, {
      table: meta.tableName,
      columns,
      isReturning: meta.primaryKeys[0] === 'id',
    });
  }

  /** How many rows were inserted so far. */
  get written(): number {
    return this.#writer.written;
  }

  /** Inserts the rows and returns their ids in order. */
  insert(rows: readonly T[]): Promise<readonly number[]> {
    return this.#writer.insert(rows.map((row) => this.#valuesOf(row as Row)));
  }

  #valuesOf(row: Row): Values {
    const platform = this.#em.getPlatform();
    return this.#properties.map((property) => {
      const given = row[property.name];
      const value: unknown = given === undefined ? property.onCreate?.(row, this.#em) : given;
      if (value === null || value === undefined || property.kind !== ReferenceKind.SCALAR) {
        return value ?? null;
      }
      return property.customType === undefined
        ? value
        : (property.customType.convertToDatabaseValue(value, platform) as unknown);
    });
  }
}

/** A writer of the link table of a many-to-many relation: rows are pairs (owner, target). */
export function linkWriter(
  em: SqlEntityManager,
  model: EntityClass<AnyEntity>,
  relation: string,
): TableWriter {
  const { relations } = em.getMetadata().get(model);
  const property = relations.find(({ name }) => name === relation);
  if (property?.kind !== ReferenceKind.MANY_TO_MANY) {
    throw new TypeError(`${model.name}.${relation} is no many-to-many relation`);
  }
  return new TableWriter(em, {
    table: property.pivotTable,
    columns: [...property.joinColumns, ...property.inverseJoinColumns],
    isReturning: false,
  });
}

function isStored(property: EntityProperty): boolean {
  if (property.kind === ReferenceKind.SCALAR) {
    return property.persist !== false && property.autoincrement !== true;
  }
  return (
    property.kind === ReferenceKind.MANY_TO_ONE ||
    (property.kind === ReferenceKind.ONE_TO_ONE && property.owner)
  );
}
