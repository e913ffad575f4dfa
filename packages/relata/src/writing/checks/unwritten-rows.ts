import { type AnyEntity, type EntityProperty, Reference, type Type } from '@mikro-orm/core';
import { sql } from 'kysely';
import { and, type Condition, negate, or } from '../../filter/condition.js';
import { type Column, type Model, type Relation, storedColumns } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { conjunction } from '../../reading/sql/condition.js';
import type { Sql } from '../../reading/sql/dialect.js';
import { boundKey } from '../../reading/sql/key.js';
import type { Created, Entity } from '../unit/unit.js';
import { keyIn } from '../../model/entity-key.js';
import type { Ask, Demand } from './demands.js';

/** Asks about rows that are to be created together and are not written: once for each of them. */
export function askingOfUnwritten(session: StatementRunner, created: readonly Created[]): Ask {
  const rows = new UnwrittenRows(session, created);
  return async (model, demands, condition) => {
    const allowed = new Set<Demand>();
    for (const demand of demands) {
      if (demand.row !== undefined && (await rows.holds(model, demand.row, condition))) {
        allowed.add(demand);
      }
    }
    return allowed;
  };
}

/**
 * Rows as they are to be written, for conditions that only the database can tell: it is asked about a
 * row that is in no table. Of new rows that refer to one of them it knows nothing.
 */
class UnwrittenRows {
  readonly #session: StatementRunner;
  readonly #models: ReadonlyMap<object, Model>;

  constructor(session: StatementRunner, created: readonly Created[]) {
    this.#session = session;
    this.#models = new Map(created.map(({ entity, model }) => [entity, model]));
  }

  /** Whether a condition holds for a row. One statement. */
  async holds(model: Model, row: Entity, condition: Condition): Promise<boolean> {
    const scope = this.#session.scope();
    const alias = scope.alias();
    const known = await this.#withNewRows(condition, row);
    const columns = storedColumns(model);
    const fields = sql.join(
      columns.flatMap(({ parts }) => parts.map(({ field }) => sql.ref(field))),
    );
    const values = sql.join(columns.flatMap((column) => this.#values(column, row)));
    // The first half has no row; it says of which types the values are.
    const rows = await this.#session.run(sql`select 1 as held from (
      select ${fields} from ${sql.table(model.table)} where 1 = 0 union all select ${values}
    ) as ${sql.id(alias)} where ${conjunction(scope, alias, [known])}`);
    return rows.length > 0;
  }

  /** A condition in which what it says of other new rows is told. */
  async #withNewRows(condition: Condition, row: Entity): Promise<Condition> {
    switch (condition.kind) {
      case 'trusted':
        return { kind: 'trusted', condition: await this.#withNewRows(condition.condition, row) };
      case 'not':
        return negate(await this.#withNewRows(condition.condition, row));
      case 'and':
      case 'or': {
        const parts: Condition[] = [];
        for (const part of condition.conditions) {
          parts.push(await this.#withNewRows(part, row));
        }
        return condition.kind === 'and' ? and(...parts) : or(...parts);
      }
      case 'related': {
        const target = newRowOf(condition.relation, row);
        const model = target === null ? undefined : this.#models.get(target);
        return target === null || model === undefined
          ? condition
          : { kind: 'constant', value: await this.#related(condition, target, model) };
      }
      case 'constant':
      case 'compare':
      case 'in':
      case 'text':
      case 'isNull':
      case 'list':
      case 'own':
      case 'json':
      case 'count':
        return condition;
    }
  }

  async #related(
    { quantifier, condition }: Extract<Condition, { readonly kind: 'related' }>,
    target: Entity,
    model: Model,
  ): Promise<boolean> {
    const holds = await this.holds(model, target, condition);
    return quantifier === 'none' ? !holds : holds;
  }

  /** A value as the database has it. A key of a new row is none that anything could be compared with. */
  #values(column: Column, row: Entity): readonly Sql[] {
    const { parts, name, references } = column;
    const value = row[name] as object | null | undefined;
    if (references === null) {
      return [this.#value(column, value)];
    }
    const target: object | null =
      value === undefined || value === null ? null : Reference.unwrapReference(value);
    const key = target === null || this.#models.has(target) ? null : keyIn(column, target);
    return key === null
      ? parts.map(() => sql`null`)
      : boundKey(this.#session.engine.dialect, column, key);
  }

  #value({ model, name }: Column, value: unknown): Sql {
    const { em } = this.#session.context;
    const { properties } = em.getMetadata().get<AnyEntity>(model.target);
    const property = (properties as Readonly<Record<string, EntityProperty>>)[name];
    if (value === undefined) {
      return property?.defaultRaw === undefined ? sql`null` : sql.raw(property.defaultRaw);
    }
    if (value === null) {
      return sql`null`;
    }
    const type = property?.customType as Type<unknown> | undefined;
    const stored: unknown =
      type === undefined ? value : type.convertToDatabaseValue(value, em.getPlatform());
    return sql`${stored}`;
  }
}

/** The row that holds the other end of a to-one relation, where it is there as such. */
function newRowOf({ join }: Relation, row: Entity): Entity | null {
  const value: unknown = join.kind === 'sourceKey' ? row[join.key.name] : null;
  return typeof value === 'object' && value !== null
    ? (Reference.unwrapReference(value) as Entity)
    : null;
}
