import { sql } from 'kysely';
import { type Orm, withSession } from 'relata';
import type { KeyKind } from '../contestants/contestants.js';
import type { Size } from '../data-set.js';
import { ROW_KEYS } from './row-key.js';

/** Rows of one statement. */
const BATCH = 1000;
/** Tags of a post. */
const TAGS = 3;
const START = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;

/** Fills the tables with the same rows, whatever their keys. */
export async function fillTables(orm: Orm, kind: KeyKind, size: Size): Promise<void> {
  const key = ROW_KEYS[kind];
  const isSqlite = orm.em.getPlatform().constructor.name.includes('Sqlite');
  const at = (number: number): unknown =>
    isSqlite ? START + number * MINUTE_MS : new Date(START + number * MINUTE_MS).toISOString();
  const rows = (count: number, row: (number: number) => object): readonly object[] =>
    Array.from({ length: count }, (_, index) => row(index + 1));
  const authorOf = (number: number): number => ((number * 7919) % size.users) + 1;
  const tables: Readonly<Record<string, readonly object[]>> = {
    users: rows(size.users, (id) => ({ id: key(id), username: `user${String(id)}` })),
    profiles: rows(size.users, (id) => ({
      id: key(id),
      first_name: `Name ${String(id)}`,
      bio: 'A life. '.repeat(20),
      user_id: key(id),
    })),
    tags: rows(size.tags, (id) => ({ id: key(id), name: `tag${String(id)}` })),
    posts: rows(size.posts, (id) => ({
      id: key(id),
      title: `Notes, part ${String(id)}`,
      created_at: at(id),
      author_id: key(authorOf(id)),
    })),
    post_tags: rows(size.posts * TAGS, (number) => ({
      post_id: key(Math.ceil(number / TAGS)),
      tag_id: key(((number * 31) % size.tags) + 1),
    })),
  };
  await withSession({ orm }, async (em) => {
    const database = em.getKysely();
    for (const [table, all] of Object.entries(tables)) {
      for (let start = 0; start < all.length; start += BATCH) {
        await database
          .insertInto(table as never)
          .values(all.slice(start, start + BATCH))
          .execute();
      }
    }
    await sql`analyze`.execute(database);
  });
}
