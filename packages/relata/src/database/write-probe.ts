import type { SqlEntityManager } from '@mikro-orm/sql';
import Database from 'better-sqlite3';
import { type Obstacle, obstacleOf } from './database-failure.js';
import type { Orm } from './orm.js';
import { SqliteSessionConnection } from './sqlite/sqlite-driver.js';

/** Bytes that there must be room for: more than any request writes. */
const ROOM = 256 * 1024;

/**
 * Finds out whether a database takes writes, without keeping any.
 * @returns what keeps it from that; null where nothing does, and where others write just now
 * @throws where it does not answer
 */
export async function probeWrites(orm: Orm): Promise<Obstacle | null> {
  const writer = orm.em.getConnection('write');
  return writer instanceof SqliteSessionConnection
    ? probeSqlite(await writer.getNativeClient(), orm.config.get('migrations').tableName ?? '')
    : await probePostgres(orm.em.fork());
}

// On a connection of its own: the writer may be held by a unit of work for long.
function probeSqlite(writer: Database.Database, table: string): Obstacle | null {
  let probe: Database.Database | null = null;
  try {
    probe = new Database(writer.name, { fileMustExist: true, timeout: 0 });
    probe.pragma(`max_page_count = ${String(writer.pragma('max_page_count', { simple: true }))}`);
    // Too small a cache for what is written: it goes to the file at once, and not with the commit.
    probe.pragma('cache_size = 4');
    probe.pragma('cache_spill = 1');
    probe.exec('begin immediate');
    probe.prepare(`insert into ${table} (name) values (zeroblob(${String(ROOM)}))`).run();
    return null;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    return /^SQLITE_(?:BUSY|LOCKED)/.test(code) ? null : obstacleOf(error);
  } finally {
    // What was begun is rolled back.
    probe?.close();
  }
}

async function probePostgres(em: SqlEntityManager): Promise<Obstacle | null> {
  const [row] = await em.execute<readonly { readonly setting: string }[]>(
    "select current_setting('transaction_read_only') as setting",
  );
  return row?.setting === 'on' ? 'database read-only' : null;
}
