import { CompiledQuery } from 'kysely';
import type { DatabaseSettings } from '../database-settings.js';
import type { ObservedStatement } from './statement-log.js';
import { runQuery, type StatementContext } from './statements.js';

/** A step of SQLite's plan: a row of a tree. */
interface Step {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

const READ = /^\s*(select|with)\b/i;

/** Whether a statement only reads: nothing else is explained. */
export function isExplainable({ sql }: ObservedStatement): boolean {
  return READ.test(sql);
}

/**
 * How the database goes about a statement, a line a step, as it words it. The statement is planned
 * with its values and not run: `analyze` is never asked for. Texts among the values are left out.
 * @throws the reason of the signal; MikroORM's DriverException for what the database refuses
 */
export async function explainStatement(
  context: StatementContext,
  dialect: DatabaseSettings['dialect'],
  { sql, parameters, isFormatted }: ObservedStatement,
): Promise<readonly string[]> {
  const asked = `explain ${dialect === 'postgresql' ? '(format text)' : 'query plan'} ${sql}`;
  const rows = isFormatted
    ? await runFormatted(context, asked, parameters)
    : await runQuery<object>(context, { compile: () => CompiledQuery.raw(asked, [...parameters]) });
  return dialect === 'postgresql' ? linesOf(rows) : treeOf(rows as readonly Step[]);
}

/** Values are written into the text by the ORM, as they were when the statement ran. */
async function runFormatted(
  { em, signal }: StatementContext,
  sql: string,
  parameters: readonly unknown[],
): Promise<readonly object[]> {
  signal?.throwIfAborted();
  return await em.getConnection('read').execute<object[]>(sql, [...parameters], 'all');
}

/** PostgreSQL names the values it compares with, of which the key that signs cursors may be one. */
function linesOf(rows: readonly object[]): readonly string[] {
  // At once, since a text with a line break goes on in the next row.
  const text = rows.map((row) => String(Object.values(row)[0])).join('\n');
  return text.replaceAll(/'(?:[^']|'')*'/g, "'…'").split('\n');
}

function treeOf(steps: readonly Step[]): readonly string[] {
  const depths = new Map([[0, -1]]);
  return steps.map(({ id, parent, detail }) => {
    const depth = (depths.get(parent) ?? -1) + 1;
    depths.set(id, depth);
    return `${'  '.repeat(depth)}${detail}`;
  });
}
