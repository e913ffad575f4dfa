import type { FastifyBaseLogger } from 'fastify';
import { sql } from 'kysely';
import { permissionsAsked } from '../access/permissions.js';
import type { Orm } from '../database/orm.js';
import { runQuery } from '../database/statements/statements.js';
import type { Catalog } from '../model/model.js';
import { openSession } from '../request/session.js';
import type { AuthDoor } from './door.js';
import type { PermissionTables } from './permission-tables.js';

/** An application that is put together, as far as it matters here. */
interface Assembled {
  readonly orm: Orm;
  readonly engine: { readonly catalog: Catalog };
}

/** Says in the log which permissions policies ask for that nobody can have. By one statement at most. */
export async function warnOfPermissions(
  doors: readonly AuthDoor[],
  { orm, engine: { catalog } }: Assembled,
  log: FastifyBaseLogger,
): Promise<void> {
  const asked = permissionsAsked(catalog);
  const tables = doors.flatMap((door) => door.permissionTables?.(catalog) ?? []);
  const [first] = tables;
  if (asked.length === 0 || first === undefined) {
    return;
  }
  const missing = await missingOf(orm, first, asked);
  if (missing.length > 0) {
    log.warn(
      { permissions: missing },
      `the database lacks permissions that policies ask for (${missing.join(', ')}): npm run migration:create writes them`,
    );
  }
}

async function missingOf(
  orm: Orm,
  { name: { column } }: PermissionTables,
  asked: readonly string[],
): Promise<readonly string[]> {
  const name = sql.ref(column.field);
  const em = openSession(orm);
  const query = sql<{
    readonly name: string;
  }>`select ${name} as name from ${sql.table(column.model.table)} where ${name} in (${sql.join(asked)})`;
  const rows = await runQuery({ em }, { compile: () => query.compile(em.getKysely()) });
  const there = new Set(rows.map((row) => row.name));
  return asked.filter((each) => !there.has(each));
}
