import type { SqlEntityManager } from '@mikro-orm/sql';
import { sql } from 'kysely';
import { StartupError } from '../errors.js';
import { User } from '../models/index.js';
import type { Orm } from '../session/orm.js';
import { openSession } from '../session/session.js';
import { runQuery } from '../session/statements.js';

/** Usernames of the sample data that can be signed in to: an admin, an editor, an author, a reader. */
export const SAMPLE_ACCOUNTS: readonly string[] = ['mira', 'tomas', 'zoe', 'Sam'];

/** The password of all of them: no secret. Nobody may choose it; see `faultOfPassword`. */
export const SAMPLE_PASSWORD = 'relata-demo-password';

/**
 * The hash of {@link SAMPLE_PASSWORD}, by the default cost. It stands here rather than being made
 * when the data is filled in: a first start hashes nothing, and fills in the same rows each time.
 * One salt for all accounts gives nothing away, as the password is known.
 */
export const SAMPLE_PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$c1Ut9MrNDAbjqh4VJumZXg$REPijL5i59ZDbbvJw75YZEptAYAlQbl57y6NJPNO6Mg';

/**
 * Keeps a database that was filled while developing from being served with its known password.
 * Found by the unique usernames, so that it costs nothing however many users there are.
 * @throws StartupError naming the accounts
 */
export async function refuseSampleAccounts(orm: Orm): Promise<void> {
  const found = await accountsIn(openSession(orm));
  if (found.length > 0) {
    throw new StartupError(
      `The database has accounts of the sample data, with a password that everybody knows: ${found.join(', ')}. ` +
        'In production, use another database, or delete these users or change their passwords first',
    );
  }
}

async function accountsIn(em: SqlEntityManager): Promise<readonly string[]> {
  const { tableName } = em.getMetadata().get(User);
  const kysely = em.getKysely() as never;
  const query = sql<{ readonly username: string }>`select username from ${sql.table(tableName)}
    where username in (${sql.join(SAMPLE_ACCOUNTS)}) and password_hash = ${SAMPLE_PASSWORD_HASH}
    and deleted_at is null order by id`;
  const rows = await runQuery({ em }, { compile: () => query.compile(kysely) });
  return rows.map(({ username }) => username);
}
