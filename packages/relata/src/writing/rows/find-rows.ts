import { sql } from 'kysely';
import { ALWAYS, and, type Condition } from '../../filter/condition.js';
import type { Operand } from '../../kinds/kind.js';
import type { Column, Lookup, Model } from '../../model/model.js';
import type { Deleted } from '../../access/policies.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { decodeValue } from '../../reading/reader/row.js';
import { storedColumn } from '../../reading/sql/column.js';
import { conditionSql, conjunction } from '../../reading/sql/condition.js';
import type { SqlTest } from '../../reading/sql/dialect.js';
import { mentionOf } from '../input/lookup-key.js';

/** What a write needs to know of a row before it touches it. */
export interface FoundRow {
  readonly key: number;
  /** Whether the policy that was asked about allows it. */
  readonly isAllowed: boolean;
}

/** Which rows to find. */
export interface FindRows {
  readonly model: Model;
  readonly where: Condition | { readonly keys: readonly number[] };
  /** What must hold for a row to be allowed; all are when it is left out. */
  readonly allowed?: Condition;
  readonly deleted?: Deleted;
  readonly limit?: number;
  /** Whether the rows are to be locked until the end of the transaction. */
  readonly isLocking: boolean;
}

/** Finds the rows the viewer sees, and says of each whether it is allowed. One statement. */
export async function findRows(
  session: StatementRunner,
  find: FindRows,
): Promise<readonly FoundRow[]> {
  const { model, where, allowed = ALWAYS, deleted, limit, isLocking } = find;
  const scope = session.scope();
  const alias = scope.alias();
  const id = storedColumn(model.id, alias);
  const chosen: Condition | SqlTest =
    'keys' in where ? scope.dialect.isOneOf(id, where.keys) : where;
  const limited = limit === undefined ? sql`` : sql` limit ${limit}`;
  const rows = await session.run(sql`select ${id} as id,
    case when ${conditionSql(scope, allowed, alias)} then 1 else 0 end as allowed
    from ${sql.table(model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [chosen, scope.readable(model, deleted)])}
    order by ${id}${limited}${isLocking ? scope.dialect.lock(alias) : sql``}`);
  return rows.map((row) => ({ key: Number(row['id']), isAllowed: row['allowed'] === 1 }));
}

/** Which of the keys are rows that a condition allows, whether the viewer sees them or not. */
export async function allowedKeys(
  session: StatementRunner,
  of: { readonly model: Model; readonly keys: readonly number[] },
  condition: Condition,
): Promise<ReadonlySet<number>> {
  const { model, keys } = of;
  if (condition.kind === 'constant') {
    return new Set(condition.value ? keys : []);
  }
  const scope = session.scope();
  const alias = scope.alias();
  const id = storedColumn(model.id, alias);
  const rows =
    await session.run(sql`select ${id} as id from ${sql.table(model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [scope.dialect.isOneOf(id, keys), condition])}`);
  return new Set(rows.map((row) => Number(row['id'])));
}

/** Rows the viewer sees, by the value of a unique field it sees in them: key by value. */
export async function foundBy(
  session: StatementRunner,
  { column, key }: Lookup,
  values: readonly Operand[],
): Promise<ReadonlyMap<string, number>> {
  const { engine, context } = session;
  const readable = engine.policies.read(column.model, context.viewer);
  const among = and(readable, engine.policies.mask(column, context.viewer));
  return await holders(session, key, { values, among });
}

/** Rows that have one of the values in a unique column, seen or not unless said: key by what {@link mentionOf} makes of the value. */
export async function holders(
  session: StatementRunner,
  column: Column,
  of: { readonly values: readonly Operand[]; readonly among?: Condition },
): Promise<ReadonlyMap<string, number>> {
  const { model } = column;
  const { values, among = ALWAYS } = of;
  const scope = session.scope();
  const alias = scope.alias();
  const value = storedColumn(column, alias);
  const { selected } = column.kind.storage[scope.dialect.name];
  const operands = values.map((each) => scope.dialect.bind(column, each));
  const rows =
    await session.run(sql`select ${selected(value)} as value, ${storedColumn(model.id, alias)} as id
    from ${sql.table(model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [sql`${value} in (${sql.join(operands)})`, among])}`);
  return new Map(
    rows.map((row) => [
      mentionOf(column, decodeValue(column, row['value']) as Operand),
      Number(row['id']),
    ]),
  );
}

/** Rows whose key to a parent is one of those given: own key by parent's. */
export async function children(
  session: StatementRunner,
  foreignKey: Column,
  parents: readonly number[],
): Promise<readonly { readonly key: number; readonly parent: number }[]> {
  const scope = session.scope();
  const alias = scope.alias();
  const parent = storedColumn(foreignKey, alias);
  const rows =
    await session.run(sql`select ${storedColumn(foreignKey.model.id, alias)} as id, ${parent} as parent
    from ${sql.table(foreignKey.model.table)} as ${sql.id(alias)}
    where ${scope.dialect.isOneOf(parent, parents)} order by 1${scope.dialect.lock(alias)}`);
  return rows.map((row) => ({ key: Number(row['id']), parent: Number(row['parent']) }));
}
