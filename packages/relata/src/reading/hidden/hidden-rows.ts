import { sql, type SqlBool } from 'kysely';
import { isAlways } from '../../filter/condition.js';
import { globalId } from '../../model/global-id.js';
import type { Model } from '../../model/model.js';
import type { ReadPlan } from '../plan/read-plan.js';
import type { StatementRunner } from '../reader/statement-runner.js';
import { conditionSql, conjunction } from '../sql/condition.js';
import type { SqlTest } from '../sql/dialect.js';
import { readKey, selectedKey, storedKey } from '../sql/key.js';
import type { Scope } from '../sql/scope.js';
import { type LookedAt, lookedAt } from './looked-at.js';

/** Rows that policies hide from who asks, and by what. */
export interface HiddenRows {
  readonly type: string;
  /** Of a row that was asked for by its id. */
  readonly id?: string;
  /** How many there are. */
  readonly rows: number;
  /** What does not hold of how many of them; of one row, several things may not. */
  readonly by: readonly { readonly rule: string; readonly rows: number }[];
}

/** Most rows of a model that are named one by one. */
const MAX_NAMED = 100;

/**
 * The rows of the models that an operation reads that the viewer may not read: how many there are, whatever was asked of
 * them, and each that was asked for by its id. Rows of other tenants are none.
 */
export async function hiddenRows(
  runner: StatementRunner,
  plan: ReadPlan,
): Promise<readonly HiddenRows[]> {
  const hidden: HiddenRows[] = [];
  for (const looked of lookedAt(plan)) {
    hidden.push(...(await hiddenOf(runner, looked)));
  }
  return hidden;
}

async function hiddenOf(
  runner: StatementRunner,
  { model, deleted, keys }: LookedAt,
): Promise<readonly HiddenRows[]> {
  const { engine, context } = runner;
  const clauses = engine.policies
    .readClauses(model, context.viewer, deleted)
    .filter(({ condition }) => !isAlways(condition));
  if (clauses.length === 0) {
    return [];
  }
  const scope = runner.scope();
  const alias = scope.alias();
  const failing = clauses.map(({ condition }) =>
    fails(scope, conditionSql(scope, condition, alias)),
  );
  const ofRows = { model, alias, keys };
  const isHidden: SqlTest = sql<SqlBool>`(${sql.join(failing, sql` + `)}) > 0`;
  const where = conjunction(scope, alias, [
    engine.policies.tenant(model, context.viewer),
    ...(keys === null ? [] : [scope.dialect.isOneOf(model.id, storedKey(model.id, alias), keys)]),
    isHidden,
  ]);
  const counts = failing.map((each, index) =>
    keys === null
      ? sql`cast(sum(${each}) as integer) as ${sql.id(nameOf(index))}`
      : sql`${each} as ${sql.id(nameOf(index))}`,
  );
  const found = await runner.run(sql`select ${headOf(scope, ofRows)}, ${sql.join(counts)}
    from ${sql.table(model.table)} as ${sql.id(alias)} where ${where}
    ${keys === null ? sql`` : sql`limit ${MAX_NAMED}`}`);
  return found.flatMap((row) => {
    const rows = keys === null ? Number(row['rows']) : 1;
    const by = clauses.flatMap(({ text }, index) => {
      const count = Number(row[nameOf(index)]);
      return count > 0 ? [{ rule: text, rows: count }] : [];
    });
    const id = keys === null ? {} : { id: globalId(model, readKey(model.id, row['id'])) };
    return rows === 0 ? [] : [{ type: model.name, ...id, rows, by }];
  });
}

/** One of a row for which something does not hold, which it does not where that is unknown either. */
function fails(scope: Scope, test: SqlTest): ReturnType<typeof sql> {
  return sql`case when ${test} then 0 else 1 end`;
}

function headOf(
  { dialect }: Scope,
  {
    model,
    alias,
    keys,
  }: { readonly model: Model; readonly alias: string } & Pick<LookedAt, 'keys'>,
): ReturnType<typeof sql> {
  return keys === null
    ? sql`cast(count(*) as integer) as rows`
    : sql`${selectedKey(dialect, model.id, storedKey(model.id, alias))} as id`;
}

function nameOf(index: number): string {
  return `c${String(index)}`;
}
