import { sql } from 'kysely';
import type { Key } from '../../kinds/kind.js';
import type { Model } from '../../model/model.js';
import type { LookupPlan, NodesPlan, ReferencePlan, RowPlan } from '../plan/read-plan.js';
import { conjunction } from '../sql/condition.js';
import { PARENT } from '../sql/dialect.js';
import { readKey, selectedKey, storedKey } from '../sql/key.js';
import { parentKey } from '../sql/link.js';
import { lookupTests } from '../sql/lookup.js';
import { decodeRow, type Row, type RowValues, selectRow } from './row.js';
import type { StatementRunner } from './statement-runner.js';

/** Reads rows of a model by their keys; what the viewer may not read is absent. One statement. */
export async function readByKeys(
  runner: StatementRunner,
  plan: RowPlan,
  keys: readonly Key[],
): Promise<ReadonlyMap<Key, RowValues>> {
  const found = new Map<Key, RowValues>();
  const { model } = plan;
  const scope = runner.scope();
  const alias = scope.alias();
  const rows = await runner.run(sql`select ${selectRow(scope, { model, needs: plan }, alias)}
    from ${sql.table(model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [
      scope.dialect.isOneOf(model.id, storedKey(model.id, alias), keys),
      scope.readable(model),
    ])}`);
  for (const raw of rows) {
    const values = decodeRow(plan, raw);
    found.set(values[model.id.name] as Key, values);
  }
  return found;
}

/**
 * Reads the rows that a to-one relation leads to, for many parents, in one statement.
 * @param keys - what the parents have in the column it starts from
 */
export async function readReferences(
  runner: StatementRunner,
  plan: ReferencePlan,
  keys: readonly Key[],
): Promise<ReadonlyMap<Key, RowValues>> {
  const { relation, start, row } = plan;
  const scope = runner.scope();
  const alias = scope.alias();
  const parent = parentKey(relation, { target: alias, link: '' });
  const rows =
    await runner.run(sql`select ${selectedKey(scope.dialect, start, parent)} as ${sql.id(PARENT)},
    ${selectRow(scope, { model: row.model, needs: row }, alias)}
    from ${sql.table(row.model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [
      scope.dialect.isOneOf(start, parent, keys),
      scope.readable(row.model),
    ])}`);
  return new Map(rows.map((raw) => [readKey(start, raw[PARENT]), decodeRow(row, raw)]));
}

/** Reads the row that a lookup finds, or null. */
export async function readLookup(
  runner: StatementRunner,
  plan: LookupPlan,
): Promise<RowValues | null> {
  const { lookup, values, row } = plan;
  const { model } = row;
  const scope = runner.scope();
  const alias = scope.alias();
  const [raw] =
    await runner.run(sql`select ${selectRow(scope, { model: row.model, needs: row }, alias)}
    from ${sql.table(model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, lookupTests(scope, lookup, { values, alias }))}`);
  return raw === undefined ? null : decodeRow(row, raw);
}

/** Reads rows by their global ids, in that order; one statement a model. */
export async function readNodes(
  runner: StatementRunner,
  plan: NodesPlan,
): Promise<readonly (Row | null)[]> {
  const found = new Map<Model, ReadonlyMap<Key, RowValues>>();
  await Promise.all(
    [...plan.rows].map(async ([model, row]) => {
      const keys = plan.ids.filter((id) => id.model === model).map((id) => id.key);
      found.set(model, await readByKeys(runner, row, keys));
    }),
  );
  return plan.ids.map(({ model, key }) => {
    const row = plan.rows.get(model);
    const values = found.get(model)?.get(key);
    return row === undefined || values === undefined ? null : { values, plan: row };
  });
}
