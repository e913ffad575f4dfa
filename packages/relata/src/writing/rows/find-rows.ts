import { sql } from 'kysely';
import { ALWAYS, and, type Condition } from '../../filter/condition.js';
import type { Key, Operand } from '../../kinds/kind.js';
import type { Column, Lookup, Model, Unique } from '../../model/model.js';
import type { Deleted } from '../../access/policies.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { decodeValue } from '../../reading/reader/row.js';
import { conditionSql, conjunction } from '../../reading/sql/condition.js';
import type { SqlTest } from '../../reading/sql/dialect.js';
import { boundKey, isOneOfKeys, readKey, selectedKey, storedKey } from '../../reading/sql/key.js';
import { mentionOf } from '../input/lookup-key.js';

/** What a write needs to know of a row before it touches it. */
export interface FoundRow {
  readonly key: Key;
  /** Whether the policy that was asked about allows it. */
  readonly isAllowed: boolean;
}

/** Which rows to find. */
export interface FindRows {
  readonly model: Model;
  readonly where: Condition | { readonly keys: readonly Key[] };
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
  const key = storedKey(model.id, alias);
  const id = selectedKey(scope.dialect, model.id, key);
  const chosen: Condition | SqlTest =
    'keys' in where ? scope.dialect.isOneOf(model.id, key, where.keys) : where;
  const limited = limit === undefined ? sql`` : sql` limit ${limit}`;
  const rows = await session.run(sql`select ${id} as id,
    case when ${conditionSql(scope, allowed, alias)} then 1 else 0 end as allowed
    from ${sql.table(model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [chosen, scope.readable(model, deleted)])}
    order by ${sql.join(key)}${limited}${isLocking ? scope.dialect.lock(alias) : sql``}`);
  return rows.map((row) => ({
    key: readKey(model.id, row['id']),
    isAllowed: row['allowed'] === 1,
  }));
}

/** Which of the keys are rows that a condition allows, whether the viewer sees them or not. */
export async function allowedKeys(
  session: StatementRunner,
  of: { readonly model: Model; readonly keys: readonly Key[] },
  condition: Condition,
): Promise<ReadonlySet<Key>> {
  const { model, keys } = of;
  if (condition.kind === 'constant') {
    return new Set(condition.value ? keys : []);
  }
  const scope = session.scope();
  const alias = scope.alias();
  const key = storedKey(model.id, alias);
  const id = selectedKey(scope.dialect, model.id, key);
  const rows =
    await session.run(sql`select ${id} as id from ${sql.table(model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [scope.dialect.isOneOf(model.id, key, keys), condition])}`);
  return new Set(rows.map((row) => readKey(model.id, row['id'])));
}

/** Rows the viewer sees, by values of unique fields it sees in them: key by values. */
export async function foundBy(
  session: StatementRunner,
  lookup: Lookup,
  values: readonly (readonly Operand[])[],
): Promise<ReadonlyMap<string, Key>> {
  const { engine, context } = session;
  const { viewer } = context;
  const seen = lookup.columns.map(({ column }) => engine.policies.seen(column, viewer));
  const among = and(engine.policies.read(lookup.model, viewer), ...seen);
  return await holders(session, lookup, { values, among });
}

/** Rows of the viewer's tenant that have some of the values in unique columns, seen or not unless said: key by what {@link mentionOf} makes of the values. */
export async function holders(
  session: StatementRunner,
  unique: Unique,
  of: { readonly values: readonly (readonly Operand[])[]; readonly among?: Condition },
): Promise<ReadonlyMap<string, Key>> {
  const { model, columns } = unique;
  const { values, among = ALWAYS } = of;
  const scope = session.scope();
  const alias = scope.alias();
  const { dialect } = scope;
  const ofTenant = session.engine.policies.tenant(model, session.context.viewer);
  const keys = columns.map(({ key }, index) => ({ key, name: `value${String(index)}` }));
  const told = keys.map(
    ({ key, name }) => sql`${selectedKey(dialect, key, storedKey(key, alias))} as ${sql.id(name)}`,
  );
  const stored = keys.flatMap(({ key }) => storedKey(key, alias));
  const operands = values.map((each) =>
    keys.flatMap(({ key }, index) => boundKey(dialect, key, each[index] ?? '')),
  );
  const id = selectedKey(dialect, model.id, storedKey(model.id, alias));
  const rows = await session.run(sql`select ${sql.join(told)}, ${id} as id
    from ${sql.table(model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [ofTenant, isOneOfKeys(dialect, stored, operands), among])}`);
  const valuesIn = (row: (typeof rows)[number]): readonly Operand[] =>
    keys.map(({ key, name }) => decodeValue(key, row[name]) as Operand);
  return new Map(
    rows.map((row) => [mentionOf(unique, valuesIn(row)), readKey(model.id, row['id'])]),
  );
}

/** Rows whose key to a parent is one of those given, of some or of all: own key by parent's. */
export async function children(
  session: StatementRunner,
  foreignKey: Column,
  { parents, among }: { readonly parents: readonly Key[]; readonly among?: readonly Key[] },
): Promise<readonly { readonly key: Key; readonly parent: Key }[]> {
  const scope = session.scope();
  const alias = scope.alias();
  const { id } = foreignKey.model;
  const [key, parent] = [storedKey(id, alias), storedKey(foreignKey, alias)];
  const { dialect } = scope;
  const rows = await session.run(sql`select ${selectedKey(dialect, id, key)} as id,
    ${selectedKey(dialect, foreignKey, parent)} as parent
    from ${sql.table(foreignKey.model.table)} as ${sql.id(alias)}
    where ${dialect.isOneOf(foreignKey, parent, parents)}${
      among === undefined ? sql`` : sql` and ${dialect.isOneOf(id, key, among)}`
    } order by ${sql.join(key)}${dialect.lock(alias)}`);
  return rows.map((row) => ({
    key: readKey(id, row['id']),
    parent: readKey(foreignKey, row['parent']),
  }));
}
