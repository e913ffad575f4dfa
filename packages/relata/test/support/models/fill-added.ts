import { type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Catalog, Model } from '../../../src/model/model.js';
import type { Orm } from '../../../src/database/orm.js';
import { withSession } from '../../../src/request/session.js';
import type { Cell } from '../../../src/testing/oracle/data-set.js';
import { fitting } from '../../../src/testing/rows/fitting-values.js';

/**
 * Gives every model of a catalog that has no rows yet as many as asked for, each with the relations
 * it has: suites that hold for every model hold for those that are added to the application.
 */
export async function fillAdded(orm: Orm, catalog: Catalog, rows: number): Promise<void> {
  for (const model of catalog.values()) {
    await withSession({ orm }, async (em) => {
      if ((await em.count<object>(model.target, {}, { filters: false })) === 0) {
        await fill(em, model, rows);
      }
    });
  }
}

async function fill(em: SqlEntityManager, model: Model, rows: number): Promise<void> {
  const meta = em.getMetadata().get(model.target);
  const { props } = meta;
  const keys = new Map<string, readonly number[]>();
  // What refers to its own kind has no row to refer to yet.
  for (const relation of meta.relations.filter(
    (each) => isHeld(each) && each.targetMeta?.class !== meta.class,
  )) {
    const found = await em.find<{ id: number }>(relation.targetMeta?.class as never, {}, {
      orderBy: { id: 'asc' },
      limit: rows,
      filters: false,
    } as never);
    keys.set(
      relation.name,
      found.map(({ id }) => id),
    );
  }
  for (let number = 1; number <= rows; number += 1) {
    const links = [...keys].flatMap(([name, ids]) => {
      const many = props.find((prop) => prop.name === name)?.kind === ReferenceKind.MANY_TO_MANY;
      const id = ids[(number - 1) % Math.max(ids.length, 1)];
      return id === undefined ? [] : [[name, many ? [id] : id]];
    });
    const values = props
      .filter(isRequired)
      .map((prop) => [
        prop.name,
        fitting(model.columns.get(prop.name), valueOf(prop, number) as Cell),
      ]);
    em.create(model.target as never, Object.fromEntries([...values, ...links]) as never);
  }
  await em.flush();
}

/** To-one relations whose key is here, and many-to-many relations from their owner. */
function isHeld({ kind, owner }: EntityProperty): boolean {
  return kind === ReferenceKind.MANY_TO_ONE || owner;
}

function isRequired(prop: EntityProperty): boolean {
  const isFilled =
    prop.primary === true ||
    prop.nullable === true ||
    prop.default !== undefined ||
    prop.defaultRaw !== undefined ||
    prop.onCreate !== undefined;
  return prop.kind === ReferenceKind.SCALAR && prop.persist !== false && !isFilled;
}

function valueOf({ runtimeType, items, name, unique }: EntityProperty, number: number): unknown {
  if (items !== undefined) {
    return items[0];
  }
  switch (runtimeType) {
    case 'number':
      return unique === undefined || unique === false ? 1 : number;
    case 'boolean':
      return true;
    case 'Date':
      return new Date(Date.UTC(2026, 0, number));
    case 'string[]':
      return [];
    case 'Buffer':
      return Buffer.from([number % 256]);
    case 'object':
    case 'any':
      return {};
    default:
      return `${name} ${String(number)}`;
  }
}
