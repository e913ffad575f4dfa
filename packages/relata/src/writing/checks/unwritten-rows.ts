import { type AnyEntity, type EntityProperty, Reference, type Type } from '@mikro-orm/core';
import { sql } from 'kysely';
import { ALWAYS, and, type Condition, negate, NEVER, or } from '../../filter/condition.js';
import { type Column, type Model, type Relation, storedColumns } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { conjunction } from '../../reading/sql/condition.js';
import type { Sql } from '../../reading/sql/dialect.js';
import { boundKey } from '../../reading/sql/key.js';
import { allowedKeys } from '../rows/find-rows.js';
import type { Entity } from '../unit/unit.js';
import { keyIn, keyOf } from '../../model/entity-key.js';
import type { Ask, Demand } from './demands.js';
import { entityIn } from '../unit/entity-in.js';
import { type UnwrittenLinks, unwrittenRelated } from './unwritten-links.js';

/** Asks about rows that are to be created together and are not written: once for each of them. */
export function askingOfUnwritten(session: StatementRunner, unwritten: UnwrittenLinks): Ask {
  const rows = new UnwrittenRows(session, unwritten);
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
 * row that is in no table.
 */
class UnwrittenRows {
  readonly #session: StatementRunner;
  readonly #unwritten: UnwrittenLinks;
  readonly #models: ReadonlyMap<object, Model>;

  constructor(session: StatementRunner, unwritten: UnwrittenLinks) {
    const { created } = unwritten;
    this.#session = session;
    this.#unwritten = unwritten;
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
      case 'related':
        return await this.#related(condition, row);
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
    related: Extract<Condition, { readonly kind: 'related' }>,
    row: Entity,
  ): Promise<Condition> {
    const { relation, quantifier, condition } = related;
    const targets =
      unwrittenRelated(this.#unwritten, relation, row) ?? this.#newReferred(relation, row);
    if (targets === null) {
      return related;
    }
    if (relation.join.kind === 'tree') {
      return await this.#goingOn(related, targets);
    }
    let held = 0;
    for (const target of targets) {
      held += (await this.#holdsOf(relation.target, target, condition)) ? 1 : 0;
    }
    switch (quantifier) {
      case 'some':
        return held > 0 ? ALWAYS : NEVER;
      case 'none':
        return held === 0 ? ALWAYS : NEVER;
      case 'every':
        return held === targets.length ? ALWAYS : NEVER;
    }
  }

  /** A condition on all rows of a way through a tree, of which the next are known: what is beyond, each says itself. */
  async #goingOn(
    related: Extract<Condition, { readonly kind: 'related' }>,
    next: readonly Entity[],
  ): Promise<Condition> {
    const { relation, quantifier, condition } = related;
    for (const row of next) {
      const isHere = await this.#holdsOf(relation.target, row, condition);
      const isBeyond = await this.#holdsOf(relation.target, row, related);
      switch (quantifier) {
        case 'some':
          if (isHere || isBeyond) {
            return ALWAYS;
          }
          break;
        case 'none':
          if (isHere || !isBeyond) {
            return NEVER;
          }
          break;
        case 'every':
          if (!isHere || !isBeyond) {
            return NEVER;
          }
      }
    }
    return quantifier === 'some' ? NEVER : ALWAYS;
  }

  /** A new row that a row refers to; null for one that is written. */
  #newReferred({ join }: Relation, row: Entity): readonly Entity[] | null {
    const target = join.kind === 'sourceKey' ? entityIn(row[join.key.name]) : null;
    return target !== null && this.#models.has(target) ? [target] : null;
  }

  /** Whether a condition holds for a row, be it new or written. */
  async #holdsOf(model: Model, row: Entity, condition: Condition): Promise<boolean> {
    if (this.#models.has(row)) {
      return await this.holds(model, row, condition);
    }
    const key = keyOf(model, row);
    return (await allowedKeys(this.#session, { model, keys: [key] }, condition)).has(key);
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
